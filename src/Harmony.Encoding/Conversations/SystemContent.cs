namespace Harmony.Conversations;

/// <summary>The content of a system message, in the parts that the format arranges. A part that is null is left out.</summary>
public sealed record SystemContent : MessageContent
{
    /// <summary>
    /// The content that the reference's constructors begin with: ChatGPT's identity, knowledge up to 2024-06, medium
    /// reasoning effort, all three channels, no date.
    /// </summary>
    public static SystemContent Default { get; } = new()
    {
        ModelIdentity = "You are ChatGPT, a large language model trained by OpenAI.",
        KnowledgeCutoff = "2024-06",
        ReasoningEffort = ReasoningLevel.Medium,
        ChannelConfig = ChannelConfig.Default,
    };

    /// <summary>The sentence that tells the model who it is.</summary>
    public string? ModelIdentity { get; init; }

    /// <summary>The date up to which the model knows the world, such as <c>2024-06</c>.</summary>
    public string? KnowledgeCutoff { get; init; }

    /// <summary>The current date, such as <c>2026-01-31</c>.</summary>
    public string? ConversationStartDate { get; init; }

    /// <summary>How much the model reasons before it answers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of <see cref="ReasoningLevel"/>.</exception>
    public ReasoningLevel? ReasoningEffort
    {
        get;
        init => field = value is < ReasoningLevel.Low or > ReasoningLevel.High
            ? throw new ArgumentOutOfRangeException(nameof(value), value, "Unknown reasoning effort.")
            : value;
    }

    /// <summary>The built-in tools, in the order of their keys.</summary>
    /// <exception cref="ArgumentException">Two namespaces have the same key.</exception>
    public IReadOnlyList<ToolNamespace> Tools { get; init => field = ToolNamespace.InOrder(value); } = ValueList<ToolNamespace>.Empty;

    /// <summary>The channels that the model may write to.</summary>
    public ChannelConfig? ChannelConfig { get; init; }

    internal override string? ProblemIn(Role role) =>
        role == Role.System ? null : "is system content, which only a system message can have";
}
