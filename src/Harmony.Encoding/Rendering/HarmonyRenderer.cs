using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Harmony.Buffers;
using Harmony.Conversations;

namespace Harmony.Rendering;

/// <summary>Renders conversations and messages into the token ids that GPT-OSS expects, exactly as the reference does.</summary>
/// <remarks>
/// Thread-safe. Renders without allocating: ids go straight into the destination, and the texts that have to be put
/// together first (system and developer bodies) into memory rented from the shared pool. What is refused is refused
/// before the first id is written.
/// </remarks>
public static class HarmonyRenderer
{
    private const int CountingScratch = 256;

    /// <summary>Renders a conversation into a buffer, such as a <see cref="TokenBuffer"/>.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="destination">Takes the ids, after those it already has.</param>
    /// <param name="options">How; <see cref="RenderOptions.Default"/> if null.</param>
    /// <param name="lossMask">
    /// Takes, for each id, whether the assistant generates it: everything of its messages after their author. Or null.
    /// </param>
    /// <exception cref="HarmonyFormatException">A message has no form in the format; the error names it.</exception>
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
    /// <param name="destination">Takes the ids.</param>
    /// <param name="idsWritten">The number of ids; 0 if they do not fit.</param>
    /// <param name="options">How; <see cref="RenderOptions.Default"/> if null.</param>
    /// <returns>Whether the ids fit. If not, what is in <paramref name="destination"/> means nothing.</returns>
    /// <exception cref="HarmonyFormatException">A message has no form in the format; the error names it.</exception>
    public static bool TryRender(Conversation conversation, Span<int> destination, out int idsWritten, RenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var renderer = new ConversationRenderer(options ?? RenderOptions.Default, lossMask: null);
        renderer.Check(conversation);
        TokenWriter writer = TokenWriter.To(destination);
        renderer.Render(conversation, ref writer);
        return writer.Fits(destination, out idsWritten);
    }

    /// <summary>Renders a conversation into an array of its own.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="options">How; <see cref="RenderOptions.Default"/> if null.</param>
    /// <returns>The ids.</returns>
    /// <exception cref="HarmonyFormatException">A message has no form in the format; the error names it.</exception>
    public static int[] Render(Conversation conversation, RenderOptions? options = null)
    {
        using var ids = new TokenBuffer();
        Render(conversation, ids, options);
        return ids.ToArray();
    }

    /// <summary>Counts the ids of a conversation, storing none.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="options">How; <see cref="RenderOptions.Default"/> if null.</param>
    /// <exception cref="HarmonyFormatException">A message has no form in the format; the error names it.</exception>
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
    /// Leaves out what a conversation can do without until it fits into a context window. The oldest turns leave first, each
    /// as a whole; then, of the last turn, the oldest calls, each together with its result and the reasoning before it.
    /// </summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="maxTokens">The most ids that it may take, with what <paramref name="options"/> add.</param>
    /// <param name="fitted">The conversation itself if it fits; else a new one of the messages that stay; null if it cannot
    /// be made to fit.</param>
    /// <param name="options">How it will be rendered; <see cref="RenderOptions.Default"/> if null.</param>
    /// <returns>Whether it fits. What always stays: all system and developer messages, the last user message and what came
    /// after the last call's result.</returns>
    /// <remarks>A turn is a user's message and everything up to the next one. The conversation is counted a few times: the logarithm
    /// of its number of turns.</remarks>
    /// <exception cref="HarmonyFormatException">A message has no form in the format; the error names it.</exception>
    public static bool TryFit(Conversation conversation, int maxTokens, [NotNullWhen(true)] out Conversation? fitted, RenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        fitted = ContextWindow.Fit(conversation, maxTokens, options ?? RenderOptions.Default);
        return fitted is not null;
    }

    /// <summary>Renders one message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="destination">Takes the ids, after those it already has.</param>
    /// <param name="options">How (only the dialect and the schemas' style matter); <see cref="RenderOptions.Default"/> if null.</param>
    /// <param name="conversationHasFunctionTools">Whether a system message says where to call functions.</param>
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
    /// <param name="destination">Takes the ids.</param>
    /// <param name="idsWritten">The number of ids; 0 if they do not fit.</param>
    /// <param name="options">How (only the dialect and the schemas' style matter); <see cref="RenderOptions.Default"/> if null.</param>
    /// <param name="conversationHasFunctionTools">Whether a system message says where to call functions.</param>
    /// <returns>Whether the ids fit. If not, what is in <paramref name="destination"/> means nothing.</returns>
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
