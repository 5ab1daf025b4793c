using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Diagnostics;

/// <summary>A place in a file, without the file's tree.</summary>
internal sealed record LocationSpec(string Path, TextSpan Span, LinePositionSpan Lines)
{
    /// <summary>The place of a symbol's name, or null if it is in no source.</summary>
    public static LocationSpec? Of(ISymbol symbol) => Of(symbol.Locations.FirstOrDefault(location => location.IsInSource));

    public static LocationSpec? Of(Location? location) => location?.SourceTree is { } tree
        ? new LocationSpec(tree.FilePath, location.SourceSpan, location.GetLineSpan().Span)
        : null;

    /// <summary>The beginning of a file.</summary>
    public static LocationSpec StartOf(string path) => new(path, default, default);

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
