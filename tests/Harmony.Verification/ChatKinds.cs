using System.Text.Json;
using Harmony.Buffers;
using Harmony.Chat;
using Harmony.Conversations;
using Harmony.Rendering;
using Harmony.Tokenization;

namespace Harmony.Verification;

/// <summary>chat.jsonl: the conversation, text and ids of a chat request by the default profile, or its refusal.</summary>
internal sealed class ChatKind() : GoldenKind("chat")
{
    public override void Check(GoldenCase line, GoldenReport report)
    {
        byte[] request = line.Source("request");
        int[]? expected = line.Has("refused") ? null : line.RequiredIds("ids");
        var options = new RenderOptions { Dialect = line.Dialect };
        Conversation? conversation = null;
        int[] rendered = [];
        string? problem = Refusable.Compare(line["name"].GetString()!, expected, ids =>
        {
            conversation = ChatRequest.Read(request).Conversation;
            HarmonyRenderer.Render(conversation, ids, options);
            rendered = ids.ToArray();
        });
        if (problem is null && expected is not null)
        {
            problem = ChatText.Compare(line["text"].GetString()!, rendered) ?? CompareConversation(line, conversation!);
        }

        report.Add(line.Line, problem);
    }

    private static string? CompareConversation(GoldenCase line, Conversation actual)
    {
        // With a response format the golden conversation has its developer message as one text, so the two differ.
        if (HasResponseFormat(actual))
        {
            return null;
        }

        Conversation expected = Conversation.FromJson(line.Source("conversation"));
        return actual.SequenceEqual(expected) ? null : $"the conversation is {actual.ToJson()}, expected {expected.ToJson()}";
    }

    private static bool HasResponseFormat(Conversation conversation) =>
        conversation.Any(message => message.Content.Any(part => part is DeveloperContent { ResponseFormat: not null }));
}

/// <summary>chat-vllm-mlx.jsonl: the text of a chat request by the profile of that name.</summary>
internal sealed class ChatVllmMlxKind() : GoldenKind("chat-vllm-mlx")
{
    private static readonly ChatRequestOptions Options = new() { Profile = ChatProfile.VllmMlx };

    public override void Check(GoldenCase line, GoldenReport report)
    {
        byte[] request = line.Source("request");
        string expected = line["text"].GetString()!;
        report.Add(line.Line, Compare(request, expected, new RenderOptions { Dialect = line.Dialect }));
    }

    private static string? Compare(byte[] request, string expected, RenderOptions options)
    {
        using var ids = new TokenBuffer();
        try
        {
            HarmonyRenderer.Render(ChatRequest.Read(request, Options).Conversation, ids, options);
        }
        catch (Exception error) when (error is JsonException or HarmonyFormatException)
        {
            return $"refused ({error.Message}), expected {expected}";
        }

        return ChatText.Compare(expected, ids.Span);
    }
}

/// <summary>Compares the text of a prompt's ids.</summary>
internal static class ChatText
{
    /// <summary>Explains a difference, or returns null if the text is the expected one.</summary>
    public static string? Compare(string expected, ReadOnlySpan<int> ids)
    {
        string actual = O200kTokenizer.Decode(ids);
        return actual == expected ? null : $"the text is {actual}, expected {expected}";
    }
}
