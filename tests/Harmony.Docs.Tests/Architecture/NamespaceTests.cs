using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Harmony.Docs.Tests.Architecture;

/// <summary>Holds that a name leads to its file: a namespace is a room's, a room is one assembly's, a type is one file's.</summary>
public class NamespaceTests
{
    public static TheoryData<string> Projects => [.. RoomTable.All.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_file_is_in_the_namespace_of_its_room(string project)
    {
        var sources = ProjectSources.Of(project);
        string root = project is "src/Harmony.Encoding" or "src/Harmony.Runtime" ? "Harmony" : sources.Name;
        string[] elsewhere = [.. sources.Trees
            .Where(tree => !sources.IsGenerated(tree.FilePath) && RoomTable.IsOf(Room.Of(tree, sources), project) && Room.Of(tree, sources).Name != "Polyfills")
            .Where(tree => Room.NamespaceOf(tree) is { } found && found != ExpectedNamespace(root, Room.Of(tree, sources)))
            .Select(tree => $"{Room.Relative(tree.FilePath)}: {Room.NamespaceOf(tree)}")];
        Assert.True(elsewhere.Length == 0, string.Join('\n', elsewhere));
    }

    [Fact]
    public void A_namespace_is_in_one_assembly()
    {
        IEnumerable<(string Namespace, string Project)> all = RoomTable.All.Keys.SelectMany(project =>
        {
            var sources = ProjectSources.Of(project);
            return sources.Trees.Where(tree => sources.IsOwn(tree.FilePath) && Room.Of(tree, sources).Name != "Polyfills")
                .Select(tree => (Room.NamespaceOf(tree) ?? "", project));
        });
        string[] spread = [.. all.Where(pair => pair.Namespace.Length > 0).Distinct()
            .GroupBy(pair => pair.Namespace, pair => pair.Project)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group)}")];
        Assert.True(spread.Length == 0, string.Join('\n', spread));
    }

    /// <summary>A source that several projects compile is one file: the types of one name have to have a file in common.</summary>
    [Fact]
    public void A_full_name_is_one_type()
    {
        IEnumerable<IGrouping<string, HashSet<string>>> types = RoomTable.All.Keys.SelectMany(project => TypesOf(ProjectSources.Of(project)))
            .GroupBy(type => type.Key, type => type.Value);
        string[] twice = [.. types
            .Where(type => type.Any(files => !files.Overlaps(type.First())))
            .Select(type => $"{type.Key}: {string.Join(", ", type.SelectMany(files => files).Distinct())}")];
        Assert.True(twice.Length == 0, string.Join('\n', twice));
    }

    private static string ExpectedNamespace(string root, Room room) => room.Name == Room.Root ? root : $"{root}.{room.Name}";

    private static Dictionary<string, HashSet<string>> TypesOf(ProjectSources sources) => sources.Trees
        .Where(tree => !sources.IsGenerated(tree.FilePath))
        .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            .Select(declaration => sources.Compilation.GetSemanticModel(tree).GetDeclaredSymbol(declaration)!)
            .Where(type => !type.IsFileLocal)
            .Select(type => (Name: type.ToDisplayString(), File: Room.Relative(tree.FilePath))))
        .GroupBy(type => type.Name, type => type.File)
        .ToDictionary(group => group.Key, group => group.ToHashSet());
}
