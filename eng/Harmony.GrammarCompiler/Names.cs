using System.Globalization;
using Harmony.Generators.Grammar;
using Microsoft.CodeAnalysis.CSharp;

namespace Harmony.GrammarCompiler;

/// <summary>How the grammar's names and texts are written in C#.</summary>
internal static class Names
{
    /// <summary><c>model_identity</c> → <c>ModelIdentity</c>.</summary>
    public static string Pascal(string name) =>
        string.Concat(name.Split('_').Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word.Substring(1)));

    /// <summary><c>model_identity</c> → <c>modelIdentity</c>.</summary>
    public static string Camel(string name)
    {
        string pascal = Pascal(name);
        return char.ToLower(pascal[0], CultureInfo.InvariantCulture) + pascal.Substring(1);
    }

    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string Utf8Literal(string text) => Literal(text) + "u8";

    public static string Ids(IEnumerable<int> ids) => $"[{string.Join(", ", ids)}]";

    /// <summary><c>&lt;|start|&gt;</c> → <c>SpecialTokens.Start</c>.</summary>
    public static string Special(string name) => "SpecialTokens." + Pascal(name.Trim('<', '|', '>'));

    /// <summary>A condition of a part, as a C# expression over the part's parameters.</summary>
    public static string ConditionOf(GrammarSyntax grammar, Condition condition) =>
        condition.IsPrefix ? $"{Camel(condition.Name)}.StartsWith({Literal(condition.Word!)}, StringComparison.Ordinal)" :
        condition.Word is not null ? $"{Camel(condition.Name)} is {Literal(condition.Word)}"
        : grammar.IndexOfDialect(condition.Name) is >= 0 and int dialect ? $"part.Dialect == {Dialect(dialect)}"
        : Camel(condition.Name);

    /// <summary>A dialect by its place among the grammar's, which is its value in C#.</summary>
    public static string Dialect(int index) => $"(HarmonyDialect){index}";
}
