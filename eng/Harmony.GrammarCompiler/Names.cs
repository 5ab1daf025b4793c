using Harmony.Generators.Grammar;
using static Harmony.Generators.Text.CSharpNames;
using static Harmony.Generators.Text.CSharpText;

namespace Harmony.GrammarCompiler;

/// <summary>The grammar's elements as C# expressions.</summary>
internal static class Names
{
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
