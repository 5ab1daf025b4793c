using Harmony.Conversations;

namespace Harmony.Chat;

/// <summary>
/// How a chat request becomes a conversation, and what the program that takes the request adds to it. (How the
/// conversation is written, its dialect too, stands in <see cref="Rendering.RenderOptions"/>.)
/// </summary>
public sealed record ChatRequestOptions
{
    /// <summary>The default profile, nothing added.</summary>
    public static ChatRequestOptions Default { get; } = new();

    /// <summary>By which rules.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such profile.</exception>
    public ChatProfile Profile
    {
        get;
        init => field = value is ChatProfile.Default or ChatProfile.VllmMlx
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such profile.");
    }

    /// <summary>Who the model is, in a sentence; null for the identity of <see cref="SystemContent.Default"/>.</summary>
    /// <remarks>This, the date and the cutoff stand in the system content: by the profile
    /// <see cref="ChatProfile.VllmMlx"/>, a system message of the request takes its place, and they are left out.</remarks>
    public string? ModelIdentity { get; init; }

    /// <summary>The current date as the prompt is to show it, such as <c>2026-01-31</c>; null for none.</summary>
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
