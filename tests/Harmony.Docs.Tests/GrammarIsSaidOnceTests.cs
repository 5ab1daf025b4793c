using System.Reflection;
using System.Text.RegularExpressions;
using Harmony.Grammar;
using Harmony.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Harmony.Docs.Tests;

/// <summary>The constants of the format are written in the grammar file and nowhere else in the sources.</summary>
public partial class GrammarIsSaidOnceTests
{
    /// <summary>Words of other languages that are spelled like a word of the format.</summary>
    private static readonly Dictionary<string, string[]> OtherLanguages = new()
    {
        // A keyword of the grammar's own notation.
        ["GrammarReader.cs"] = ["tool"],

        // An element of XML documentation.
        ["DocumentationComment.cs"] = ["code"],

        // Members of servers' requests and errors.
        ["VllmProtocol.cs"] = ["json"],
        ["ServerError.cs"] = ["code"],

        // A role in the chat request that the command writes.
        ["ChatCommand.cs"] = ["developer"],

        // A member of chat requests.
        ["ChatRequestMembers.cs"] = ["functions"],
        ["ChatRequestReader.Settings.cs"] = ["functions"],
    };

    /// <summary>Folders that read or write chat requests, which have words of their own for roles and efforts.</summary>
    private static readonly string[] ChatFolders = ["Chat", "Requests", "Answers", "ChatClient"];

    private static readonly SyntaxKind[] LiteralKinds =
    [
        SyntaxKind.StringLiteralToken, SyntaxKind.Utf8StringLiteralToken, SyntaxKind.InterpolatedStringTextToken,
        SyntaxKind.SingleLineRawStringLiteralToken, SyntaxKind.Utf8SingleLineRawStringLiteralToken,
        SyntaxKind.MultiLineRawStringLiteralToken, SyntaxKind.Utf8MultiLineRawStringLiteralToken,
    ];

    /// <summary>The texts of bodies, the beginning of a recipient, and the token that no text of ours needs to name.</summary>
    public static TheoryData<string> Constants =>
    [
        "# Valid channels", "Channel must be included", "Calls to these tools", "Knowledge cutoff", "Current date", "Reasoning: ",
        "# Instructions", "# Response Formats", "# Tools", ") => any;", "= () => any", "to=", "<|constrain|>",
    ];

    [Theory]
    [MemberData(nameof(Constants))]
    public void A_constant_of_the_format_is_in_the_grammar_alone(string constant)
    {
        Assert.Contains(constant, TestFiles.Read("src", "Harmony.Encoding", "Grammar", "harmony.grammar"), StringComparison.Ordinal);
        Assert.DoesNotContain(Literals(), literal => literal.Text.Contains(constant, StringComparison.Ordinal));
    }

    [Fact]
    public void A_word_of_the_format_is_in_the_grammar_alone()
    {
        HashSet<string> words = [.. Words(typeof(FormatWords)).Where(word => !string.IsNullOrWhiteSpace(word))];
        Assert.Superset(new HashSet<string> { "functions", "analysis", "assistant", "<|start|>" }, words);
        Assert.Equal([], Literals().Where(literal => words.Contains(literal.Text) && !IsOfAnotherLanguage(literal)));
    }

    /// <summary>A sentence may name a special token; anything else that does writes the format.</summary>
    [Fact]
    public void A_special_token_is_named_in_sentences_alone() =>
        Assert.Equal([], Literals().Where(literal => NamesToken(literal.Text) && (!literal.Text.Contains(' ') || Header.IsMatch(literal.Text))));

    private static bool IsOfAnotherLanguage((string File, string Text) literal) =>
        (OtherLanguages.TryGetValue(Path.GetFileName(literal.File), out string[]? words) && words.Contains(literal.Text))
        || (ChatFolders.Contains(Path.GetFileName(Path.GetDirectoryName(literal.File)))
            && (Words(typeof(FormatWords.Role)).Contains(literal.Text) || Words(typeof(FormatWords.Effort)).Contains(literal.Text)));

    private static bool NamesToken(string text) => Token.Matches(text).Any(match => SpecialTokens.TryGetId(match.Value, out _));

    /// <summary>The constants of a class and of the classes in it.</summary>
    private static IEnumerable<string> Words(Type type) => type
        .GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
        .Where(field => field.IsLiteral)
        .Select(field => (string)field.GetRawConstantValue()!)
        .Concat(type.GetNestedTypes().SelectMany(Words));

    /// <summary>The literals of all sources but the vocabulary's list of special tokens, whose names are its subject.</summary>
    private static IEnumerable<(string File, string Text)> Literals() =>
        from file in Directory.GetFiles(TestFiles.PathOf("src"), "*.cs", SearchOption.AllDirectories)
        where !Path.GetFileName(file).StartsWith("SpecialTokens.", StringComparison.Ordinal)
        from token in CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantTokens()
        where LiteralKinds.Contains(token.Kind())
        select (file, token.ValueText);

    [GeneratedRegex(@"<\|[a-z_0-9]+\|>")]
    private static partial Regex Token { get; }

    /// <summary>A special token and the header's word that follows it.</summary>
    [GeneratedRegex(@"<\|(start|channel|constrain)\|>[a-z{]")]
    private static partial Regex Header { get; }
}
