using System.Text.RegularExpressions;

namespace Harmony.Docs.Tests;

/// <summary>Harmony.sln shows every project, and every page of the documentation.</summary>
public partial class SolutionTests
{
    private static readonly string[] Folders = ["src", "eng", "tests", "bench", "samples"];

    [Fact]
    public void The_solution_has_every_project() => Assert.Equal(
        Folders.SelectMany(folder => Files(folder, "*.csproj")).Order(), Entries().Where(path => path.EndsWith(".csproj", StringComparison.Ordinal)).Order());

    [Fact]
    public void The_solution_has_every_page() => Assert.Equal(
        Files("docs", "*.md").Order(), Entries().Where(path => path.StartsWith("docs/", StringComparison.Ordinal)).Order());

    [Fact]
    public void Every_file_of_the_solution_is_there() =>
        Assert.All(Entries(), path => Assert.True(File.Exists(TestFiles.PathOf(path)), path));

    private static IEnumerable<string> Files(string folder, string pattern) => Directory
        .GetFiles(TestFiles.PathOf(folder), pattern, SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(TestFiles.Root, path).Replace('\\', '/'));

    private static IEnumerable<string> Entries() => Entry().Matches(TestFiles.Read("Harmony.sln"))
        .Select(match => (match.Groups["item"].Success ? match.Groups["item"] : match.Groups["project"]).Value.Replace('\\', '/'));

    /// <summary>A project, or an item of a folder.</summary>
    [GeneratedRegex(@"^\t\t(?<item>[^{\s|][^=|\n]*) = \k<item>$|= ""[^""]+"", ""(?<project>[^""]+\.csproj)""", RegexOptions.Multiline)]
    private static partial Regex Entry();
}
