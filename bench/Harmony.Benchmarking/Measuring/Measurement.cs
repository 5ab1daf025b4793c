namespace Harmony.Benchmarking.Measuring;

/// <summary>The measurement of one kind of work on one text.</summary>
/// <param name="Text">The text's name, or null if there is no text, as for loading.</param>
/// <param name="Mode">The name of the work.</param>
internal sealed record Measurement(string? Text, string Mode)
{
    /// <summary>The length of the text in UTF-8, or 0 if there is no text.</summary>
    public long Bytes { get; init; }

    public long Tokens { get; init; }

    public double SecondsBest { get; init; }

    public double SecondsMedian { get; init; }

    /// <summary>The time of the first run in this process, or null if it was not measured.</summary>
    public double? SecondsFirst { get; init; }

    public int Repetitions { get; init; }

    /// <summary>The <see cref="Measuring.IdsHash"/> of the ids, or null if there are no ids.</summary>
    public string? IdsHash { get; init; }

    /// <summary>The number of bytes that one call allocates, or null if it was not measured.</summary>
    public long? AllocatedBytes { get; init; }

    /// <summary>The largest number of methods that a fresh process had to compile, or null if no fresh process was measured.</summary>
    public int? CompiledMethods { get; init; }

    /// <summary>The times of the slices of a set of prompts, or null if the text is not a set.</summary>
    public SliceTimes? Slices { get; init; }

    public static Measurement Of(string? text, string mode, Timing timing) => new(text, mode)
    {
        SecondsBest = timing.Best,
        SecondsMedian = timing.Median,
        Repetitions = timing.Count,
    };

    /// <summary>Creates the measurement of a set of prompts: the sums over all slices, and the distribution over the slices.</summary>
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

/// <summary>Quantiles over the medians of the slices, in seconds.</summary>
internal sealed record SliceTimes(int Count, double Median, double Ninetieth, double Worst, double First);
