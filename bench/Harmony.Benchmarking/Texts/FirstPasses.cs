using System.Globalization;

namespace Harmony.Benchmarking.Texts;

/// <summary>The times that a fresh process has measured, and their form in its output: numbers on one line.</summary>
/// <param name="CompiledMethods">The number of methods that the process compiled for its calls of the library.</param>
/// <param name="FirstCall">The seconds of the first call, on one word: the cost of loading.</param>
/// <param name="Seconds">The seconds of each text.</param>
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
