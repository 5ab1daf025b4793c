using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Harmony.Generators.Tests.Tools;

/// <summary>One generated file as it is, to be read by whoever reviews what is generated.</summary>
public class SnapshotTests
{
    [Fact]
    public void The_generated_file_is_the_one_written_down()
    {
        string folder = TestFiles.PathOf("tests", "Harmony.Generators.Tests", "Tools", "Snapshots");
        string path = Path.Combine(folder, "WeatherTools.Tools.g.txt");
        string actual = ToolCompilation.Generate(File.ReadAllText(Path.Combine(folder, "WeatherTools.txt")));
        if (Environment.GetEnvironmentVariable("HARMONY_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }

    [Fact]
    public void It_documents_all_that_is_public()
    {
        string source = TestFiles.Read("tests", "Harmony.Generators.Tests", "Tools", "Snapshots", "WeatherTools.txt");
        CSharpCompilation compilation = ToolCompilation.Create(source);
        ToolCompilation.Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation complete, out _, TestContext.Current.CancellationToken);
        Compilation strict = complete.WithOptions(complete.Options.WithSpecificDiagnosticOptions([new("CS1591", ReportDiagnostic.Error)]));
        Assert.DoesNotContain(
            strict.GetDiagnostics(TestContext.Current.CancellationToken),
            diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Location.SourceTree == strict.SyntaxTrees.Last());
    }
}
