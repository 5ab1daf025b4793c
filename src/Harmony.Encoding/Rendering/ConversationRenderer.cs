using System.Buffers;
using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Tokenization;

namespace Harmony.Rendering;

/// <summary>Renders the messages of a conversation: which of them are written, how they end, and what follows them.</summary>
internal readonly ref struct ConversationRenderer(RenderOptions options, IBufferWriter<bool>? lossMask)
{
    /// <summary>Refuses messages that have no form in the format, before anything is written.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="first">The index of the first message that has not been checked yet.</param>
    public void Check(Conversation conversation, int first = 0)
    {
        // Invalid options are refused by the methods that read them.
        _ = DialectRules.Of(options.Dialect);
        _ = RoleNames.Get(options.NextRole);
        int firstKeptAnalysis = FirstKeptAnalysis(conversation);
        for (int i = first; i < conversation.Count; i++)
        {
            if (!IsDropped(conversation[i], i, firstKeptAnalysis) && Problem(conversation[i]) is { } problem)
            {
                throw new HarmonyFormatException($"messages[{i}]: {problem}");
            }
        }
    }

    public static void Check(Message message, string place)
    {
        if (Problem(message) is { } problem)
        {
            throw new HarmonyFormatException($"{place}: {problem}");
        }
    }

    /// <param name="conversation">The conversation.</param>
    /// <param name="writer">Receives the ids.</param>
    /// <param name="first">The index of the first message to render.</param>
    /// <param name="ends">Receives the number of ids up to the end of each message, unless it is empty.</param>
    public void Render(Conversation conversation, ref TokenWriter writer, int first = 0, scoped Span<int> ends = default)
    {
        var messages = new MessageRenderer(writer, options, HasFunctionTools(conversation));
        int firstKeptAnalysis = FirstKeptAnalysis(conversation);
        for (int i = first; i < conversation.Count; i++)
        {
            Message message = conversation[i];
            if (!IsDropped(message, i, firstKeptAnalysis))
            {
                long start = messages.Count;
                long authorEnd = messages.Render(message, IsReturned(conversation, i));
                AppendToMask(message.Author.Role, start, authorEnd, messages.Count);
            }

            if (!ends.IsEmpty)
            {
                ends[i - first] = (int)messages.Count;
            }
        }

        if (options.Purpose == RenderPurpose.Completion)
        {
            long start = messages.Count;
            messages.RenderAuthor(options.NextRole);
            AppendToMask(options.NextRole, start, messages.Count, messages.Count);
        }

        writer = messages.Complete();
    }

    public void Render(Message message, bool conversationHasFunctionTools, ref TokenWriter writer)
    {
        var renderer = new MessageRenderer(writer, options, conversationHasFunctionTools);
        renderer.Render(message);
        writer = renderer.Complete();
    }

    private static string? Problem(Message message)
    {
        if (message.RawIds is not null)
        {
            return RawIdProblem(message.RawIdSpan);
        }

        Author author = message.Author;
        if (author.Role is < Role.System or > Role.Tool)
        {
            return $"unknown role {(int)author.Role}";
        }

        if (author is { Role: Role.Tool, Name: null })
        {
            return "a tool's message needs the tool's name as its author's name";
        }

        for (int i = 0; i < message.Content.Count; i++)
        {
            if (message.Content[i].ProblemIn(author.Role) is { } problem)
            {
                return $"content[{i}] {problem}";
            }
        }

        return null;
    }

    private static string? RawIdProblem(ReadOnlySpan<int> ids)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            // An unknown id can crash an engine.
            if (!TokenBytes.IsInVocabulary(ids[i]))
            {
                return $"RawIds[{i}] is {ids[i]}, which is not the id of a token";
            }
        }

        return null;
    }

    /// <summary>
    /// The index before which analysis is dropped: that of the first final message (of any author) if the assistant's last
    /// message is final, otherwise 0.
    /// </summary>
    public int FirstKeptAnalysis(Conversation conversation)
    {
        if (options.KeepAnalysis)
        {
            return 0;
        }

        int last = conversation.Count - 1;
        while (last >= 0 && conversation[last].Author.Role != Role.Assistant)
        {
            last--;
        }

        if (last < 0 || conversation[last].Channel != Channels.Final)
        {
            return 0;
        }

        int first = 0;
        while (conversation[first].Channel != Channels.Final)
        {
            first++;
        }

        return first;
    }

    public static bool IsDropped(Message message, int index, int firstKeptAnalysis) =>
        index < firstKeptAnalysis && message.Channel == Channels.Analysis;

    /// <summary>Whether a message ends with <c>&lt;|return|&gt;</c>.</summary>
    public bool IsReturned(Conversation conversation, int index) =>
        options.Purpose == RenderPurpose.Training && index == conversation.Count - 1
        && conversation[index] is { Author.Role: Role.Assistant, Channel: Channels.Final };

    public static bool HasFunctionTools(Conversation conversation)
    {
        for (int i = 0; i < conversation.Count; i++)
        {
            IReadOnlyList<MessageContent> content = conversation[i].Content;
            for (int j = 0; j < content.Count; j++)
            {
                if (content[j] is DeveloperContent { HasFunctionTools: true })
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void AppendToMask(Role role, long start, long authorEnd, long end)
    {
        if (lossMask is not null)
        {
            Append(lossMask, false, (int)(authorEnd - start));
            Append(lossMask, role == Role.Assistant, (int)(end - authorEnd));
        }
    }

    private static void Append(IBufferWriter<bool> mask, bool value, int count)
    {
        mask.GetSpan(Math.Max(count, 1))[..count].Fill(value);
        mask.Advance(count);
    }
}
