using System.Buffers;
using Harmony.Buffers;
using Harmony.Conversations;

namespace Harmony.Rendering;

/// <summary>
/// The ids of a growing conversation, kept between renderings. Only messages that have changed are rendered again.
/// </summary>
/// <remarks>
/// <para>The ids always equal those of <see cref="HarmonyRenderer"/> for the whole conversation. Earlier ids are kept up to the
/// first message that has changed, or that is rendered differently: as a conversation continues, its analysis may be dropped or
/// return (<see cref="RenderOptions.KeepAnalysis"/>), and the last message of a training example has another ending. When a
/// conversation gets its first function tool or loses its last one, nothing is kept, because the system message mentions
/// function tools.</para>
/// <para>Messages are compared by reference, then by value, which reads their texts. A conversation that is built anew for each
/// request therefore works, too, at the cost of the comparison.</para>
/// <para>Not thread-safe. Allocates nothing once its memory is large enough. The memory is rented from the shared pool until
/// <see cref="Dispose"/>.</para>
/// </remarks>
public sealed class GrowingPrompt : IDisposable
{
    private readonly RenderOptions _options;
    private readonly List<RenderedMessage> _messages = [];
    private readonly TokenBuffer _ids = new();
    private readonly TokenBuffer _changed = new();
    private bool _hasFunctionTools;

    /// <summary>Creates an empty prompt.</summary>
    /// <param name="options">The options for rendering. The default is <see cref="RenderOptions.Default"/>.</param>
    public GrowingPrompt(RenderOptions? options = null) => _options = options ?? RenderOptions.Default;

    /// <summary>The ids of the last rendered conversation. Valid until the next call of <see cref="Render"/> or <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<int> Ids => _ids.Span;

    /// <summary>Renders a conversation, usually the previous one with more messages.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <returns>The number of <see cref="Ids"/> at the beginning that equal the previous ones. An engine that has seen those has
    /// them in its cache.</returns>
    /// <exception cref="HarmonyFormatException">A message has no form in the format. The exception's message names it, and the ids do
    /// not change.</exception>
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

    /// <summary>Returns the memory to the pool. The prompt cannot be used afterwards.</summary>
    public void Dispose()
    {
        _messages.Clear();
        _ids.Dispose();
        _changed.Dispose();
    }

    /// <summary>The number of messages at the beginning that are rendered as before.</summary>
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

    /// <summary>A message, the way in which it was rendered, and the number of ids up to its end.</summary>
    private readonly record struct RenderedMessage(Message Message, bool IsDropped, bool IsReturned, int End);
}
