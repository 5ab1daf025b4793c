using System.Reflection;
using System.Runtime.Loader;
using Harmony.Tools;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Harmony.Generators.Tests.Tools;

/// <summary>Compiles a source as a user's project would: with the generator, nullable, and every warning an error.</summary>
internal static class ToolCompilation
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "Harmony.Encoding.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private const string Usings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Harmony.Tools;
        """;

    public static CSharpCompilation Create(params string[] sources) => Create(ParseOptions, sources);

    public static CSharpCompilation Create(CSharpParseOptions options, params string[] sources) => CSharpCompilation.Create(
        "UserTools",
        [.. sources.Prepend(Usings).Select((source, i) => CSharpSyntaxTree.ParseText(source, options, $"File{i}.cs"))],
        References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            optimizationLevel: OptimizationLevel.Release,
            generalDiagnosticOption: ReportDiagnostic.Error,
            specificDiagnosticOptions: [new("CS1573", ReportDiagnostic.Suppress), new("CS1591", ReportDiagnostic.Suppress)]));

    public static GeneratorDriver Driver() => Driver(ParseOptions);

    private static CSharpGeneratorDriver Driver(CSharpParseOptions options) => CSharpGeneratorDriver.Create(
        [new HarmonyToolsGenerator().AsSourceGenerator()],
        parseOptions: options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>What is generated for one class.</summary>
    public static string Generate(string source, DocumentationMode documentation = DocumentationMode.Diagnose) =>
        Assert.Single(Run(ParseOptions.WithDocumentationMode(documentation), source).GeneratedTrees).ToString();

    public static GeneratorDriverRunResult Run(params string[] sources) => Run(ParseOptions, sources);

    public static GeneratorDriverRunResult Run(LanguageVersion language, string source) => Run(ParseOptions.WithLanguageVersion(language), source);

    private static GeneratorDriverRunResult Run(CSharpParseOptions options, params string[] sources) =>
        Driver(options).RunGenerators(Create(options, sources), TestContext.Current.CancellationToken).GetRunResult();

    /// <summary>The diagnostics of the generator.</summary>
    public static Diagnostic[] Diagnose(string source) => [.. Run(source).Diagnostics];

    /// <summary>Compiles, and loads what was compiled.</summary>
    public static Assembly Load(string source) => Load(Driver(), Create(source));

    /// <inheritdoc cref="Load(string)"/>
    public static Assembly Load(GeneratorDriver driver, CSharpCompilation source)
    {
        driver.RunGeneratorsAndUpdateCompilation(source, out Compilation compilation, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.Empty(diagnostics);
        using var image = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Take(20)) + "\n" + (result.Diagnostics.FirstOrDefault()?.Location.SourceTree ?? compilation.SyntaxTrees.Last()));
        Assert.Empty(result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        image.Position = 0;
        return new AssemblyLoadContext("UserTools", isCollectible: true).LoadFromStream(image);
    }

    /// <summary>Compiles a class <c>Tools</c>, and makes one.</summary>
    public static IHarmonyTools LoadTools(string source) => (IHarmonyTools)Activator.CreateInstance(Load(source).GetType("Tools")!)!;
}
