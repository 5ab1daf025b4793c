using System.Collections.Immutable;
using Harmony.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Harmony.Generators.Files;

/// <summary>The beginnings of the pipelines over additional files.</summary>
internal static class JsonFiles
{
    /// <summary>The files whose names end with some extensions, in the order in which the project has them.</summary>
    public static IncrementalValuesProvider<JsonFile> Find(IncrementalGeneratorInitializationContext context, string extensions) =>
        context.AdditionalTextsProvider
            .Where(file => file.Path.EndsWith(extensions, StringComparison.OrdinalIgnoreCase))
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, cancellationToken) =>
                new JsonFile(pair.Left.Path, pair.Left.GetText(cancellationToken)?.ToString(), JsonFileOptions.Of(pair.Left, pair.Right)));

    /// <summary>Whether the compiler takes what is generated: C# 12.</summary>
    public static IncrementalValueProvider<bool> IsLanguageSupported(IncrementalGeneratorInitializationContext context) =>
        context.ParseOptionsProvider.Select(static (options, _) => options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp12 });

    /// <summary>The files that would be given a name which a file before them has.</summary>
    /// <param name="paths">The paths of all files.</param>
    /// <param name="nameOf">The name for a path.</param>
    public static EquatableArray<string> WithRepeatedNames(ImmutableArray<string> paths, Func<string, string> nameOf)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        return paths.Where(path => !names.Add(nameOf(path))).ToEquatableArray();
    }
}
