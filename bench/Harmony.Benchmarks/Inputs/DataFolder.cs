namespace Harmony.Benchmarks.Inputs;

/// <summary>
/// Where real texts are, if there are any: <c>corpora/*.txt</c>, <c>conversations/*.json</c> and the reference's ids
/// for them in <c>*.u32</c>. bench/README.md says how to get them.
/// </summary>
internal static class DataFolder
{
    private const string Variable = "HARMONY_BENCHMARK_DATA";

    public static string Repository { get; } = FindRepository();

    private static string? Root { get; } = FindRoot();

    /// <summary>A file of the folder, or null.</summary>
    public static string? Find(string relativePath)
    {
        string? path = Root is null ? null : Path.Combine(Root, relativePath);
        return File.Exists(path) ? path : null;
    }

    private static string? FindRoot()
    {
        string root = Environment.GetEnvironmentVariable(Variable) ?? Path.Combine(Repository, "..", "shared", "peers");
        return Directory.Exists(root) ? Path.GetFullPath(root) : null;
    }

    /// <summary>BenchmarkDotNet's own programs run somewhere below the repository, too.</summary>
    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Harmony.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"{AppContext.BaseDirectory} is not inside the repository, where the benchmarks' texts are.");
    }
}
