using System.Runtime.InteropServices;
using Harmony.Conversations;

namespace Harmony.Rendering;

/// <summary>Shortens a conversation so that it fits into a context window.</summary>
internal static class ContextWindow
{
    /// <returns>The conversation itself, a shorter one, or null if even the shortest one does not fit.</returns>
    public static Conversation? Fit(Conversation conversation, int maxTokens, RenderOptions options)
    {
        if (HarmonyRenderer.CountTokens(conversation, options) <= maxTokens)
        {
            return conversation;
        }

        // Removing a unit never makes the rest longer, so a binary search finds the smallest number of units to remove.
        List<Unit> units = UnitsInOrder(conversation);
        int fewest = 1;
        int most = units.Count + 1;
        while (fewest < most)
        {
            int middle = (fewest + most) / 2;
            if (HarmonyRenderer.CountTokens(Without(conversation, units, middle), options) <= maxTokens)
            {
                most = middle;
            }
            else
            {
                fewest = middle + 1;
            }
        }

        return fewest <= units.Count ? Without(conversation, units, fewest) : null;
    }

    private static Conversation Without(Conversation conversation, List<Unit> units, int count)
    {
        bool[] leaves = new bool[conversation.Count];
        int lastUser = LastUser(conversation);
        for (int i = 0; i < Math.Min(count, units.Count); i++)
        {
            for (int j = units[i].Start; j < units[i].End; j++)
            {
                leaves[j] = j != lastUser && !IsInstruction(conversation[j]);
            }
        }

        var rest = new Conversation();
        for (int i = 0; i < leaves.Length; i++)
        {
            if (!leaves[i])
            {
                rest.Add(conversation[i]);
            }
        }

        return rest;
    }

    /// <summary>The units that can be removed, in the order of removal: turns, then the calls of the last turn.</summary>
    private static List<Unit> UnitsInOrder(Conversation conversation)
    {
        List<Unit> turns = Split(conversation, new Unit(0, conversation.Count), static message => message.Author.Role == Role.User);
        Unit last = turns[^1];
        turns.RemoveAt(turns.Count - 1);

        // The user message and the last step of the last turn are kept.
        int begin = last.Start;
        while (begin < last.End && !IsAssistants(conversation[begin]))
        {
            begin++;
        }

        List<Unit> steps = Split(conversation, new Unit(begin, last.End), null);
        turns.AddRange(steps[..^1]);
        return turns;
    }

    /// <summary>
    /// Splits a range before messages that begin a unit or, without a predicate, after the results of calls. A call and its
    /// result are never separated: a result belongs to the latest call of its tool that has no result yet.
    /// </summary>
    private static List<Unit> Split(Conversation conversation, Unit range, Predicate<Message>? begins)
    {
        var units = new List<Unit>();
        var openCalls = new Dictionary<string, Stack<int>>();
        int start = range.Start;
        for (int i = range.Start; i < range.End; i++)
        {
            Message message = conversation[i];
            bool cuts = begins is null ? i > start && IsResult(conversation[i - 1]) && !IsResult(message) : i > start && begins(message);
            if (cuts)
            {
                units.Add(new Unit(start, i));
                start = i;
            }

            if (message.IsToolCall)
            {
                ref Stack<int>? ofTool = ref CollectionsMarshal.GetValueRefOrAddDefault(openCalls, message.Recipient!, out _);
                ofTool ??= [];
                ofTool.Push(i);
            }
            else if (IsResult(message) && message.Author.Name is { } tool && openCalls.TryGetValue(tool, out Stack<int>? calls) && calls.TryPop(out int call))
            {
                // A late result: everything since its call is one unit.
                while (start > call)
                {
                    start = units[^1].Start;
                    units.RemoveAt(units.Count - 1);
                }
            }
        }

        units.Add(new Unit(start, range.End));
        return units;
    }

    /// <summary>The index of the last user message, or -1.</summary>
    private static int LastUser(Conversation conversation)
    {
        int last = conversation.Count - 1;
        while (last >= 0 && conversation[last].Author.Role != Role.User)
        {
            last--;
        }

        return last;
    }

    private static bool IsInstruction(Message message) => message.Author.Role is Role.System or Role.Developer;

    private static bool IsAssistants(Message message) => message.Author.Role is Role.Assistant;

    private static bool IsResult(Message message) => message.Author.Role == Role.Tool;

    /// <summary>Messages that are removed together, from <see cref="Start"/> up to but not including <see cref="End"/>.</summary>
    private readonly record struct Unit(int Start, int End);
}
