namespace Harmony.Docs.Tests.Architecture;

/// <summary>Holds that a file has at most 300 lines.</summary>
public class FileLengthTests
{
    private const int Limit = 300;

    /// <summary>The files that are longer, with their lines. The list may only shrink.</summary>
    private static readonly Dictionary<string, int> Longer = new()
    {
        ["src/Harmony.Encoding/Parsing/HarmonyReader.Transitions.cs"] = 301,
        ["src/Harmony.Generators/Json/JsonTextReader.cs"] = 324,
        ["src/Harmony.Runtime/ChatClient/ConversationBuilder.cs"] = 309,
        ["tests/Harmony.Docs.Tests/ReadmeCode.cs"] = 342,
    };

    [Fact]
    public void No_file_is_longer() => Assert.All(Lines().Where(file => file.Value > Limit), file =>
        Assert.True(file.Value <= Longer.GetValueOrDefault(file.Key), $"{file.Key} has {file.Value} lines, more than {Limit}."));

    [Fact]
    public void The_list_has_only_files_that_are_longer()
    {
        Dictionary<string, int> lines = Lines();
        Assert.All(Longer, file => Assert.True(lines.GetValueOrDefault(file.Key) == file.Value,
            $"{file.Key} has {lines.GetValueOrDefault(file.Key)} lines: set or remove its entry."));
    }

    private static Dictionary<string, int> Lines() => new[] { "src", "eng", "tests", "bench", "samples" }
        .SelectMany(folder => Directory.GetFiles(TestFiles.PathOf(folder), "*.cs", SearchOption.AllDirectories))
        .ToDictionary(Room.Relative, file => File.ReadLines(file).Count());
}
