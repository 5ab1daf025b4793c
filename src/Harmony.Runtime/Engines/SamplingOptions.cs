namespace Harmony.Engines;

/// <summary>How the next id is chosen. What is null is not applied, whatever an engine's own default is.</summary>
public sealed record SamplingOptions
{
    /// <summary>Temperature 1 and nothing else, as OpenAI recommends for GPT-OSS.</summary>
    public static SamplingOptions Default { get; } = new();

    /// <summary>Always the most probable id.</summary>
    public static SamplingOptions Greedy { get; } = new() { Temperature = 0 };

    /// <summary>0 for always the most probable id, as are all below 0.00001; less than 1 makes probable ids more probable, more than
    /// 1 less so.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or not a number.</exception>
    public double Temperature { get; init => field = Checked(value, value >= 0, "at least 0"); } = 1;

    /// <summary>Whether only the most probable id may come next. vLLM draws the line there, too: what is divided by less leaves the
    /// range of 32-bit numbers.</summary>
    internal bool IsGreedy => Temperature < 1e-5;

    /// <summary>Only the most probable ids, that together have this probability.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or above 1.</exception>
    public double? TopP { get; init => field = Checked(value, value is null or (> 0 and <= 1), "above 0 and at most 1"); }

    /// <summary>Only this many of the most probable ids.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int? TopK { get; init => field = Checked(value, value is null or >= 1, "at least 1"); }

    /// <summary>Only ids at least this probable, measured by the most probable one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above 0, or above 1.</exception>
    public double? MinP { get; init => field = Checked(value, value is null or (> 0 and <= 1), "above 0 and at most 1"); }

    /// <summary>What the random numbers start from; null for a new start every time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int? Seed { get; init => field = Checked(value, value is null or >= 0, "at least 0"); }

    /// <summary>By how much ids that were already there become less probable: above 1; below 1, more probable.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 1e-30 to 1e30: logits have 32 bits, and what is divided by less, or
    /// multiplied by more, may leave their range.</exception>
    public double? RepetitionPenalty { get; init => field = Checked(value, value is null or (>= 1e-30 and <= 1e30), "from 1e-30 to 1e30"); }

    private static T Checked<T>(T value, bool isIn, string range, [System.Runtime.CompilerServices.CallerMemberName] string name = "") =>
        isIn && value is not double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} has to be {range}.");
}
