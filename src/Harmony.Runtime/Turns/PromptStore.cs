using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Rendering;

namespace Harmony.Turns;

/// <summary>The prompts of the latest conversations, so that a turn renders only what is new.</summary>
/// <remarks>Thread-safe: a prompt is not in the store while it is rendered.</remarks>
internal sealed class PromptStore(RenderOptions options) : IDisposable
{
    /// <summary>The number of conversations that are remembered: more than run at once on one machine, little memory compared with a model.</summary>
    private const int Capacity = 16;

    private readonly Lock _lock = new();

    /// <summary>The prompts, the one used last at the end.</summary>
    private readonly List<Entry> _entries = [];

    private bool _isDisposed;

    /// <summary>Renders a conversation.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="destination">Receives the ids.</param>
    /// <exception cref="HarmonyFormatException">A message cannot be expressed in the format.</exception>
    public void Render(Conversation conversation, TokenBuffer destination)
    {
        Entry entry = Take(conversation);
        try
        {
            entry.Prompt.Render(conversation);

            // A copy: the caller may change the conversation while other turns look for a prompt.
            entry.Conversation = [.. conversation];
            destination.Append(entry.Prompt.Ids);
        }
        finally
        {
            Return(entry);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (Entry entry in _entries)
            {
                entry.Prompt.Dispose();
            }

            _entries.Clear();
        }
    }

    /// <summary>Takes the prompt that shares the longest beginning with the conversation; if none does and the store is full, the one used longest ago.</summary>
    private Entry Take(Conversation conversation)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(TurnRunner));
            int best = -1;
            int most = 0;
            for (int i = _entries.Count - 1; i >= 0; i--)
            {
                int common = CommonCount(_entries[i].Conversation, conversation);

                // Conversations that share only their instructions keep a prompt each.
                if (common > most && conversation[common - 1].Author.Role is not (Role.System or Role.Developer))
                {
                    (best, most) = (i, common);
                }
            }

            if (best < 0 && _entries.Count == Capacity)
            {
                best = 0;
            }

            if (best < 0)
            {
                return new Entry(new GrowingPrompt(options));
            }

            Entry entry = _entries[best];
            _entries.RemoveAt(best);
            return entry;
        }
    }

    private void Return(Entry entry)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                entry.Prompt.Dispose();
                return;
            }

            if (_entries.Count == Capacity)
            {
                _entries[0].Prompt.Dispose();
                _entries.RemoveAt(0);
            }

            _entries.Add(entry);
        }
    }

    private static int CommonCount(Conversation a, Conversation b)
    {
        int count = 0;
        while (count < a.Count && count < b.Count && a[count].Equals(b[count]))
        {
            count++;
        }

        return count;
    }

    private sealed class Entry(GrowingPrompt prompt)
    {
        public GrowingPrompt Prompt => prompt;

        public Conversation Conversation { get; set; } = [];
    }
}
