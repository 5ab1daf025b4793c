using System.Buffers;
using Harmony.Buffers;
using Harmony.Conversations;

namespace Harmony.Rendering;

/// <summary>
/// The ids of a conversation that goes on, kept from one rendering to the next: of the messages only those are rendered that
/// are not what they were.
/// </summary>
/// <remarks>
/// <para>The ids are always those of <see cref="HarmonyRenderer"/> for the whole conversation. What was rendered before stands up
/// to the first message that is another one, or that is rendered in another way: analysis is left out, or back, as the
/// conversation goes on (<see cref="RenderOptions.KeepAnalysis"/>); the last message of an example to train on ends
/// otherwise. When a conversation gets its first function tool or loses its last one, nothing stands, since the system message
/// says whether there are any.</para>
/// <para>Messages are compared by reference first, then by value, which reads their texts: so a conversation that is made anew for
/// each request is as good, at the price of comparing it.</para>
/// <para>Not thread-safe. Allocates nothing once its memory, which is rented from the shared pool until <see cref="Dispose"/>,
/// suffices.</para>
/// </remarks>
public sealed class GrowingPrompt : IDisposable
{
    private readonly RenderOptions _options;
    private readonly List<RenderedMessage> _messages = [];
    private readonly TokenBuffer _ids = new();
    private readonly TokenBuffer _changed = new();
    private bool _hasFunctionTools;

    /// <summary>A prompt without ids.</summary>
    /// <param name="options">How it is rendered; <see cref="RenderOptions.Default"/> if null.</param>
    public GrowingPrompt(RenderOptions? options = null) => _options = options ?? RenderOptions.Default;

    /// <summary>The ids of the conversation that was rendered last. Valid until the next one is, or <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<int> Ids => _ids.Span;

    /// <summary>Renders a conversation, usually the last one with more messages.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <returns>How many of the first <see cref="Ids"/> are what they were before: what an engine that has seen those has in its
    /// cache.</returns>
    /// <exception cref="HarmonyFormatException">A message has no form in the format; the error names it, and the ids stay what they
    /// were.</exception>
    public int Render(Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var renderer = new ConversationRenderer(_options, lossMask: null);
        bool hasFunctionTools = ConversationRenderer.HasFunctionTools(conversation);
        int standing = hasFunctionTools == _hasFunctionTools ? CountStanding(conversation, renderer) : 0;
        renderer.Check(conversation, standing);

        int start = standing == 0 ? 0 : _messages[standing - 1].End;
        int[] ends = ArrayPool<int>.Shared.Rent(conversation.Count - standing);
        _changed.Clear();
        TokenWriter writer = TokenWriter.To(_changed);
        renderer.Render(conversation, ref writer, standing, ends);
        writer.Complete();

        int kept = start + _ids.Span[start..].CommonPrefixLength(_changed.Span);
        _ids.Truncate(kept);
        _ids.Append(_changed.Span[(kept - start)..]);
        Remember(conversation, standing, renderer, start, ends);
        _hasFunctionTools = hasFunctionTools;
        ArrayPool<int>.Shared.Return(ends);
        return kept;
    }

    /// <summary>Gives the memory back to the pool. The prompt is empty afterwards, and renders no more.</summary>
    public void Dispose()
    {
        _messages.Clear();
        _ids.Dispose();
        _changed.Dispose();
    }

    /// <summary>How many of the first messages are rendered as they were.</summary>
    private int CountStanding(Conversation conversation, ConversationRenderer renderer)
    {
        int firstKeptAnalysis = renderer.FirstKeptAnalysis(conversation);
        int count = 0;
        while (count < conversation.Count && count < _messages.Count)
        {
            Message message = conversation[count];
            RenderedMessage before = _messages[count];
            if (before.IsDropped != ConversationRenderer.IsDropped(message, count, firstKeptAnalysis)
                || before.IsReturned != renderer.IsReturned(conversation, count)
                || !(ReferenceEquals(message, before.Message) || message.Equals(before.Message)))
            {
                break;
            }

            count++;
        }

        return count;
    }

    private void Remember(Conversation conversation, int standing, ConversationRenderer renderer, int start, ReadOnlySpan<int> ends)
    {
        int firstKeptAnalysis = renderer.FirstKeptAnalysis(conversation);
        _messages.RemoveRange(standing, _messages.Count - standing);
        for (int i = standing; i < conversation.Count; i++)
        {
            bool isDropped = ConversationRenderer.IsDropped(conversation[i], i, firstKeptAnalysis);
            _messages.Add(new RenderedMessage(conversation[i], isDropped, renderer.IsReturned(conversation, i), start + ends[i - standing]));
        }
    }

    /// <summary>A message, how it was rendered, and the number of ids up to its end.</summary>
    private readonly record struct RenderedMessage(Message Message, bool IsDropped, bool IsReturned, int End);
}
