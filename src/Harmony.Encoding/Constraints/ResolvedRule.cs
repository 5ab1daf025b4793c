using Harmony.Grammar;

namespace Harmony.Constraints;

/// <summary>A rule for one tool or for none, without impossible alternatives.</summary>
/// <param name="Name">The name of the rule. The names of a tool's rules end with the tool's number.</param>
/// <param name="Arguments">The schema of the tool's arguments, or null if there is no tool or if they are plain text.</param>
/// <param name="Body">The items of the rule. No choice contains a choice, and no sequence a sequence. The tool's name is filled
/// in.</param>
internal sealed record ResolvedRule(string Name, byte[]? Arguments, GenerationItem Body)
{
    /// <summary>The rules that a turn needs, in the order of the grammar. The rule of the turn is the first.</summary>
    public static List<ResolvedRule> AllOf(GenerationChoices choices)
    {
        var needed = new HashSet<string>();
        Need(GenerationRules.All[0].Name, choices, needed);
        var rules = new List<ResolvedRule>();
        foreach (GenerationRule rule in GenerationRules.All)
        {
            if (!needed.Contains(rule.Name))
            {
                continue;
            }

            if (!rule.IsForTool)
            {
                rules.Add(new ResolvedRule(rule.Name, null, Resolve(rule.Body, null, choices)));
                continue;
            }

            for (int tool = 0; tool < choices.Tools.Count; tool++)
            {
                rules.Add(new ResolvedRule(NameFor(rule.Name, tool), choices.Tools[tool].Arguments, Resolve(rule.Body, tool, choices)));
            }
        }

        return rules;
    }

    private static string NameFor(string rule, int tool) => $"{rule}_{tool + 1}";

    private static void Need(string name, GenerationChoices choices, HashSet<string> needed)
    {
        if (needed.Add(name))
        {
            Need(GenerationChoices.RuleNamed(name).Body, choices, needed);
        }
    }

    private static void Need(GenerationItem item, GenerationChoices choices, HashSet<string> needed)
    {
        if (!choices.IsPossible(item))
        {
            return;
        }

        switch (item)
        {
            case GenerationItem.Rule rule:
                Need(rule.Name, choices, needed);
                break;
            case GenerationItem.Repeated repeated:
                Need(repeated.Item, choices, needed);
                break;
            case GenerationItem.Sequence { Items: var items }:
                NeedAll(items, choices, needed);
                break;
            case GenerationItem.Choice { Items: var items }:
                NeedAll(items, choices, needed);
                break;
        }
    }

    private static void NeedAll(IReadOnlyList<GenerationItem> items, GenerationChoices choices, HashSet<string> needed)
    {
        foreach (GenerationItem item in items)
        {
            Need(item, choices, needed);
        }
    }

    private static GenerationItem Resolve(GenerationItem item, int? tool, GenerationChoices choices) => item switch
    {
        GenerationItem.Sequence { Items: var items } => ResolveSequence(items, tool, choices),
        GenerationItem.Choice { Items: var items } => ResolveChoice(items, tool, choices),
        GenerationItem.Repeated repeated => repeated with { Item = Resolve(repeated.Item, tool, choices) },
        GenerationItem.Rule rule when GenerationChoices.RuleNamed(rule.Name).IsForTool => ResolveForTool(rule.Name, tool, choices),
        GenerationItem.Placeholder { Value: GenerationPlaceholder.Tool } when tool is { } number => new GenerationItem.Text(choices.Tools[number].Name),
        _ => item,
    };

    private static GenerationItem ResolveForTool(string rule, int? tool, GenerationChoices choices)
    {
        if (tool is { } number)
        {
            return new GenerationItem.Rule(NameFor(rule, number));
        }

        var names = new List<GenerationItem>();
        for (int i = 0; i < choices.Tools.Count; i++)
        {
            names.Add(new GenerationItem.Rule(NameFor(rule, i)));
        }

        return names is [var only] ? only : new GenerationItem.Choice(names);
    }

    private static GenerationItem ResolveChoice(IReadOnlyList<GenerationItem> items, int? tool, GenerationChoices choices)
    {
        var resolved = new List<GenerationItem>();
        foreach (GenerationItem item in items)
        {
            if (!choices.IsPossible(item))
            {
                continue;
            }

            GenerationItem next = Resolve(item, tool, choices);
            if (next is GenerationItem.Choice { Items: var inner })
            {
                resolved.AddRange(inner);
            }
            else
            {
                resolved.Add(next);
            }
        }

        return resolved is [var only] ? only : new GenerationItem.Choice(resolved);
    }

    private static GenerationItem ResolveSequence(IReadOnlyList<GenerationItem> items, int? tool, GenerationChoices choices)
    {
        var resolved = new List<GenerationItem>();
        foreach (GenerationItem item in items)
        {
            GenerationItem next = Resolve(item, tool, choices);
            if (next is GenerationItem.Sequence { Items: var inner })
            {
                resolved.AddRange(inner);
            }
            else if (next is GenerationItem.Text text && resolved is [.., GenerationItem.Text before])
            {
                resolved[^1] = new GenerationItem.Text(before.Value + text.Value);
            }
            else
            {
                resolved.Add(next);
            }
        }

        return resolved is [var only] ? only : new GenerationItem.Sequence(resolved);
    }
}
