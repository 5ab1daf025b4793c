namespace Harmony.Engines;

/// <summary>What a generation has taken so far.</summary>
/// <param name="PromptTokens">The prompt's ids.</param>
/// <param name="GeneratedTokens">The ids generated, the stop id included.</param>
public readonly record struct TokenUsage(int PromptTokens, int GeneratedTokens)
{
    /// <summary>How many of the prompt's ids were still known and not read again; null where an engine does not say.</summary>
    public int? CachedTokens { get; init; }

    /// <summary>How many of the prompt's ids were read; null where an engine does not say.</summary>
    public int? PrefilledTokens => PromptTokens - CachedTokens;

    /// <summary>From the start of the request to the first id; null until then.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>From the start of the request to the end of the generation, or until now.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What of the time from the first id to the end was not spent in calls of an engine in this process; zero of
    /// others. Means something where one generation runs alone and is read as fast as it comes.</summary>
    internal TimeSpan OutsideModel { get; init; }
}
