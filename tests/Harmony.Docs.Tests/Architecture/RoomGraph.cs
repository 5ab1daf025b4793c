using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Harmony.Docs.Tests.Architecture;

/// <summary>A use of a type, or of one of its members, in a file of another room.</summary>
internal sealed record Arrow(Room From, Room To, string File, string Type)
{
    public override string ToString() => $"{From.Name} -> {To.Name}: {File} uses {Type}";
}

/// <summary>
/// What the rooms of a project use of each other: every name in code whose symbol is declared in another room. Names in
/// comments do not count.
/// </summary>
internal static class RoomGraph
{
    private static readonly Dictionary<string, Arrow[]> Known = [];

    /// <summary>Gets the arrows of a project: each room's uses of another, by file and type.</summary>
    public static Arrow[] Of(ProjectSources project)
    {
        lock (Known)
        {
            return Known.TryGetValue(project.Name, out Arrow[]? arrows) ? arrows : Known[project.Name] = Read(project);
        }
    }

    /// <summary>Finds the rooms that use each other, directly or through others. Each circle is the list of its rooms.</summary>
    public static IEnumerable<string[]> Circles(IEnumerable<(string From, string To)> arrows)
    {
        ILookup<string, string> uses = arrows.Distinct().ToLookup(arrow => arrow.From, arrow => arrow.To);
        Dictionary<string, HashSet<string>> reached = uses.ToDictionary(room => room.Key, room => Reach(room.Key, uses));
        return reached.Where(room => room.Value.Contains(room.Key))
            .Select(room => room.Value.Where(other => reached.TryGetValue(other, out HashSet<string>? back) && back.Contains(room.Key)).Order().ToArray())
            .DistinctBy(circle => string.Join(' ', circle));
    }

    private static HashSet<string> Reach(string room, ILookup<string, string> uses)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(uses[room]);
        while (open.TryPop(out string? next))
        {
            if (reached.Add(next))
            {
                foreach (string further in uses[next])
                {
                    open.Push(further);
                }
            }
        }

        return reached;
    }

    private static Arrow[] Read(ProjectSources project)
    {
        Dictionary<SyntaxTree, Room> rooms = project.Trees.ToDictionary(tree => tree, tree => Room.Of(tree, project));
        return [.. project.Trees.AsParallel().SelectMany(tree => ReadFile(project, tree, rooms))
            .OrderBy(arrow => arrow.ToString(), StringComparer.Ordinal)];
    }

    private static IEnumerable<Arrow> ReadFile(ProjectSources project, SyntaxTree tree, Dictionary<SyntaxTree, Room> rooms)
    {
        SemanticModel model = project.Compilation.GetSemanticModel(tree);
        Room from = rooms[tree];
        return tree.GetRoot().DescendantNodes()
            .Where(node => node is SimpleNameSyntax or ImplicitObjectCreationExpressionSyntax)
            .Select(node => model.GetSymbolInfo(node).Symbol)
            .Where(symbol => symbol is ITypeSymbol or { ContainingType: not null, Kind: not (SymbolKind.Local or SymbolKind.Parameter or SymbolKind.RangeVariable) })
            .Select(symbol => symbol!.OriginalDefinition)
            .Distinct<ISymbol>(SymbolEqualityComparer.Default)
            .SelectMany(symbol => RoomsOf(symbol, rooms).Where(to => to != from)
                .Select(to => new Arrow(from, to, Room.Relative(tree.FilePath), TypeOf(symbol))))
            .Distinct();
    }

    private static string TypeOf(ISymbol symbol) =>
        (symbol as ITypeSymbol ?? symbol.ContainingType).ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    private static IEnumerable<Room> RoomsOf(ISymbol symbol, Dictionary<SyntaxTree, Room> rooms) => symbol is ITypeParameterSymbol
        ? []
        : (symbol.Locations is [{ IsInSource: true }, ..] ? symbol : symbol.ContainingType ?? symbol).Locations
            .Where(location => location.SourceTree is { } source && rooms.ContainsKey(source))
            .Select(location => rooms[location.SourceTree!])
            .Distinct();
}
