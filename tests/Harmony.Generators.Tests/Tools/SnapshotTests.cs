using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Harmony.Generators.Tests.Tools;

/// <summary>One generated file as it is, to be read by whoever reviews what is generated.</summary>
public class SnapshotTests
{
    [Fact]
    public void The_generated_file_is_the_one_written_down()
    {
        string actual = ToolCompilation.Generate(Source());
        Snapshot.AssertIs(actual, "Tools", "Snapshots", "WeatherTools.Tools.g.txt");
    }

    [Fact]
    public void It_documents_all_that_is_public()
    {
        CSharpCompilation compilation = ToolCompilation.Create(Source());
        ToolCompilation.Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation complete, out _, TestContext.Current.CancellationToken);
        Compilation strict = complete.WithOptions(complete.Options.WithSpecificDiagnosticOptions([new("CS1591", ReportDiagnostic.Error)]));
        Assert.DoesNotContain(
            strict.GetDiagnostics(TestContext.Current.CancellationToken),
            diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Location.SourceTree == strict.SyntaxTrees.Last());
    }

    private static string Source() => TestFiles.Read("tests", "Harmony.Generators.Tests", "Tools", "Snapshots", "WeatherTools.txt");
}
