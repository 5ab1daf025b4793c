using System.Globalization;

namespace Harmony.Cli.Benchmarking;

/// <summary>What a fresh process has measured, and how it says so: numbers on one line.</summary>
/// <param name="CompiledMethods">How many methods it had to compile for its calls of the library.</param>
/// <param name="FirstCall">The seconds of the first call, on a word: what loading takes.</param>
/// <param name="Seconds">Those of each text.</param>
internal sealed record FirstPasses(int CompiledMethods, double FirstCall, IReadOnlyList<double> Seconds)
{
    public static FirstPasses Parse(string line)
    {
        string[] numbers = line.Split(' ', StringSplitOptions.TrimEntries);
        return new FirstPasses(
            int.Parse(numbers[0], CultureInfo.InvariantCulture),
            double.Parse(numbers[1], CultureInfo.InvariantCulture),
            [.. numbers[2..].Select(number => double.Parse(number, CultureInfo.InvariantCulture))]);
    }

    public override string ToString() =>
        string.Join(' ', Seconds.Prepend(FirstCall).Select(number => number.ToString("R", CultureInfo.InvariantCulture)).Prepend(CompiledMethods.ToString(CultureInfo.InvariantCulture)));
}
