namespace Harmony.Conversations;

/// <summary>
/// What a system message says, in the parts that the format arranges. A part that is null is left out.
/// </summary>
public sealed record SystemContent : MessageContent
{
    /// <summary>
    /// What the reference's constructors begin with: ChatGPT's identity, knowledge up to 2024-06, medium effort, all three
    /// channels, no date.
    /// </summary>
    public static SystemContent Default { get; } = new()
    {
        ModelIdentity = "You are ChatGPT, a large language model trained by OpenAI.",
        KnowledgeCutoff = "2024-06",
        ReasoningEffort = ReasoningLevel.Medium,
        ChannelConfig = ChannelConfig.Default,
    };

    /// <summary>Who the model is, in a sentence.</summary>
    public string? ModelIdentity { get; init; }

    /// <summary>Up to when the model knows the world, such as <c>2024-06</c>.</summary>
    public string? KnowledgeCutoff { get; init; }

    /// <summary>The current date, such as <c>2026-01-31</c>.</summary>
    public string? ConversationStartDate { get; init; }

    /// <summary>How much the model is to reason.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such effort.</exception>
    public ReasoningLevel? ReasoningEffort
    {
        get;
        init => field = value is < ReasoningLevel.Low or > ReasoningLevel.High
            ? throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such reasoning effort.")
            : value;
    }

    /// <summary>The built-in tools, in the order of their keys.</summary>
    /// <exception cref="ArgumentException">Two namespaces have the same key.</exception>
    public IReadOnlyList<ToolNamespace> Tools { get; init => field = ToolNamespace.InOrder(value); } = ValueList<ToolNamespace>.Empty;

    /// <summary>Which channels there are.</summary>
    public ChannelConfig? ChannelConfig { get; init; }

    internal override string? ProblemIn(Role role) =>
        role == Role.System ? null : "is system content, which only a system message can have";
}

/// <summary>How much the model is to reason before it answers.</summary>
public enum ReasoningLevel
{
    /// <summary>Little.</summary>
    Low,

    /// <summary>The default.</summary>
    Medium,

    /// <summary>Much.</summary>
    High,
}

/// <summary>The line of the system message about channels.</summary>
public sealed record ChannelConfig
{
    /// <summary>Analysis, commentary and final, required in every message.</summary>
    public static ChannelConfig Default { get; } = new()
    {
        ValidChannels = [Channels.Analysis, Channels.Commentary, Channels.Final],
        ChannelRequired = true,
    };

    /// <summary>The channels; without any the line is left out.</summary>
    public IReadOnlyList<string> ValidChannels { get; init => field = ValueList<string>.CopyOf(value); } = ValueList<string>.Empty;

    /// <summary>Whether every message must have one.</summary>
    public bool ChannelRequired { get; init; }
}
