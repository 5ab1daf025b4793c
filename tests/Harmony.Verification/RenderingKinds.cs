using System.Text;
using System.Text.Json;
using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Rendering;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Verification;

/// <summary>Compares renderings that the reference may have refused; then the library has to refuse, too.</summary>
internal static class Refusable
{
    public static string? Compare(string what, int[]? expected, Action<TokenBuffer> render)
    {
        using var ids = new TokenBuffer();
        string? refusal = null;
        try
        {
            render(ids);
        }
        catch (Exception error) when (error is JsonException or HarmonyFormatException)
        {
            refusal = error.Message;
        }

        return (expected, refusal) switch
        {
            (null, null) => $"{what}: {ids.Count} tokens, expected a refusal",
            (null, _) => null,
            (_, null) => IdDifference.Explain(what, expected, ids.Span),
            _ => $"{what}: refused ({refusal}), expected {expected.Length} tokens",
        };
    }
}

/// <summary>messages.jsonl: one message.</summary>
internal sealed class MessagesKind() : GoldenKind("messages")
{
    public override void Check(GoldenCase line, GoldenReport report)
    {
        byte[] json = line.Source("message");
        var options = new RenderOptions { Dialect = line.Dialect };
        bool hasFunctionTools = line["conversation_has_function_tools"].GetBoolean();
        report.Add(line.Line, Refusable.Compare("message", line.Ids("ids"), ids =>
            HarmonyRenderer.Render(Message.FromJson(json), ids, options, hasFunctionTools)));
    }
}

/// <summary>schemas.jsonl: a tool's parameters in a developer message.</summary>
internal sealed class SchemasKind() : GoldenKind("schemas")
{
    private const string ConversationStart =
        """
        {"messages":[{"role":"developer","content":[{"type":"developer_content","tools":{"functions":{"name":"functions","tools":[{"name":"f","description":"Does it."
        """;

    private const string ConversationEnd = "}]}}}]}]}";

    public override void Check(GoldenCase line, GoldenReport report)
    {
        // The exact bytes that the reference was given: the spelling of a number matters.
        string parameters = line["absent"].GetBoolean() ? "" : ",\"parameters\":" + line["parameters"].GetRawText();
        byte[] json = Encoding.UTF8.GetBytes(ConversationStart + parameters + ConversationEnd);
        var options = new RenderOptions { Purpose = RenderPurpose.Conversation, Dialect = line.Dialect };
        int[]? rendered = null;
        string? problem = Refusable.Compare("schema", line.Ids("ids"), ids =>
        {
            HarmonyRenderer.Render(Conversation.FromJson(json), ids, options);
            rendered = ids.ToArray();
        });
        report.Add(line.Line, problem ?? CompareBody(line["body"].GetString(), rendered));
    }

    private static string? CompareBody(string? body, int[]? rendered)
    {
        // The ids between the header and the token that ends the message.
        string? actual = rendered is null ? null : O200kTokenizer.Decode(rendered.AsSpan((Array.IndexOf(rendered, SpecialTokens.Message) + 1)..^1));
        return actual == body ? null : $"the text is {actual}, expected {body}";
    }
}

/// <summary>conversations.jsonl: a conversation for each purpose, with analysis dropped and kept.</summary>
internal sealed class ConversationsKind() : GoldenKind("conversations")
{
    public override void Check(GoldenCase line, GoldenReport report)
    {
        byte[] json = line.Source("conversation");
        string? problem = null;
        foreach (RenderPurpose purpose in Enum.GetValues<RenderPurpose>())
        {
            foreach (bool keeps in (bool[])[false, true])
            {
                problem ??= Compare(line, json, purpose, keeps);
            }
        }

        report.Add(line.Line, problem);
    }

    private static string? Compare(GoldenCase line, byte[] json, RenderPurpose purpose, bool keeps)
    {
        string name = purpose switch
        {
            RenderPurpose.Completion => "completion",
            RenderPurpose.Conversation => "conversation",
            _ => "training",
        };

        // If keeping makes no difference, the golden file has only the other entry.
        string key = keeps && line.Has(name + "_keep") ? name + "_keep" : name + "_drop";
        var options = new RenderOptions { Purpose = purpose, KeepAnalysis = keeps, Dialect = line.Dialect };
        return Refusable.Compare($"{line["name"].GetString()}, {key}", line.Ids(key), ids =>
            HarmonyRenderer.Render(Conversation.FromJson(json), ids, options));
    }
}
