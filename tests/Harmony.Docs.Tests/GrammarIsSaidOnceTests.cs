using System.Text.RegularExpressions;
using Harmony.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Harmony.Docs.Tests;

/// <summary>Holds that the format's constants stand in the grammar file and nowhere else in the sources.</summary>
public class GrammarIsSaidOnceTests
{
    /// <summary>The texts of bodies, and the forms of headers.</summary>
    public static TheoryData<string> Constants =>
    [
        "# Valid channels", "Channel must be included", "Calls to these tools", "Knowledge cutoff", "Current date", "Reasoning: ",
        "# Instructions", "# Response Formats", "# Tools", ") => any;", "= () => any",
        "<|constrain|>", "<|start|>\"? ?[{a-z(]", "<|channel|>\"? ?[{a-z(]", "to=",
    ];

    [Theory]
    [MemberData(nameof(Constants))]
    public void A_constant_of_the_format_stands_in_the_grammar_alone(string constant)
    {
        Regex form = constant.StartsWith("<|", StringComparison.Ordinal) && constant.EndsWith(']')
            ? new Regex(constant.Replace("|", "\\|", StringComparison.Ordinal))
            : new Regex(Regex.Escape(constant));
        Assert.Matches(form, File.ReadAllText(TestFiles.PathOf("src", "Harmony.Encoding", "Grammar", "harmony.grammar")));
        Assert.All(SourceFiles(), file => Assert.All(Literals(file), literal => Assert.DoesNotMatch(form, literal)));
    }

    /// <summary>All sources but the vocabulary's list of special tokens, whose names are its subject.</summary>
    private static IEnumerable<string> SourceFiles() => Directory
        .GetFiles(TestFiles.PathOf("src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != "SpecialTokens.cs");

    private static IEnumerable<string> Literals(string file) => CSharpSyntaxTree.ParseText(File.ReadAllText(file))
        .GetRoot().DescendantTokens()
        .Where(token => token.Value is string)
        .Select(token => token.ValueText);
}
