namespace Harmony.Docs.Tests.Architecture;

/// <summary>Holds that a file has at most 300 lines.</summary>
public class FileLengthTests
{
    private const int Limit = 300;

    private static readonly string[] Folders = ["src", "eng", "tests", "bench", "samples"];

    /// <summary>The files that are longer, with the lines that they may have. The list and its numbers may only shrink.</summary>
    private static readonly Dictionary<string, int> Longer = new()
    {
        ["src/Harmony.Encoding/Chat/Requests/ChatRequestReader.Settings.cs"] = 352,
        ["src/Harmony.Encoding/Parsing/Turns/TurnReader.cs"] = 310,
        ["src/Harmony.Generators/Json/JsonTextReader.cs"] = 324,
        ["src/Harmony.Runtime/Turns/Turn.cs"] = 311,
        ["tests/Harmony.Docs.Tests/ReadmeCode.cs"] = 346,
        ["tests/Harmony.Encoding.Tests/Parsing/TurnReaderTests.cs"] = 416,
    };

    [Fact]
    public void No_file_is_longer() => Assert.All(Lines().Where(file => file.Value > Limit), file =>
        Assert.True(file.Value <= Longer.GetValueOrDefault(file.Key), $"{file.Key} has {file.Value} lines."));

    [Fact]
    public void The_list_has_only_files_that_are_longer()
    {
        Dictionary<string, int> lines = Lines();
        Assert.All(Longer, file => Assert.True(lines.GetValueOrDefault(file.Key) > Limit, $"{file.Key} is not longer than {Limit} lines: remove its entry."));
    }

    private static Dictionary<string, int> Lines() => Folders
        .SelectMany(folder => Directory.GetFiles(TestFiles.PathOf(folder), "*.cs", SearchOption.AllDirectories))
        .ToDictionary(Room.Relative, file => File.ReadLines(file).Count());
}
