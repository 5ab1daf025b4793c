using Harmony.Generators.Diagnostics;
using Harmony.Generators.Emission;
using Harmony.Generators.Files;
using Harmony.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Harmony.Generators;

/// <summary>Makes tools of the additional files that are lists of tools, <c>*.tools.json</c>.</summary>
[Generator]
public sealed class ToolFilesGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) =>
        new JsonFilePipeline<ToolFileSpec>(
            ToolFileReader.Extensions,
            ToolFileReader.Read,
            static spec =>
            [
                new SourceFile(spec.Class.HintName, ToolClassEmitter.Emit(spec.Class)),
                new SourceFile(spec.TypesHintName, ToolFileEmitter.Emit(spec)),
            ],
            ToolFileDiagnostics.OldLanguage,
            ToolFileDiagnostics.DuplicateClass).Register(context);
}
