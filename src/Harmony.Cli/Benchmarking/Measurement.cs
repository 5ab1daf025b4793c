namespace Harmony.Cli.Benchmarking;

/// <summary>What was measured of one piece of work on one text.</summary>
/// <param name="Text">The text's name; null if there is none, as of loading.</param>
/// <param name="Mode">The work's name.</param>
internal sealed record Measurement(string? Text, string Mode)
{
    /// <summary>The text's length in UTF-8; 0 if there is none.</summary>
    public long Bytes { get; init; }

    public long Tokens { get; init; }

    public double SecondsBest { get; init; }

    public double SecondsMedian { get; init; }

    /// <summary>The first time; null where it is none of a process.</summary>
    public double? SecondsFirst { get; init; }

    public int Repetitions { get; init; }

    /// <summary>See <see cref="Benchmarking.IdsHash"/>; null if there are no ids.</summary>
    public string? IdsHash { get; init; }

    /// <summary>What one call allocates; null where it was not measured.</summary>
    public long? AllocatedBytes { get; init; }

    /// <summary>How many methods fresh processes had to compile, the most of any; null where there was none.</summary>
    public int? CompiledMethods { get; init; }

    /// <summary>The slices of a set of prompts; null if it is no set.</summary>
    public SliceTimes? Slices { get; init; }

    public static Measurement Of(string? text, string mode, Timing timing) => new(text, mode)
    {
        SecondsBest = timing.Best,
        SecondsMedian = timing.Median,
        Repetitions = timing.Count,
    };

    /// <summary>The times of a set of prompts: the sums of all slices, and how the slices differ.</summary>
    public static Measurement Of(string text, string mode, IReadOnlyList<Timing> slices)
    {
        double[] medians = [.. slices.Select(slice => slice.Median)];
        double[] sorted = [.. medians.Order()];
        return new Measurement(text, mode)
        {
            SecondsBest = slices.Sum(slice => slice.Best),
            SecondsMedian = medians.Sum(),
            Repetitions = slices[0].Count,
            Slices = new SliceTimes(slices.Count, sorted[sorted.Length / 2], sorted[sorted.Length * 9 / 10], sorted[^1], medians[0]),
        };
    }
}

/// <summary>Quantiles over the slices of each slice's median, in seconds.</summary>
internal sealed record SliceTimes(int Count, double Median, double Ninetieth, double Worst, double First);
