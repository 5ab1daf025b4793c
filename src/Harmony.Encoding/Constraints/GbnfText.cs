using System.Globalization;
using System.Text;

namespace Harmony.Constraints;

/// <summary>The spelling of text in GBNF.</summary>
internal static class GbnfText
{
    /// <summary>Writes a text in quotes.</summary>
    public static void WriteLiteral(string text, StringBuilder output)
    {
        output.Append('"');
        foreach (Rune character in text.EnumerateRunes())
        {
            switch (character.Value)
            {
                case '"' or '\\':
                    output.Append('\\').Append(character);
                    break;
                case < 0x20 or 0x7F:
                    output.Append(CultureInfo.InvariantCulture, $"\\x{character.Value:X2}");
                    break;
                default:
                    output.Append(character);
                    break;
            }
        }

        output.Append('"');
    }
}
