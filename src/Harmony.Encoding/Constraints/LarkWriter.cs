using System.Text;
using System.Text.Encodings.Web;
using Harmony.Vocabulary;

namespace Harmony.Constraints;

/// <summary>Writes Lark as llguidance reads it, with special tokens by name and JSON schemas inline.</summary>
internal sealed class LarkWriter(GenerationChoices choices, bool allowUnicodeEscapes) : GrammarWriter(choices)
{
    // A terminal never matches a special token, since llguidance represents those as bytes that no text contains.
    private const string AnyText = "TEXT";

    protected override void WriteBeginning(string rule)
    {
        // Engines that accept several kinds of grammars recognize llguidance's by this line.
        Output.Append("%llguidance {}\n\nstart: ").Append(rule).Append('\n');
    }

    protected override void WriteEnd() => Output.Append(AnyText).Append(": /(?s:.*)/\n");

    protected override void WriteRuleStart(string name) => Output.Append(name).Append(": ");

    protected override void WriteRuleName(string name) => Output.Append(name);

    protected override void WriteSpecial(int id) => Output.Append(SpecialTokens.GetName(id));

    protected override void WriteText(string text) =>
        Output.Append('"').Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)).Append('"');

    protected override void WriteAnyText() => Output.Append(AnyText);

    protected override void WriteJson(byte[] schema, string rule)
    {
        string json = Encoding.UTF8.GetString(schema);
        Output.Append("%json ");
        if (allowUnicodeEscapes)
        {
            // A schema is an object, perhaps an empty one.
            Output.Append("{\"x-guidance\":{\"json_allow_general_unicode_escapes\":true}").Append(json == "{}" ? "" : ",").Append(json, 1, json.Length - 1);
        }
        else
        {
            Output.Append(json);
        }
    }
}
