using Harmony.Generators.Diagnostics;
using Harmony.Generators.Emission;
using Harmony.Generators.Files;
using Harmony.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Harmony.Generators;

/// <summary>Makes prompts of the additional files that are conversations, <c>*.harmony.json</c>.</summary>
[Generator]
public sealed class ConversationFilesGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) =>
        new JsonFilePipeline<PromptSpec>(
            ConversationFileReader.Extensions,
            ConversationFileReader.Read,
            static spec => [new SourceFile(spec.HintName, PromptEmitter.Emit(spec))],
            ConversationFileDiagnostics.OldLanguage,
            ConversationFileDiagnostics.DuplicateClass).Register(context);
}
