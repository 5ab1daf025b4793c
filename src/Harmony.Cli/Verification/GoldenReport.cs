namespace Harmony.Cli.Verification;

/// <summary>What became of the cases of one golden file.</summary>
internal sealed class GoldenReport(string path)
{
    private const int KeptFailures = 5;
    private readonly List<string> _failures = [];

    public string Path { get; } = path;

    public int Passed { get; private set; }

    public int Failed { get; private set; }

    /// <summary>The first failures, explained.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Counts a case.</summary>
    /// <param name="line">Its line in the file.</param>
    /// <param name="problem">What differs, or null.</param>
    public void Add(int line, string? problem) => Count(problem is null ? null : $"line {line}: {problem}");

    /// <summary>Counts a case.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="problem">What differs, or null.</param>
    public void Add(string name, string? problem) => Count(problem is null ? null : $"{name}: {problem}");

    private void Count(string? failure)
    {
        if (failure is null)
        {
            Passed++;
            return;
        }

        Failed++;
        if (_failures.Count < KeptFailures)
        {
            _failures.Add("  " + failure);
        }
    }
}
