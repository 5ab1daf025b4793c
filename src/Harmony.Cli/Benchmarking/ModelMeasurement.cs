namespace Harmony.Cli.Benchmarking;

/// <summary>What was measured of a model that runs in this process.</summary>
/// <param name="Model">The name of its folder.</param>
/// <param name="Mode">The work's name.</param>
/// <param name="PromptTokens">The length of the prompt.</param>
/// <param name="CachedTokens">How many of the prompt's ids had been read before.</param>
/// <param name="Ids">How many ids the time is of: read, or generated.</param>
/// <param name="Timing">The times.</param>
internal sealed record ModelMeasurement(string Model, string Mode, int PromptTokens, int CachedTokens, int Ids, Timing Timing)
{
    /// <summary>What the engine's thread spends outside of GenAI's calls for an id, in microseconds, the median; null where no
    /// ids but the first were generated.</summary>
    public double? OutsideMicroseconds { get; init; }

    /// <summary>What was measured beside it; null of most.</summary>
    public PlainLoopComparison? PlainLoop { get; init; }
}

/// <summary>The engine beside a plain loop over the C API, in pairs that took turns.</summary>
/// <param name="Loads">How often the model was loaded anew.</param>
/// <param name="Pairs">How many pairs there were, all loads together.</param>
/// <param name="Seconds">The median of the plain loop.</param>
/// <param name="Ratio">Our time by the plain loop's, of a whole generation.</param>
/// <param name="DecodeRatio">The same of the ids after the first.</param>
/// <param name="ProcessorRatio">The same of the processor time of a whole generation, all threads together: where the machine has
/// more to do, this says more.</param>
/// <param name="AllocatedBytes">What is allocated for an id, by the engine and by who reads.</param>
internal sealed record PlainLoopComparison(int Loads, int Pairs, double Seconds, RatioInterval Ratio, RatioInterval DecodeRatio, RatioInterval ProcessorRatio, double AllocatedBytes);
