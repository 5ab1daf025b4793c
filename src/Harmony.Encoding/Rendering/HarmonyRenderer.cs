using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Harmony.Buffers;
using Harmony.Conversations;

namespace Harmony.Rendering;

/// <summary>Renders conversations and messages into the token ids that GPT-OSS expects, exactly as the reference does.</summary>
/// <remarks>
/// Thread-safe. Rendering does not allocate: ids are written directly to the destination, and texts that must be built first
/// (system and developer bodies) to memory rented from the shared pool. A conversation is refused before the first id is
/// written.
/// </remarks>
public static class HarmonyRenderer
{
    private const int CountingScratch = 256;

    /// <summary>Renders a conversation into a buffer, such as a <see cref="TokenBuffer"/>.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="destination">Receives the ids, after those that it already has.</param>
    /// <param name="options">The options. The default is <see cref="RenderOptions.Default"/>.</param>
    /// <param name="lossMask">
    /// Receives one value for each id: whether the assistant generates it, that is, whether it follows the author in an
    /// assistant's message. May be null.
    /// </param>
    /// <exception cref="HarmonyFormatException">A message has no form in the format. The exception's message names it.</exception>
    public static void Render(Conversation conversation, IBufferWriter<int> destination, RenderOptions? options = null, IBufferWriter<bool>? lossMask = null)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(destination);
        var renderer = new ConversationRenderer(options ?? RenderOptions.Default, lossMask);
        renderer.Check(conversation);
        TokenWriter writer = TokenWriter.To(destination);
        renderer.Render(conversation, ref writer);
        writer.Complete();
    }

    /// <summary>Renders a conversation into a span.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="destination">Receives the ids.</param>
    /// <param name="idsWritten">The number of ids, or 0 if they do not fit.</param>
    /// <param name="options">The options. The default is <see cref="RenderOptions.Default"/>.</param>
    /// <returns>Whether the ids fit. If not, the content of <paramref name="destination"/> is undefined.</returns>
    /// <exception cref="HarmonyFormatException">A message has no form in the format. The exception's message names it.</exception>
    public static bool TryRender(Conversation conversation, Span<int> destination, out int idsWritten, RenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var renderer = new ConversationRenderer(options ?? RenderOptions.Default, lossMask: null);
        renderer.Check(conversation);
        TokenWriter writer = TokenWriter.To(destination);
        renderer.Render(conversation, ref writer);
        return writer.Fits(destination, out idsWritten);
    }

    /// <summary>Renders a conversation into a new array.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="options">The options. The default is <see cref="RenderOptions.Default"/>.</param>
    /// <returns>The ids.</returns>
    /// <exception cref="HarmonyFormatException">A message has no form in the format. The exception's message names it.</exception>
    public static int[] Render(Conversation conversation, RenderOptions? options = null)
    {
        using var ids = new TokenBuffer();
        Render(conversation, ids, options);
        return ids.ToArray();
    }

    /// <summary>Counts the tokens of a conversation without storing them.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="options">The options. The default is <see cref="RenderOptions.Default"/>.</param>
    /// <exception cref="HarmonyFormatException">A message has no form in the format. The exception's message names it.</exception>
    public static int CountTokens(Conversation conversation, RenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var renderer = new ConversationRenderer(options ?? RenderOptions.Default, lossMask: null);
        renderer.Check(conversation);
        Span<int> scratch = stackalloc int[CountingScratch];
        TokenWriter writer = TokenWriter.Counting(scratch);
        renderer.Render(conversation, ref writer);
        return checked((int)writer.Count);
    }

    /// <summary>
    /// Removes messages until a conversation fits into a context window. The oldest turns are removed first, each as a whole;
    /// then the oldest calls of the last turn, each with its result and the reasoning before it.
    /// </summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="maxTokens">The maximum number of tokens, including those that <paramref name="options"/> add.</param>
    /// <param name="fitted">The conversation itself if it fits, otherwise a new one of the remaining messages, or null if no
    /// conversation fits.</param>
    /// <param name="options">The options with which the result will be rendered. The default is <see cref="RenderOptions.Default"/>.</param>
    /// <returns>Whether the result fits. All system and developer messages, the last user message and everything after the last
    /// call's result are always kept.</returns>
    /// <remarks>A turn is a user message and everything up to the next one. The tokens are counted O(log n) times for n
    /// turns.</remarks>
    /// <exception cref="HarmonyFormatException">A message has no form in the format. The exception's message names it.</exception>
    public static bool TryFit(Conversation conversation, int maxTokens, [NotNullWhen(true)] out Conversation? fitted, RenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        fitted = ContextWindow.Fit(conversation, maxTokens, options ?? RenderOptions.Default);
        return fitted is not null;
    }

    /// <summary>Renders one message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="destination">Receives the ids, after those that it already has.</param>
    /// <param name="options">The options, of which only the dialect and the schema style matter. The default is
    /// <see cref="RenderOptions.Default"/>.</param>
    /// <param name="conversationHasFunctionTools">Whether the conversation has function tools, which a system message then mentions.</param>
    /// <exception cref="HarmonyFormatException">The message has no form in the format.</exception>
    public static void Render(Message message, IBufferWriter<int> destination, RenderOptions? options = null, bool conversationHasFunctionTools = false)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(destination);
        var renderer = new ConversationRenderer(options ?? RenderOptions.Default, lossMask: null);
        ConversationRenderer.Check(message, "message");
        TokenWriter writer = TokenWriter.To(destination);
        renderer.Render(message, conversationHasFunctionTools, ref writer);
        writer.Complete();
    }

    /// <summary>Renders one message into a span.</summary>
    /// <param name="message">The message.</param>
    /// <param name="destination">Receives the ids.</param>
    /// <param name="idsWritten">The number of ids, or 0 if they do not fit.</param>
    /// <param name="options">The options, of which only the dialect and the schema style matter. The default is
    /// <see cref="RenderOptions.Default"/>.</param>
    /// <param name="conversationHasFunctionTools">Whether the conversation has function tools, which a system message then mentions.</param>
    /// <returns>Whether the ids fit. If not, the content of <paramref name="destination"/> is undefined.</returns>
    /// <exception cref="HarmonyFormatException">The message has no form in the format.</exception>
    public static bool TryRender(Message message, Span<int> destination, out int idsWritten, RenderOptions? options = null, bool conversationHasFunctionTools = false)
    {
        ArgumentNullException.ThrowIfNull(message);
        var renderer = new ConversationRenderer(options ?? RenderOptions.Default, lossMask: null);
        ConversationRenderer.Check(message, "message");
        TokenWriter writer = TokenWriter.To(destination);
        renderer.Render(message, conversationHasFunctionTools, ref writer);
        return writer.Fits(destination, out idsWritten);
    }
}
