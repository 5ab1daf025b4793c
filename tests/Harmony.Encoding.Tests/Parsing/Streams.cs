using System.Text;
using Harmony.Conversations;
using Harmony.Parsing;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Tests.Parsing;

/// <summary>Streams of ids for tests, and what the reader makes of them, as text.</summary>
internal static class Streams
{
    /// <summary>The ids of a text in which the names of special tokens are the tokens.</summary>
    public static int[] Ids(string text) => O200kTokenizer.Encode(text, SpecialTokenSet.All);

    /// <summary>One line a message, such as <c>assistant to=functions.f commentary json: {} (Call)</c>.</summary>
    public static string Messages(string stream, Role? role = null) => Messages(Ids(stream), role);

    public static string Messages(int[] ids, Role? role = null)
    {
        var lines = new StringBuilder();
        var text = new StringBuilder();
        var reader = new HarmonyReader(role);
        for (int i = 0; i <= ids.Length; i++)
        {
            Advance(ref reader, ids, i);
            while (reader.TryNext(out HarmonyEvent next))
            {
                switch (next.Kind)
                {
                    case HarmonyEventKind.MessageStarted:
                        text.Clear().Append(Header(next.Header));
                        break;
                    case HarmonyEventKind.Text:
                        text.Append(Encoding.UTF8.GetString(next.Text));
                        break;
                    case HarmonyEventKind.MessageEnded:
                        lines.Append(lines.Length == 0 ? "" : "\n").Append(text).Append($" ({next.Ending})");
                        break;
                }
            }
        }

        return lines.ToString();
    }

    /// <summary>The diagnostics: code and range, such as <c>MissingEnd 5+1</c>.</summary>
    public static string Diagnostics(string stream, Role? role = null) => Diagnostics(Ids(stream), role);

    public static string Diagnostics(int[] ids, Role? role = null) =>
        string.Join(", ", HarmonyParser.Parse(ids, role).Diagnostics.Select(diagnostic => $"{diagnostic.Code} {diagnostic.FirstId}+{diagnostic.TokenCount}"));

    public static void Advance(ref HarmonyReader reader, ReadOnlySpan<int> ids, int i)
    {
        if (i < ids.Length)
        {
            reader.Read(ids[i]);
        }
        else
        {
            reader.End();
        }
    }

    private static string Header(HarmonyHeader header)
    {
        var text = new StringBuilder(header.Role.ToString().ToLowerInvariant());
        Append(text, ":", header.Name);
        Append(text, " to=", header.Recipient);
        Append(text, " ", header.Channel);
        Append(text, " ", header.ContentType);
        return text.Append(": ").ToString();
    }

    private static void Append(StringBuilder text, string before, ReadOnlySpan<byte> part)
    {
        if (!part.IsEmpty)
        {
            text.Append(before).Append(Encoding.UTF8.GetString(part));
        }
    }
}
