using System.Text.Json;
using System.Text.RegularExpressions;
using Harmony.Parsing;

namespace Harmony.Docs.Tests;

/// <summary>docs/format.md and docs/schemas.md name a test for each rule: the tests have to be there.</summary>
public partial class FormatDocTests
{
    private static readonly string Format = TestFiles.Read("docs", "format.md");

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        string sources = string.Concat(Directory.GetFiles(TestFiles.PathOf("tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        string[] named = [.. TestName().Matches(Format + TestFiles.Read("docs", "schemas.md")).Select(match => match.Groups[2].Value).Distinct()];
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains($"void {name}(", sources, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_golden_conversation_that_is_named_exists()
    {
        HashSet<string> golden = [.. File.ReadLines(Path.Combine(TestFiles.Data, "conversations.jsonl")).Select(NameOf)];
        string[] named = [.. GoldenName().Matches(Format).Select(match => match.Groups[1].Value).Distinct().Except(Enum.GetNames<DiagnosticCode>())];
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, golden));
    }

    [Fact]
    public void Every_diagnostic_has_its_place_in_the_tables() =>
        Assert.All(Enum.GetNames<DiagnosticCode>(), code => Assert.Contains($"`{code}`", Format, StringComparison.Ordinal));

    [Fact]
    public void Every_link_to_a_file_leads_to_one()
    {
        string[] pages = [.. Directory.GetFiles(TestFiles.Root, "*.md"), .. Directory.GetFiles(TestFiles.PathOf("docs"), "*.md", SearchOption.AllDirectories),
            .. Directory.GetFiles(TestFiles.PathOf("bench"), "*.md"), .. Directory.GetFiles(TestFiles.PathOf("tests", "reference"), "*.md")];
        Assert.All(pages, page => Assert.All(FileLink().Matches(File.ReadAllText(page)), link =>
            Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value)), $"{page}: {link.Value}")));
    }

    private static string NameOf(string line)
    {
        using var golden = JsonDocument.Parse(line);
        return golden.RootElement.GetProperty("name").GetString()!;
    }

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)[^)]*\)")]
    private static partial Regex FileLink();

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex TestName();

    /// <summary>In the tables' last column, what is no test's name.</summary>
    [GeneratedRegex(@"(?<=\|[^|\n]*)`([\w-]+(?: [\w-]+)*)`(?=[^|\n]*\|\n)")]
    private static partial Regex GoldenName();
}
