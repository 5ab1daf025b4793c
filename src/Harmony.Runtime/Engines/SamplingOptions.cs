using System.Runtime.CompilerServices;
using Harmony.Chat;

namespace Harmony.Engines;

/// <summary>How the next id is chosen. A value that is null is not applied, whatever the default of an engine is.</summary>
public sealed record SamplingOptions
{
    /// <summary>Temperature 1 and nothing else, as OpenAI recommends for GPT-OSS.</summary>
    public static SamplingOptions Default { get; } = new();

    /// <summary>Temperature 0: always the most probable id.</summary>
    public static SamplingOptions Greedy { get; } = new() { Temperature = 0 };

    /// <summary>The temperature, at least 0. The default is 1. A smaller one favours probable ids more, a greater one less. With 0, or
    /// any value below 0.00001, the most probable id is always chosen.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or not a number.</exception>
    public double Temperature { get; init => field = Checked(value, SamplingRange.Temperature); } = 1;

    /// <summary>Whether only the most probable id may come next. The limit is vLLM's: dividing by less leaves the range of 32-bit
    /// numbers.</summary>
    internal bool IsGreedy => Temperature < 1e-5;

    /// <summary>The total probability of the ids to choose from, the most probable first: above 0, at most 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0, or is above 1.</exception>
    public double? TopP { get; init => field = Checked(value, SamplingRange.Probability); }

    /// <summary>The number of ids to choose from, the most probable first: at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? TopK { get; init => field = (int?)Checked(value, SamplingRange.TopK); }

    /// <summary>The minimum probability of an id, as a fraction of that of the most probable one: above 0, at most 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0, or is above 1.</exception>
    public double? MinP { get; init => field = Checked(value, SamplingRange.Probability); }

    /// <summary>The seed of the random numbers, at least 0, or null for a new seed in every generation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? Seed { get; init => field = (int?)Checked(value, SamplingRange.Seed); }

    /// <summary>The penalty for ids that occur in the prompt or in the answer, from 1e-30 to 1e30. A value above 1 makes them less
    /// probable, a value below 1 more probable.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in 1e-30 to 1e30. Logits have 32 bits: dividing by less or
    /// multiplying by more may leave their range.</exception>
    public double? RepetitionPenalty { get; init => field = Checked(value, SamplingRange.RepetitionPenalty); }

    private static double Checked(double value, SamplingRange range, [CallerMemberName] string name = "") =>
        range.Contains(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");

    private static double? Checked(double? value, SamplingRange range, [CallerMemberName] string name = "") =>
        value is { } number ? Checked(number, range, name) : null;
}
