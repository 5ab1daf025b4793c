using Harmony.Conversations;

namespace Harmony.Chat;

/// <summary>
/// How a chat request becomes a conversation, and what the host adds to it. <see cref="Rendering.RenderOptions"/> says how the
/// conversation is rendered, its dialect included.
/// </summary>
public sealed record ChatRequestOptions
{
    /// <summary>The default profile, with nothing added.</summary>
    public static ChatRequestOptions Default { get; } = new();

    /// <summary>The rules used to turn the request into a conversation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The profile is unknown.</exception>
    public ChatProfile Profile
    {
        get;
        init => field = value is ChatProfile.Default or ChatProfile.VllmMlx
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Unknown profile.");
    }

    /// <summary>The model's identity, in a sentence; null for that of <see cref="SystemContent.Default"/>.</summary>
    /// <remarks>The identity, the date and the cutoff are in the system content. With the profile <see cref="ChatProfile.VllmMlx"/>, a
    /// system message of the request replaces the system content, and they are left out.</remarks>
    public string? ModelIdentity { get; init; }

    /// <summary>The current date in the prompt, such as <c>2026-01-31</c>; null for none.</summary>
    public string? CurrentDate { get; init; }

    /// <summary>Up to when the model knows the world, such as <c>2024-06</c>; null for that of
    /// <see cref="SystemContent.Default"/>.</summary>
    public string? KnowledgeCutoff { get; init; }

    /// <summary>
    /// Whether the reasoning before the last final answer stays in the conversation. (For it to be rendered as well, set
    /// <see cref="Rendering.RenderOptions.KeepAnalysis"/>.)
    /// </summary>
    public bool KeepAnalysis { get; init; }

    /// <summary>The default system content, with what the host adds.</summary>
    internal SystemContent SystemContent(ReasoningLevel effort) => Conversations.SystemContent.Default with
    {
        ModelIdentity = ModelIdentity ?? Conversations.SystemContent.Default.ModelIdentity,
        KnowledgeCutoff = KnowledgeCutoff ?? Conversations.SystemContent.Default.KnowledgeCutoff,
        ConversationStartDate = CurrentDate,
        ReasoningEffort = effort,
    };
}
