using System.Reflection;
using Harmony.Generators.Tests.Tools;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Harmony.Generators.Tests.Files;

/// <summary>A project with additional files, compiled with the generators that read them.</summary>
/// <param name="files">The files' names and texts.</param>
internal sealed class FileCompilation(params (string Name, string Text)[] files)
{
    /// <summary>The metadata of all files.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    public string RootNamespace { get; init; } = "My.App";

    public string[] NoWarn { get; init; } = [];

    public LanguageVersion Language { get; init; } = LanguageVersion.CSharp13;

    public static AdditionalText File(string name, string text) => new MemoryText(name, text);

    public GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new ToolFilesGenerator().AsSourceGenerator(), new ConversationFilesGenerator().AsSourceGenerator()],
        [.. files.Select(file => File(file.Name, file.Text))],
        new CSharpParseOptions(Language, DocumentationMode.Diagnose),
        new MemoryOptionsProvider(this),
        new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public GeneratorDriverRunResult Run() =>
        Driver().RunGenerators(ToolCompilation.Create(), TestContext.Current.CancellationToken).GetRunResult();

    /// <summary>What is generated, by the names of the files.</summary>
    public Dictionary<string, string> Generate() =>
        Run().Results.SelectMany(result => result.GeneratedSources).ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>The diagnostics of the generators: id, place (line and column from 1) and message.</summary>
    public string[] Diagnose() =>
    [
        .. Run().Diagnostics.Select(diagnostic =>
        {
            FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
            return $"{diagnostic.Id} {place.Path}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1}): {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
        }),
    ];

    /// <summary>Compiles with sources of the project's own, and loads what was compiled.</summary>
    public Assembly Load(params string[] sources)
    {
        CSharpCompilation source = ToolCompilation.Create(sources);
        IEnumerable<KeyValuePair<string, ReportDiagnostic>> suppressed = NoWarn.Select(id => KeyValuePair.Create(id, ReportDiagnostic.Suppress));
        return ToolCompilation.Load(Driver(), source.WithOptions(source.Options.WithSpecificDiagnosticOptions([.. source.Options.SpecificDiagnosticOptions, .. suppressed])));
    }

    private sealed class MemoryOptionsProvider(FileCompilation compilation) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } =
            new MemoryOptions(new Dictionary<string, string> { ["build_property.RootNamespace"] = compilation.RootNamespace });

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new MemoryOptions([]);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
            new MemoryOptions(compilation.Metadata.ToDictionary(item => "build_metadata.AdditionalFiles." + item.Key, item => item.Value));
    }

    private sealed class MemoryOptions(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, out string value) => values.TryGetValue(key, out value!);
    }
}
