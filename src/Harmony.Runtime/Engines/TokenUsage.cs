namespace Harmony.Engines;

/// <summary>The tokens and the time that a generation has used so far.</summary>
/// <param name="PromptTokens">The number of tokens in the prompt.</param>
/// <param name="GeneratedTokens">The number of generated tokens, including the stop id.</param>
public readonly record struct TokenUsage(int PromptTokens, int GeneratedTokens)
{
    /// <summary>The number of prompt tokens that came from a cache, or null if the engine does not report it.</summary>
    public int? CachedTokens { get; init; }

    /// <summary>The number of prompt tokens that were computed, or null if the engine does not report it.</summary>
    public int? PrefilledTokens => PromptTokens - CachedTokens;

    /// <summary>The time from the start of the request to the first id, or null before that id.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>The time from the start of the request to the end of the generation, or until now.</summary>
    public TimeSpan Duration { get; init; }
}
