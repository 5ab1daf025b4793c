namespace Harmony.Benchmarking.Measuring;

/// <summary>The measurement of one kind of work of a model that runs in this process.</summary>
/// <param name="Model">The name of the model's folder.</param>
/// <param name="Mode">The name of the work.</param>
/// <param name="PromptTokens">The number of tokens of the prompt.</param>
/// <param name="CachedTokens">The number of tokens of the prompt that the engine had read before.</param>
/// <param name="Tokens">The number of tokens that were read or generated in the measured time.</param>
/// <param name="Timing">The times.</param>
internal sealed record ModelMeasurement(string Model, string Mode, int PromptTokens, int CachedTokens, int Tokens, Timing Timing)
{
    /// <summary>The median time that the engine's thread spends outside GenAI's calls per token, in microseconds, or null if only
    /// the first token was generated.</summary>
    public double? OutsideMicroseconds { get; init; }

    /// <summary>The comparison with a plain loop over the C API, or null if none was made.</summary>
    public PlainLoopComparison? PlainLoop { get; init; }
}

/// <summary>The engine compared with a plain loop over the C API, in alternating pairs.</summary>
/// <param name="Loads">The number of times the model was loaded.</param>
/// <param name="Pairs">The number of pairs in all loads.</param>
/// <param name="Seconds">The plain loop's median time for the tokens after the first.</param>
/// <param name="Ratio">The engine's time divided by the plain loop's, for a whole generation.</param>
/// <param name="DecodeRatio">The same ratio for the tokens after the first.</param>
/// <param name="ProcessorRatio">The same ratio for the processor time of all threads during a whole generation. It is the better
/// measure on a machine that has other work.</param>
/// <param name="AllocatedBytes">The bytes that the engine and its reader allocate per token.</param>
internal sealed record PlainLoopComparison(int Loads, int Pairs, double Seconds, RatioInterval Ratio, RatioInterval DecodeRatio, RatioInterval ProcessorRatio, double AllocatedBytes);
