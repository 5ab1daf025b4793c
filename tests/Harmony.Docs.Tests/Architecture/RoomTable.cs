namespace Harmony.Docs.Tests.Architecture;

/// <summary>The tables of docs/rooms.md: for each project its rooms and what each may use.</summary>
internal static class RoomTable
{
    /// <summary>Reads the tables: below a heading that names a project in code font, the rows <c>| room | may use |</c>.</summary>
    public static IReadOnlyDictionary<string, Dictionary<string, string[]>> All { get; } = Read();

    private static Dictionary<string, Dictionary<string, string[]>> Read()
    {
        var tables = new Dictionary<string, Dictionary<string, string[]>>();
        Dictionary<string, string[]>? table = null;
        foreach (string line in File.ReadLines(TestFiles.PathOf("docs", "rooms.md")))
        {
            string[] cells = [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];
            if (line.StartsWith('#'))
            {
                table = null;
                if (line.Split('`') is [_, var project, ..])
                {
                    tables.Add(project, table = []);
                }
            }
            else if (table is not null && cells is [var room, var uses] && room != "room" && !room.StartsWith('-'))
            {
                table.Add(room, uses == "nothing" ? [] : uses.Split(", "));
            }
        }

        return tables;
    }
}
