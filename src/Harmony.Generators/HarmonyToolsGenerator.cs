using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Harmony.Generators.Diagnostics;
using Harmony.Generators.Emission;
using Harmony.Generators.Model;
using Harmony.Generators.Rendering;
using Harmony.Generators.Symbols;
using Harmony.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators;

/// <summary>Generates tools from the methods of classes with [HarmonyTools].</summary>
[Generator]
public sealed class HarmonyToolsGenerator : IIncrementalGenerator
{
    private const string HintNameEnd = ".Tools.g.cs";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ToolClassResult> classes = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                ToolClassReader.ToolsAttribute,
                static (node, _) => node is TypeDeclarationSyntax,
                static (attributed, cancellationToken) => ToolClassReader.Read(attributed, cancellationToken))
            .WithTrackingName(TrackingNames.ToolClasses);

        // Diagnostics have locations. They are separate from what is generated, which stays the same if code has only moved.
        IncrementalValuesProvider<ToolClassSpec> specs = classes
            .Where(static result => result.Spec is not null)
            .Select(static (result, _) => result.Spec!)
            .WithTrackingName(TrackingNames.ToolClassSpecs);
        IncrementalValuesProvider<ToolClassSpec> compiled = specs.Select(static (spec, _) => spec with { Ids = ToolsText.IdsOf(spec.Tools) });
        IncrementalValuesProvider<ToolClassSpec> named = compiled
            .Where(static spec => !spec.IsTooLarge)
            .Collect()
            .SelectMany(static (all, _) => WithDistinctHintNames(all));
        context.RegisterSourceOutput(named, static (output, spec) =>
            output.AddSource(spec.HintName, SourceText.From(ToolClassEmitter.Emit(spec), Encoding.UTF8)));

        IncrementalValuesProvider<DiagnosticSpec> tooLarge = compiled
            .Where(static spec => spec.IsTooLarge)
            .Combine(classes.Collect())
            .Select(static (pair, _) => TooLarge(pair.Left, pair.Right));
        context.RegisterSourceOutput(tooLarge, static (output, item) => output.ReportDiagnostic(item.ToDiagnostic()));

        IncrementalValuesProvider<EquatableArray<DiagnosticSpec>> diagnostics = classes
            .Select(static (result, _) => result.Diagnostics)
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

    /// <summary>
    /// The classes with names of files that differ in more than capital letters, which the compiler does not tell apart there. A class
    /// that is declared twice is generated once.
    /// </summary>
    private static IEnumerable<ToolClassSpec> WithDistinctHintNames(ImmutableArray<ToolClassSpec> all)
    {
        HashSet<string> classes = new(StringComparer.Ordinal);
        var names = new NameScope(StringComparer.OrdinalIgnoreCase);
        foreach (ToolClassSpec spec in all.Where(spec => classes.Add(spec.HintName)))
        {
            yield return spec with { HintName = names.Take(spec.HintName) + HintNameEnd };
        }
    }

    private static DiagnosticSpec TooLarge(ToolClassSpec spec, ImmutableArray<ToolClassResult> classes) => new(
        ToolDiagnostics.TooLarge,
        classes.First(result => result.Spec?.HintName == spec.HintName).Location,
        new[] { spec.Tools.Name, spec.Ids.Count.ToString("N0", CultureInfo.InvariantCulture) }.ToEquatableArray());
}
