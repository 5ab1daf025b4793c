using System.Text;
using Harmony.Vocabulary;

namespace Harmony.Benchmarks.WorstCases;

/// <summary>A text of about <see cref="Length"/> bytes that might be slow to encode.</summary>
/// <param name="Family">Which kind of text.</param>
/// <param name="Member">Which one of its kind; empty if there is no other.</param>
/// <param name="Utf8">The text in UTF-8, valid or not.</param>
/// <param name="Utf16">The text in UTF-16, valid or not.</param>
internal sealed record WorstCaseText(string Family, string Member, byte[] Utf8, string Utf16)
{
    public const int Length = 1_000_000;

    /// <summary>The special tokens that their names stand for.</summary>
    public SpecialTokenSet Specials { get; init; } = SpecialTokenSet.None;

    public static WorstCaseText Of(string family, string member, byte[] utf8) => new(family, member, utf8, Encoding.UTF8.GetString(utf8));

    public static WorstCaseText Of(string family, string member, string text) => new(family, member, Encoding.UTF8.GetBytes(text), text);

    /// <summary>One text again and again.</summary>
    public static WorstCaseText Repeating(string family, string member, string text) => Of(family, member, Repeat(Encoding.UTF8.GetBytes(text), Length));

    /// <summary>Parts, each of them asked for anew.</summary>
    public static WorstCaseText Made(string family, string member, Func<string> part)
    {
        var text = new StringBuilder();
        for (int bytes = 0; bytes < Length;)
        {
            string next = part();
            text.Append(next);
            bytes += Encoding.UTF8.GetByteCount(next);
        }

        return Of(family, member, text.ToString());
    }

    /// <summary>Some bytes again and again; the last time in full.</summary>
    public static byte[] Repeat(ReadOnlySpan<byte> part, int length)
    {
        byte[] repeated = new byte[(length + part.Length - 1) / part.Length * part.Length];
        for (int i = 0; i < repeated.Length; i += part.Length)
        {
            part.CopyTo(repeated.AsSpan(i));
        }

        return repeated;
    }
}
