using Harmony.Generators.Text;

namespace Harmony.Generators.Grammar;

/// <summary>Reads the expression of a rule, which is on one line.</summary>
/// <param name="line">The line.</param>
/// <param name="findText">Finds the text that a name is declared for.</param>
internal sealed class RuleReader(GrammarLine line, Func<string, string?> findText)
{
    public RuleExpression ReadChoice()
    {
        var choices = new List<RuleExpression>();
        do
        {
            choices.Add(ReadSequence());
        }
        while (line.TryTake("|"));

        return choices.Count == 1 ? choices[0] : new RuleChoice(choices.ToEquatableArray());
    }

    private RuleExpression ReadSequence()
    {
        var items = new List<RuleExpression>();
        while (TryReadItem(out RuleExpression? item))
        {
            items.Add(line.TryTake("?") ? new RuleRepeat(item!, '?')
                : line.TryTake("*") ? new RuleRepeat(item!, '*')
                : line.TryTake("+") ? new RuleRepeat(item!, '+')
                : item!);
        }

        return items.Count == 1 ? items[0] : new RuleSequence(items.ToEquatableArray());
    }

    private bool TryReadItem(out RuleExpression? item)
    {
        item = line.IsAtEnd ? null
            : line.TryTakeSpecial(out string special) ? new RuleSpecial(special)
            : line.TryTakeText(out string text) ? new RuleText(text)
            : line.TryTake("(") ? ReadGroup()
            : line.TryTake("{") ? ReadParameter()
            : line.IsAtName() ? ReadReference()
            : null;
        return item is not null;
    }

    private RuleExpression ReadGroup()
    {
        RuleExpression group = ReadChoice();
        line.Take(")");
        return group;
    }

    private RuleParameter ReadParameter()
    {
        var parameter = new RuleParameter(line.TakeName());
        line.Take("}");
        return parameter;
    }

    private RuleExpression ReadReference()
    {
        string name = line.TakeName();
        return findText(name) is { } text ? new RuleText(text) : new RuleReference(name);
    }
}
