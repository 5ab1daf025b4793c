using System.Text;
using Harmony.Generators.Diagnostics;
using Harmony.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Files;

/// <summary>A file that is generated.</summary>
internal sealed record SourceFile(string HintName, string Text);

/// <summary>The pipeline from additional files of one kind to what is generated for them.</summary>
/// <param name="Extensions">What the names of the files end with.</param>
/// <param name="Read">Reads a file.</param>
/// <param name="Emit">Writes what is generated.</param>
/// <param name="OldLanguage">Reported where the compiler does not take what is generated.</param>
/// <param name="DuplicateClass">Reported where a file before has made the class.</param>
internal sealed record JsonFilePipeline<T>(
    string Extensions,
    Func<JsonFile, FileResult<T>> Read,
    Func<T, IEnumerable<SourceFile>> Emit,
    DiagnosticDescriptor OldLanguage,
    DiagnosticDescriptor DuplicateClass)
    where T : class, IEquatable<T>
{
    public void Register(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<FileResult<T>> files = context.AdditionalTextsProvider
            .Where(file => file.Path.EndsWith(Extensions, StringComparison.OrdinalIgnoreCase))
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, cancellationToken) =>
                new JsonFile(pair.Left.Path, pair.Left.GetText(cancellationToken)?.ToString(), JsonFileOptions.Of(pair.Left, pair.Right)))
            .Select((file, _) => Read(file))
            .WithTrackingName(TrackingNames.Files);

        // What depends on other files or on the compiler is a step of its own, so that a file is read again only when it is
        // changed itself.
        IncrementalValueProvider<EquatableArray<string>> repeated = files.Collect().Select(static (all, _) => RepeatedPaths(all));
        IncrementalValueProvider<bool> isSupported = context.ParseOptionsProvider
            .Select(static (options, _) => options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp13 });
        IncrementalValuesProvider<FileResult<T>> results = files
            .Combine(repeated.Combine(isSupported))
            .Select((pair, _) => Check(pair.Left, isRepeated: pair.Right.Left.Contains(pair.Left.Path), isSupported: pair.Right.Right));

        // Diagnostics name places: apart from what is generated, which stays as it is where text has only moved.
        IncrementalValuesProvider<T> specs = results
            .Where(static result => result.Spec is not null)
            .Select(static (result, _) => result.Spec!)
            .WithTrackingName(TrackingNames.FileSpecs);
        context.RegisterSourceOutput(specs, (output, spec) =>
        {
            foreach (SourceFile file in Emit(spec))
            {
                output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8));
            }
        });

        IncrementalValuesProvider<EquatableArray<DiagnosticSpec>> diagnostics = results
            .Select(static (result, _) => result.Diagnostics)
            .WithTrackingName(TrackingNames.FileDiagnostics);
        context.RegisterSourceOutput(diagnostics, static (output, items) =>
        {
            foreach (DiagnosticSpec item in items)
            {
                output.ReportDiagnostic(item.ToDiagnostic());
            }
        });
    }

    /// <summary>The files that would make a class which a file before them makes. Files' names, and so hint names, do not tell
    /// capitals from small letters.</summary>
    private static EquatableArray<string> RepeatedPaths(IEnumerable<FileResult<T>> files)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        return files.Where(file => !names.Add(file.ClassName)).Select(file => file.Path).ToEquatableArray();
    }

    private FileResult<T> Check(FileResult<T> result, bool isRepeated, bool isSupported)
    {
        LocationSpec start = LocationSpec.StartOf(result.Path);
        return !isSupported ? result.With(new DiagnosticSpec(OldLanguage, start, default))
            : isRepeated ? result.With(new DiagnosticSpec(DuplicateClass, start, new([Path.GetFileName(result.Path), result.ClassName])))
            : result;
    }
}
