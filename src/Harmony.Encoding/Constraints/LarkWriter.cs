using System.Text;
using System.Text.Encodings.Web;
using Harmony.Vocabulary;

namespace Harmony.Constraints;

/// <summary>Lark as llguidance reads it: special tokens by their names, JSON schemas as they are.</summary>
internal sealed class LarkWriter(GenerationChoices choices, bool allowUnicodeEscapes) : GrammarWriter(choices)
{
    // A terminal never matches a special token: llguidance sees those as bytes that no text has.
    private const string AnyText = "TEXT";

    protected override void WriteBeginning(string rule)
    {
        // Engines that take several kinds of grammar tell llguidance's by this line.
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
