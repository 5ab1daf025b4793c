using System.Text;
using Harmony.Generators.Grammar;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.GrammarCompiler;

/// <summary>
/// Compiles <c>harmony.grammar</c> into the words, the writers and the rules that the library uses. A project that only needs the words
/// gives the file the metadata <c>GrammarWordsOnly</c>: they are internal there.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class GrammarGenerator : IIncrementalGenerator
{
    private static readonly DiagnosticDescriptor Unreadable = new(
        "HRG001",
        "The grammar cannot be read",
        "{0}",
        "Grammar",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "docs/grammar.md describes the notation.");

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<(string Path, string Text, bool IsWordsOnly)> files = context.AdditionalTextsProvider
            .Where(static file => file.Path.EndsWith(".grammar", StringComparison.Ordinal))
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, cancellationToken) => (
                pair.Left.Path,
                pair.Left.GetText(cancellationToken)?.ToString() ?? "",
                pair.Right.GetOptions(pair.Left).TryGetValue("build_metadata.AdditionalFiles.GrammarWordsOnly", out string? value) && value == "true"));
        context.RegisterSourceOutput(files, static (output, file) => Generate(output, file.Path, file.Text, file.IsWordsOnly));
    }

    private static void Generate(SourceProductionContext output, string path, string text, bool isWordsOnly)
    {
        try
        {
            GrammarSyntax grammar = GrammarReader.Read(text);
            AddSource(output, "FormatWords", new WordsEmitter(isWordsOnly ? "internal" : "public").Emit(grammar));
            if (isWordsOnly)
            {
                return;
            }

            AddSource(output, "DialectRules", DialectsEmitter.Emit(grammar));
            AddSource(output, "MessageParts", PartsEmitter.Emit(grammar));
            AddSource(output, "BodyTexts", BodiesEmitter.Emit(grammar));
            AddSource(output, "GenerationRules", RulesEmitter.Emit(grammar));
        }
        catch (GrammarException problem)
        {
            var place = new LinePosition(problem.Line, problem.Column);
            var location = Location.Create(path, default, new LinePositionSpan(place, place));
            output.ReportDiagnostic(Diagnostic.Create(Unreadable, location, problem.Message));
        }
    }

    private static void AddSource(SourceProductionContext output, string name, string source) =>
        output.AddSource(name + ".g.cs", SourceText.From(source, Encoding.UTF8));
}
