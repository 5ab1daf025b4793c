using System.Buffers;
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

    /// <summary>Renders one message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="destination">Takes the ids, after those it already has.</param>
    /// <param name="options">How (only the dialect matters); <see cref="RenderOptions.Default"/> if null.</param>
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
    /// <param name="options">How (only the dialect matters); <see cref="RenderOptions.Default"/> if null.</param>
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
