using System.Text;
using Harmony.Generators.Diagnostics;
using Harmony.Generators.Model;
using Harmony.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Files;

/// <summary>A file that is generated.</summary>
internal sealed record SourceFile(string HintName, string Text);

/// <summary>A type that would be generated for a file though a file before has it.</summary>
internal sealed record RepeatedType(string Path, string Name);

/// <summary>The pipeline from additional files of one kind to the sources that are generated for them.</summary>
/// <param name="Extensions">What the names of the files end with.</param>
/// <param name="Read">Reads a file.</param>
/// <param name="Emit">Writes the sources.</param>
/// <param name="OldLanguage">Reported if the compiler's language version is too old for the sources.</param>
/// <param name="DuplicateClass">Reported if a file before has a type of the same name.</param>
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

        // What depends on other files or on the compiler is a separate step, so that a file is read again only when it is
        // changed itself.
        IncrementalValueProvider<EquatableArray<RepeatedType>> repeated = files.Collect().Select(static (all, _) => RepeatedTypes(all));
        IncrementalValueProvider<bool> isSupported = context.ParseOptionsProvider
            .Select(static (options, _) => options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp13 });
        IncrementalValuesProvider<FileResult<T>> results = files
            .Combine(repeated.Combine(isSupported))
            .Select((pair, _) => Check(pair.Left, pair.Right.Left.FirstOrDefault(type => type.Path == pair.Left.Path), isSupported: pair.Right.Right));

        // Diagnostics have locations. They are separate from what is generated, which stays the same if text has only moved.
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

    /// <summary>The types that a file before has already. The names of files, and so hint names, do not tell capital letters from small
    /// ones.</summary>
    private static EquatableArray<RepeatedType> RepeatedTypes(IEnumerable<FileResult<T>> files)
    {
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        return files
            .SelectMany(file => file.TypeNames, (file, name) => new RepeatedType(file.Path, name))
            .Where(type => !names.Add(type.Name))
            .ToEquatableArray();
    }

    private FileResult<T> Check(FileResult<T> result, RepeatedType? repeated, bool isSupported)
    {
        LocationSpec start = LocationSpec.StartOf(result.Path);
        return !isSupported ? result.With(new DiagnosticSpec(OldLanguage, start, default))
            : repeated is not null ? result.With(new DiagnosticSpec(DuplicateClass, start, new([Path.GetFileName(result.Path), repeated.Name])))
            : result;
    }
}
