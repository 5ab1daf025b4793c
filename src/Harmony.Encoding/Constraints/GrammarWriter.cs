using System.Text;
using Harmony.Grammar;

namespace Harmony.Constraints;

/// <summary>Writes the rules of a turn in the notation of an engine.</summary>
internal abstract class GrammarWriter(GenerationChoices choices)
{
    protected StringBuilder Output { get; } = new();

    protected GenerationChoices Choices => choices;

    /// <summary>Writes the whole grammar.</summary>
    public string Write()
    {
        List<ResolvedRule> rules = ResolvedRule.AllOf(choices);
        WriteBeginning(rules[0].Name);
        foreach (ResolvedRule rule in rules)
        {
            WriteRuleStart(rule.Name);
            WriteItem(rule.Body, rule, isGrouped: true);
            Output.Append('\n');
        }

        WriteEnd();
        return Output.ToString();
    }

    /// <summary>Writes the text before the rules, which names the root rule.</summary>
    protected abstract void WriteBeginning(string rule);

    /// <summary>Writes the text after the rules, which defines what they need.</summary>
    protected abstract void WriteEnd();

    protected abstract void WriteRuleStart(string name);

    protected abstract void WriteRuleName(string name);

    protected abstract void WriteSpecial(int id);

    protected abstract void WriteText(string text);

    protected abstract void WriteAnyText();

    /// <summary>Writes a value that matches a JSON schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="rule">The rule that contains the value. It contains only one.</param>
    protected abstract void WriteJson(byte[] schema, string rule);

    private void WriteItem(GenerationItem item, ResolvedRule rule, bool isGrouped)
    {
        switch (item)
        {
            case GenerationItem.Sequence { Items: var items }:
                WriteGroup(items, " ", rule, isGrouped);
                break;
            case GenerationItem.Choice { Items: var items }:
                WriteGroup(items, " | ", rule, isGrouped);
                break;
            case GenerationItem.Repeated repeated:
                WriteItem(repeated.Item, rule, isGrouped: false);
                Output.Append(repeated.Count switch
                {
                    GenerationCount.AtMostOnce => '?',

                    // A model that may not answer could think forever, so it thinks at most once before a required call.
                    GenerationCount.AnyTimes => choices.AllowsAnswer ? '*' : '?',
                    _ => '+',
                });
                break;
            case GenerationItem.Special special:
                WriteSpecial(special.Id);
                break;
            case GenerationItem.Text text:
                WriteText(text.Value);
                break;
            case GenerationItem.Rule { Name: var name }:
                WriteRuleName(name);
                break;
            case GenerationItem.Placeholder { Value: GenerationPlaceholder.Arguments } when rule.Arguments is not null:
                WriteJson(rule.Arguments, rule.Name);
                break;
            case GenerationItem.Placeholder { Value: GenerationPlaceholder.Format }:
                WriteJson(choices.Format!, rule.Name);
                break;
            default:
                WriteAnyText();
                break;
        }
    }

    private void WriteGroup(IReadOnlyList<GenerationItem> items, string separator, ResolvedRule rule, bool isGrouped)
    {
        Output.Append(isGrouped ? "" : "(");
        for (int i = 0; i < items.Count; i++)
        {
            Output.Append(i == 0 ? "" : separator);

            // A choice in a sequence needs parentheses; a sequence in a choice does not.
            WriteItem(items[i], rule, isGrouped: items[i] is GenerationItem.Sequence);
        }

        Output.Append(isGrouped ? "" : ")");
    }
}
