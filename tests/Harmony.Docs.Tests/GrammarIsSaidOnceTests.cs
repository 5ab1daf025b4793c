using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Harmony.Docs.Tests;

/// <summary>Holds that the format's constants stand in the grammar file and nowhere else in the sources.</summary>
public class GrammarIsSaidOnceTests
{
    /// <summary>The texts of bodies, what a recipient begins with, and the token that no text of ours needs to name.</summary>
    public static TheoryData<string> Constants =>
    [
        "# Valid channels", "Channel must be included", "Calls to these tools", "Knowledge cutoff", "Current date", "Reasoning: ",
        "# Instructions", "# Response Formats", "# Tools", ") => any;", "= () => any", "to=", "<|constrain|>",
    ];

    /// <summary>Special tokens that a header's words follow.</summary>
    public static TheoryData<string> HeaderTokens => ["<|start|>", "<|channel|>"];

    [Theory]
    [MemberData(nameof(Constants))]
    public void A_constant_of_the_format_stands_in_the_grammar_alone(string constant)
    {
        Assert.Contains(constant, Grammar(), StringComparison.Ordinal);
        Assert.All(SourceFiles(), file => Assert.All(Literals(file), literal => Assert.DoesNotContain(constant, literal, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(HeaderTokens))]
    public void A_header_is_spelled_in_the_grammar_alone(string token)
    {
        Assert.Contains(token, Grammar(), StringComparison.Ordinal);
        var header = new Regex(Regex.Escape(token) + "[a-z{]");
        Assert.All(SourceFiles(), file => Assert.All(Literals(file), literal => Assert.DoesNotMatch(header, literal)));
    }

    private static string Grammar() => TestFiles.Read("src", "Harmony.Encoding", "Grammar", "harmony.grammar");

    /// <summary>All sources but the vocabulary's list of special tokens, whose names are its subject.</summary>
    private static IEnumerable<string> SourceFiles() => Directory
        .GetFiles(TestFiles.PathOf("src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !Path.GetFileName(file).StartsWith("SpecialTokens.", StringComparison.Ordinal));

    private static IEnumerable<string> Literals(string file) => CSharpSyntaxTree.ParseText(File.ReadAllText(file))
        .GetRoot().DescendantTokens()
        .Where(token => token.Value is string)
        .Select(token => token.ValueText);
}
