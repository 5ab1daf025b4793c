using System.Buffers;
using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Tokenization;

namespace Harmony.Rendering;

/// <summary>The order of a conversation: which messages stay, what ends them, what follows.</summary>
internal readonly ref struct ConversationRenderer(RenderOptions options, IBufferWriter<bool>? lossMask)
{
    /// <summary>Refuses what has no form, before anything is written.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="first">The first message that has not been checked before.</param>
    public void Check(Conversation conversation, int first = 0)
    {
        // Options of no meaning are refused by what reads them.
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
    /// <param name="writer">Takes the ids.</param>
    /// <param name="first">The first message to be rendered.</param>
    /// <param name="ends">Takes the number of ids up to the end of each message, if it is not empty.</param>
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
            return $"there is no role {(int)author.Role}";
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
            // An id that does not exist can bring an engine down.
            if (!TokenBytes.IsInVocabulary(ids[i]))
            {
                return $"RawIds[{i}] is {ids[i]}, which is no token";
            }
        }

        return null;
    }

    /// <summary>
    /// The index before which analysis is dropped: the first final message's (of anyone), if the assistant's last
    /// message is a final one; else 0.
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

    /// <summary>Whether a message ends the model's turn for good.</summary>
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
