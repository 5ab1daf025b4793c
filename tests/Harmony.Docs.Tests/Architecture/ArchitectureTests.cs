using Microsoft.CodeAnalysis;

namespace Harmony.Docs.Tests.Architecture;

/// <summary>Holds the tables of docs/rooms.md: which room of a project uses which. Asked of the compiler's symbols.</summary>
public class ArchitectureTests
{
    public static TheoryData<string> Projects => [.. RoomTable.All.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_room_uses_only_what_it_may(string project)
    {
        Dictionary<string, string[]> mayUse = RoomTable.All[project];
        string[] forbidden = [.. Arrows(project)
            .Where(arrow => !mayUse.GetValueOrDefault(arrow.From.Name, []).Contains(arrow.To.Name))
            .Select(arrow => arrow.ToString())];
        Assert.True(forbidden.Length == 0, $"{project}, against docs/rooms.md:\n{string.Join('\n', forbidden)}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void What_a_room_may_use_it_uses(string project)
    {
        ILookup<string, string> used = Arrows(project).ToLookup(arrow => arrow.From.Name, arrow => arrow.To.Name);
        string[] unused = [.. RoomTable.All[project].SelectMany(room => room.Value.Except(used[room.Key]).Select(other => $"{room.Key} -> {other}"))];
        Assert.True(unused.Length == 0, $"{project}: in docs/rooms.md, and not in the code: {string.Join(", ", unused)}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_rooms_use_each_other(string project)
    {
        IEnumerable<string[]> circles = RoomGraph.Circles(Arrows(project).Select(arrow => (arrow.From.Name, arrow.To.Name)));
        string[] lines = [.. circles.SelectMany(circle => Arrows(project)
            .Where(arrow => circle.Contains(arrow.From.Name) && circle.Contains(arrow.To.Name))
            .Select(arrow => arrow.ToString())
            .Prepend($"{string.Join(", ", circle)}:"))];
        Assert.True(lines.Length == 0, $"{project} has circles:\n{string.Join('\n', lines)}");
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_room_has_its_row(string project)
    {
        var sources = ProjectSources.Of(project);
        IEnumerable<string> rooms = sources.Trees.Select(tree => Room.Of(tree, sources)).Where(room => RoomTable.IsOf(room, project)).Select(room => room.Name);
        Assert.Equal(rooms.Distinct().Order(), RoomTable.All[project].Keys.Order());
    }

    /// <summary>
    /// The generators compile both shared folders, so that every use of something outside is seen there. The tokenizer uses the
    /// vocabulary of the project that compiles it.
    /// </summary>
    [Fact]
    public void What_is_shared_uses_only_what_is_shared()
    {
        string[] outward = [.. RoomGraph.Of(ProjectSources.Of("src/Harmony.Generators"))
            .Where(arrow => RoomTable.SharedFolders.ContainsKey(arrow.From.Owner) && arrow.To.Owner != arrow.From.Owner && arrow.To.Owner != "src/Shared" && arrow.Type != "CompactVocabulary")
            .Select(arrow => $"{arrow.From} -> {arrow.To}: {arrow.File} uses {arrow.Type}")];
        Assert.True(outward.Length == 0, string.Join('\n', outward));
    }

    [Fact]
    public void A_circle_is_found()
    {
        Assert.Empty(RoomGraph.Circles([("a", "b"), ("b", "c"), ("a", "c")]));
        Assert.Equal([["a", "b", "c"]], RoomGraph.Circles([("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")]));
    }

    private static IEnumerable<Arrow> Arrows(string project) => RoomGraph.Of(ProjectSources.Of(project))
        .Where(arrow => arrow.From.Name != arrow.To.Name && RoomTable.IsOf(arrow.From, project) && RoomTable.IsOf(arrow.To, project));
}
