using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Harmony.Generators.Text;

/// <summary>Texts as C# writes them.</summary>
internal static class CSharpText
{
    /// <summary>A string literal.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>A character literal.</summary>
    public static string Literal(char character) => SymbolDisplay.FormatLiteral(character, quote: true);

    /// <summary>A literal of a text's UTF-8 bytes.</summary>
    public static string Utf8Literal(string text) => Literal(text) + "u8";

    /// <summary>A literal of JSON's UTF-8 bytes, if possible raw, so that its quotes need no escapes.</summary>
    /// <param name="json">JSON without insignificant white space.</param>
    public static string Utf8JsonLiteral(string json)
    {
        // A raw literal of one line cannot begin or end with a quote, and has none of what C# takes for a line break, of which
        // JSON escapes only some.
        if (json[0] == '"' || json.IndexOfAny(['\u0085', '\u2028', '\u2029']) >= 0)
        {
            return Utf8Literal(json);
        }

        string quotes = "\"\"\"";
        while (json.Contains(quotes))
        {
            quotes += '"';
        }

        return $"{quotes}{json}{quotes}u8";
    }

    /// <summary>A text for a documentation comment: on one line, by everything that C# treats as a line break, so that a text cannot leave
    /// the comment; and without what XML cannot have.</summary>
    public static string Documentation(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char character in text)
        {
            _ = character switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF' => escaped.Append(' '),
                _ when char.IsControl(character) => escaped.Append(' '),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }
}
