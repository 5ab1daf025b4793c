using System.Text;

namespace Harmony.Constraints;

/// <summary>The rules of GBNF for JSON without a schema.</summary>
internal static class GbnfJson
{
    public const string Space = "json-space";

    public const string Value = "json-value";

    public const string String = "json-string";

    /// <summary>A member of an object, up to the comma or the brace after it.</summary>
    public const string Member = "json-member";

    /// <summary>A value of a type.</summary>
    /// <param name="type">The name of the type in a JSON schema.</param>
    public static string OfType(string type) => "json-" + type;

    /// <summary>Writes all the rules.</summary>
    public static void Write(StringBuilder output) => output.Append("""
        json-value ::= json-object | json-array | json-string | json-number | json-boolean | json-null
        json-object ::= "{" json-space (json-member ("," json-space json-member)*)? "}"
        json-member ::= json-string json-space ":" json-space json-value json-space
        json-array ::= "[" json-space (json-value json-space ("," json-space json-value json-space)*)? "]"
        json-string ::= "\"" json-character* "<"* "\""
        json-character ::= [^"\\<\x00-\x1F\x7F] | "<"+ [^"\\<|\x00-\x1F\x7F] | "<"* "\\" (["\\/bfnrt] | "u" [0-9a-fA-F]{4})
        json-number ::= json-integer ("." [0-9]+)? ([eE] [-+]? [0-9]+)?
        json-integer ::= "-"? ("0" | [1-9] [0-9]*)
        json-boolean ::= "true" | "false"
        json-null ::= "null"
        json-space ::= (" " | "\n" [ \t]{0,20})?

        """);
}
