namespace Harmony.Conversations;

/// <summary>How much the model reasons before it answers.</summary>
public enum ReasoningLevel
{
    /// <summary>Little.</summary>
    Low,

    /// <summary>A medium amount, the model's default.</summary>
    Medium,

    /// <summary>Much.</summary>
    High,
}
