using System.Text;
using Harmony.Generators.Diagnostics;
using Harmony.Generators.Emission;
using Harmony.Generators.Files;
using Harmony.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators;

/// <summary>Makes tools of the additional files that are lists of tools, <c>*.tools.json</c>.</summary>
[Generator]
public sealed class ToolFilesGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<JsonFile> files = JsonFiles.Find(context, ToolFileReader.Extensions);

        // What depends on other files or on the compiler is a step of its own, so that a file is read again only when it is
        // changed itself.
        IncrementalValueProvider<EquatableArray<string>> repeated = files
            .Select(static (file, _) => file.Path)
            .Collect()
            .Select(static (paths, _) => JsonFiles.WithRepeatedNames(paths, ToolFileReader.ClassNameOf));
        IncrementalValuesProvider<ToolFileResult> results = files
            .Select(static (file, _) => ToolFileReader.Read(file))
            .WithTrackingName(TrackingNames.ToolFiles)
            .Combine(repeated.Combine(JsonFiles.IsLanguageSupported(context)))
            .Select(static (pair, _) => pair.Left.Checked(isRepeated: pair.Right.Left.Contains(pair.Left.Path), isLanguageSupported: pair.Right.Right));

        // Diagnostics name places: apart from what is generated, which stays as it is where text has only moved.
        IncrementalValuesProvider<ToolFileSpec> specs = results
            .Where(static result => result.Spec is not null)
            .Select(static (result, _) => result.Spec!)
            .WithTrackingName(TrackingNames.ToolFileSpecs);
        context.RegisterSourceOutput(specs, static (output, spec) =>
        {
            output.AddSource(spec.Class.HintName, SourceText.From(ToolClassEmitter.Emit(spec.Class), Encoding.UTF8));
            output.AddSource(spec.TypesHintName, SourceText.From(ToolFileEmitter.Emit(spec), Encoding.UTF8));
        });

        IncrementalValuesProvider<EquatableArray<DiagnosticSpec>> diagnostics = results
            .Select(static (result, _) => result.Diagnostics)
            .WithTrackingName(TrackingNames.ToolFileDiagnostics);
        context.RegisterSourceOutput(diagnostics, static (output, items) =>
        {
            foreach (DiagnosticSpec item in items)
            {
                output.ReportDiagnostic(item.ToDiagnostic());
            }
        });
    }
}
