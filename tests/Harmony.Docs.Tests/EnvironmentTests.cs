using System.Text.RegularExpressions;

namespace Harmony.Docs.Tests;

/// <summary>docs/environment.md lists every environment variable that the repository reads, and no other.</summary>
public partial class EnvironmentTests
{
    private static readonly string[] Folders = ["src", "eng", "tests", "bench", "samples", ".ci"];

    [Fact]
    public void Every_variable_is_in_the_list()
    {
        IEnumerable<string> used = Folders
            .SelectMany(folder => Directory.GetFiles(TestFiles.PathOf(folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".csproj" or ".props" or ".targets" or ".py" or ".sh" or "")
            .SelectMany(file => Names(File.ReadAllText(file)));
        Assert.Equal(used.Distinct().Order(), Names(TestFiles.Read("docs", "environment.md")).Distinct().Order());
    }

    private static IEnumerable<string> Names(string text) => Variable().Matches(text).Select(match => match.Value);

    /// <summary>A variable, and not a member of a type.</summary>
    [GeneratedRegex(@"(?<![\w.])HARMONY_[A-Z][A-Z_]*[A-Z]\b")]
    private static partial Regex Variable();
}
