using Harmony.GrammarCompiler;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Harmony.Generators.Tests.Grammar;

/// <summary>What the library is compiled with, generated from <c>harmony.grammar</c>, as checked-in files.</summary>
public class GrammarSnapshotTests
{
    [Theory]
    [InlineData("FormatWords")]
    [InlineData("DialectRules")]
    [InlineData("MessageParts")]
    [InlineData("BodyTexts")]
    [InlineData("GenerationRules")]
    public void A_file_compiled_from_the_grammar_is_the_checked_in_one(string name) =>
        Snapshot.AssertIs(Generated().Single(file => file.HintName == name + ".g.cs").SourceText.ToString(), "Grammar", "Snapshots", name + ".cs");

    [Fact]
    public void Every_generated_file_is_checked_in() => Assert.Equal(5, Generated().Length);

    private static System.Collections.Immutable.ImmutableArray<GeneratedSourceResult> Generated()
    {
        var grammar = new MemoryText("harmony.grammar", TestFiles.Read("src", "Harmony.Encoding", "Grammar", "harmony.grammar"));
        GeneratorDriverRunResult result = CSharpGeneratorDriver.Create([new GrammarGenerator().AsSourceGenerator()], [grammar])
            .RunGenerators(CSharpCompilation.Create("Grammar"), TestContext.Current.CancellationToken)
            .GetRunResult();
        Assert.Empty(result.Diagnostics);
        return Assert.Single(result.Results).GeneratedSources;
    }
}
