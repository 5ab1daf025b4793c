namespace Harmony.Verification;

/// <summary>The result of checking one file.</summary>
public sealed class GoldenReport
{
    private const int ShownFailures = 5;
    private readonly List<string> _failures = [];

    internal GoldenReport(string path) => Path = path;

    /// <summary>The path of the file.</summary>
    public string Path { get; }

    /// <summary>The number of cases that passed.</summary>
    public int Passed { get; private set; }

    /// <summary>The number of cases that failed.</summary>
    public int Failed { get; private set; }

    /// <summary>Writes a line for each file, the first failures, and the sums.</summary>
    /// <returns>The number of cases that passed, and that failed.</returns>
    public static (int Passed, int Failed) Write(IEnumerable<GoldenReport> reports, TextWriter output)
    {
        int passed = 0;
        int failed = 0;
        foreach (GoldenReport report in reports)
        {
            output.WriteLine($"{report.Path}: {report.Passed} passed, {report.Failed} failed");
            foreach (string failure in report._failures.Take(Math.Max(0, ShownFailures - failed)))
            {
                output.WriteLine(failure);
            }

            passed += report.Passed;
            failed += report.Failed;
        }

        output.WriteLine($"{passed} passed, {failed} failed");
        return (passed, failed);
    }

    /// <summary>Counts a case.</summary>
    /// <param name="line">The line of the case in the file.</param>
    /// <param name="problem">The difference, or null.</param>
    internal void Add(int line, string? problem) => Add($"line {line}", problem);

    /// <summary>Counts a case.</summary>
    /// <param name="name">The name of the case.</param>
    /// <param name="problem">The difference, or null.</param>
    internal void Add(string name, string? problem)
    {
        if (problem is null)
        {
            Passed++;
            return;
        }

        Failed++;
        if (_failures.Count < ShownFailures)
        {
            _failures.Add($"  {name}: {problem}");
        }
    }
}
