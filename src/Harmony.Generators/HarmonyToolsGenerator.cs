using System.Globalization;
using System.Text;
using Harmony.Generators.Diagnostics;
using Harmony.Generators.Emission;
using Harmony.Generators.Model;
using Harmony.Generators.Symbols;
using Harmony.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators;

/// <summary>Makes tools of the methods of classes with [HarmonyTools].</summary>
[Generator]
public sealed class HarmonyToolsGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ToolClassResult> classes = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                ToolClassReader.ToolsAttribute,
                static (node, _) => node is TypeDeclarationSyntax,
                static (attributed, cancellationToken) => ToolClassReader.Read(attributed, cancellationToken))
            .WithTrackingName(TrackingNames.ToolClasses);

        // Diagnostics name places: apart from what is generated, which stays as it is where code has only moved.
        IncrementalValuesProvider<ToolClassSpec> specs = classes
            .Where(static result => result.Spec is not null)
            .Select(static (result, _) => result.Spec!)
            .WithTrackingName(TrackingNames.ToolClassSpecs);
        context.RegisterSourceOutput(specs, static (output, spec) =>
        {
            if (!CompiledToolsEmitter.IsTooLarge(spec.Tools, out _))
            {
                output.AddSource(spec.HintName, SourceText.From(ToolClassEmitter.Emit(spec), Encoding.UTF8));
            }
        });

        IncrementalValuesProvider<EquatableArray<DiagnosticSpec>> diagnostics = classes
            .Select(static (result, _) => DiagnosticsOf(result))
            .WithTrackingName(TrackingNames.ToolDiagnostics);
        context.RegisterSourceOutput(diagnostics, static (output, items) =>
        {
            foreach (DiagnosticSpec item in items)
            {
                output.ReportDiagnostic(item.ToDiagnostic());
            }
        });

        IncrementalValuesProvider<DiagnosticSpec> strays = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                ToolClassReader.ToolAttribute,
                static (node, _) => node is MethodDeclarationSyntax method && !ToolClassReader.IsInTools(method),
                static (attributed, _) => ToolClassReader.ReadStray(attributed))
            .Where(static stray => stray is not null)
            .Select(static (stray, _) => stray!)
            .WithTrackingName(TrackingNames.StrayTools);
        context.RegisterSourceOutput(strays, static (output, stray) => output.ReportDiagnostic(stray.ToDiagnostic()));
    }

    /// <summary>What was wrong when the class was read, and what only its ids tell.</summary>
    private static EquatableArray<DiagnosticSpec> DiagnosticsOf(ToolClassResult result)
    {
        if (result.Spec is not { } spec || !CompiledToolsEmitter.IsTooLarge(spec.Tools, out int count))
        {
            return result.Diagnostics;
        }

        EquatableArray<string> arguments = new[] { spec.Tools.Name, count.ToString("N0", CultureInfo.InvariantCulture) }.ToEquatableArray();
        return result.Diagnostics.Append(new DiagnosticSpec(ToolDiagnostics.TooLarge, result.Location, arguments)).ToEquatableArray();
    }
}
