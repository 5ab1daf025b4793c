namespace Harmony.Turns;

/// <summary>The tokens and the time of a turn so far.</summary>
/// <param name="PromptTokens">The tokens that the model read: the prompt, and what was written for the model during the turn.</param>
/// <param name="GeneratedTokens">The tokens that the model generated and the turn has, including the one that ended it.</param>
/// <param name="ReasoningTokens">The generated tokens of reasoning, without headers and ends.</param>
public readonly record struct TurnUsage(int PromptTokens, int GeneratedTokens, int ReasoningTokens)
{
    /// <summary>The tokens of the prompt that the engine had read before; null if the engine does not report it.</summary>
    public int? CachedTokens { get; init; }

    /// <summary>The time from the start of the first generation to its first token; null until then.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>The duration of all generations of the turn so far.</summary>
    public TimeSpan Duration { get; init; }
}
