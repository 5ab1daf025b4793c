using System.Text;
using Harmony.Vocabulary;

namespace Harmony.Constraints;

/// <summary>Writes GBNF as llama.cpp reads it.</summary>
internal sealed class GbnfWriter(GenerationChoices choices) : GrammarWriter(choices)
{
    private const string AnyText = "text";

    private readonly StringBuilder _schemas = new();

    protected override void WriteBeginning(string rule) => Output.Append("root ::= ").Append(rule).Append('\n');

    protected override void WriteEnd()
    {
        // Characters match the names of special tokens too, so that no text may spell the beginning of one.
        Output.Append(AnyText).Append(" ::= ([^<] | \"<\"+ [^<|])* \"<\"*\n");
        if (_schemas.Length > 0)
        {
            Output.Append(_schemas);
            GbnfJson.Write(Output);
        }
    }

    protected override void WriteRuleStart(string name)
    {
        WriteRuleName(name);
        Output.Append(" ::= ");
    }

    // Its names have letters, digits and hyphens.
    protected override void WriteRuleName(string name) => Output.Append(name.Replace('_', '-'));

    protected override void WriteSpecial(int id)
    {
        // A token that ends the turn matches nothing in llama.cpp's grammars: it may come where they are at their end.
        bool endsTurn = SpecialTokens.StopForAssistantActions.Contains(id);
        Output.Append(endsTurn ? "\"\"" : SpecialTokens.GetName(id));
    }

    protected override void WriteText(string text) => GbnfText.WriteLiteral(text, Output);

    protected override void WriteAnyText() => Output.Append(AnyText);

    protected override void WriteJson(byte[] schema, string rule)
    {
        string name = rule.Replace('_', '-') + "-json";
        Output.Append(name);
        new GbnfSchemaWriter(schema, name, _schemas).Write();
    }
}
