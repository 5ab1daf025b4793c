namespace Harmony.Docs.Tests.Architecture;

/// <summary>The tables of docs/rooms.md: for each project its rooms and what each may use.</summary>
internal static class RoomTable
{
    /// <summary>Reads the tables: below a heading that names projects in code font, the rows <c>| room | may use |</c>.</summary>
    public static IReadOnlyDictionary<string, Dictionary<string, string[]>> All { get; } = Read();

    /// <summary>Folders that several projects compile, each with the project whose rooms its folders belong to.</summary>
    public static IReadOnlyDictionary<string, string> SharedFolders { get; } = new Dictionary<string, string>
    {
        ["src/Shared"] = "src/Harmony.Encoding",
        ["src/Shared.Generators"] = "src/Harmony.Generators",
    };

    /// <summary>Whether a room is one of a project's table. Projects may use other shared rooms, and have no rows for them.</summary>
    public static bool IsOf(Room room, string project) => room.Owner == project || SharedFolders.GetValueOrDefault(room.Owner) == project;

    /// <summary>Gets the folders that have a project's rooms: its own, and the shared one.</summary>
    public static IEnumerable<string> FoldersOf(string project) =>
        SharedFolders.Where(folder => folder.Value == project).Select(folder => folder.Key).Append(project);

    private static Dictionary<string, Dictionary<string, string[]>> Read()
    {
        var tables = new Dictionary<string, Dictionary<string, string[]>>();
        Dictionary<string, string[]> table = [];
        foreach (string line in File.ReadLines(TestFiles.PathOf("docs", "rooms.md")))
        {
            string[] cells = [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];
            if (line.StartsWith('#'))
            {
                table = [];
                foreach (string project in line.Split('`').Where((_, index) => index % 2 == 1))
                {
                    tables.Add(project, table);
                }
            }
            else if (cells is [var room, var uses] && room != "room" && !room.StartsWith('-'))
            {
                table.Add(room, uses == "nothing" ? [] : uses.Split(", "));
            }
        }

        return tables;
    }
}
