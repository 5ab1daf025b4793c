using System.Text.RegularExpressions;

namespace Harmony.Docs.Tests;

/// <summary>Holds the arrows of docs/architecture.md: which folder of the library uses which.</summary>
public partial class ArchitectureTests
{
    /// <summary>A folder and those that it may use. Json, which comes from src/Shared, uses Buffers alone.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Vocabulary"] = [],
        ["Buffers"] = [],
        ["Json"] = ["Buffers"],
        ["Conversations"] = ["Json", "Grammar"],
        ["Tokenization"] = ["Vocabulary", "Buffers"],
        ["Grammar"] = ["Vocabulary", "Buffers"],
        ["Parsing"] = ["Tokenization", "Grammar", "Vocabulary", "Buffers", "Conversations"],
        ["Constraints"] = ["Conversations", "Grammar", "Vocabulary", "Json"],
        ["Chat"] = ["Conversations", "Parsing", "Grammar", "Json"],
        ["Rendering"] = ["Conversations", "Tokenization", "Grammar", "Vocabulary", "Buffers", "Json"],
        ["Tools"] = ["Conversations", "Grammar"],
    };

    private static readonly string[] Projects = ["Harmony.Encoding", "Shared"];

    public static TheoryData<string> Folders => [.. MayUse.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_what_it_may(string folder)
    {
        string[] files = [.. SourceFiles(folder)];
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            IEnumerable<string> used = UsedFolder().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value);
            Assert.Subset(new HashSet<string>([.. MayUse[folder], folder]), used.ToHashSet());
        });
    }

    [Fact]
    public void Every_folder_has_its_rule()
    {
        IEnumerable<string> folders = Projects
            .SelectMany(project => Directory.GetDirectories(TestFiles.PathOf("src", project)))
            .Select(path => Path.GetFileName(path));
        Assert.Equal(MayUse.Keys.Order(), folders.Except(["bin", "obj"]).Distinct().Order());
    }

    [Fact]
    public void Every_file_is_in_its_folders_namespace() => Assert.All(MayUse.Keys, folder =>
        Assert.All(SourceFiles(folder), file => Assert.Contains($"namespace Harmony.{folder};", File.ReadAllText(file), StringComparison.Ordinal)));

    private static IEnumerable<string> SourceFiles(string folder) => Projects
        .Select(project => TestFiles.PathOf("src", project, folder))
        .Where(Directory.Exists)
        .SelectMany(path => Directory.GetFiles(path, "*.cs", SearchOption.AllDirectories));

    [GeneratedRegex(@"^using (?:static )?Harmony\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex UsedFolder();
}
