using System.Globalization;

namespace Harmony.Chat;

/// <summary>The range of a number that controls how tokens are chosen. Requests and engines share these ranges.</summary>
public readonly record struct SamplingRange
{
    private readonly double _least;
    private readonly double _most;
    private readonly bool _excludesLeast;

    private SamplingRange(double least, double most, bool excludesLeast = false) => (_least, _most, _excludesLeast) = (least, most, excludesLeast);

    /// <summary>The range of a temperature: at least 0.</summary>
    public static SamplingRange Temperature { get; } = new(0, double.PositiveInfinity);

    /// <summary>The range of top-p and min-p: above 0 and at most 1.</summary>
    public static SamplingRange Probability { get; } = new(0, 1, excludesLeast: true);

    /// <summary>The range of top-k: at least 1.</summary>
    public static SamplingRange TopK { get; } = new(1, double.PositiveInfinity);

    /// <summary>The range of a repetition penalty: from 1e-30 to 1e30. Logits have 32 bits: divided by less, or multiplied by more,
    /// they may leave their range.</summary>
    public static SamplingRange RepetitionPenalty { get; } = new(1e-30, 1e30);

    /// <summary>The range of frequency and presence penalties: from -2 to 2.</summary>
    public static SamplingRange Penalty { get; } = new(-2, 2);

    /// <summary>The range of an engine's seed: at least 0.</summary>
    public static SamplingRange Seed { get; } = new(0, double.PositiveInfinity);

    /// <summary>Gets whether a number is finite and in the range.</summary>
    /// <param name="number">The number.</param>
    public bool Contains(double number) => double.IsFinite(number) && (number > _least || (number == _least && !_excludesLeast)) && number <= _most;

    /// <summary>Describes the range: <c>above 0 and at most 1</c>.</summary>
    public override string ToString() =>
        double.IsPositiveInfinity(_most) ? $"at least {Text(_least)}"
        : _excludesLeast ? $"above {Text(_least)} and at most {Text(_most)}"
        : $"from {Text(_least)} to {Text(_most)}";

    private static string Text(double number) =>
        number.ToString(CultureInfo.InvariantCulture).Replace("E+", "e", StringComparison.Ordinal).Replace("E", "e", StringComparison.Ordinal);
}
