using Harmony.Grammar;

namespace Harmony.Constraints;

/// <summary>The values for the placeholders of the rules, which decide which alternatives are possible.</summary>
/// <param name="Tools">The tools that may be called.</param>
/// <param name="Format">The JSON schema of the answer, or null.</param>
/// <param name="AllowsAnswer">Whether the turn may end with an answer.</param>
internal sealed record GenerationChoices(IReadOnlyList<CallableTool> Tools, byte[]? Format, bool AllowsAnswer)
{
    /// <summary>Whether anything can be generated for an item. Each of its parts must have a value.</summary>
    public bool IsPossible(GenerationItem item) => item switch
    {
        GenerationItem.Sequence { Items: var items } => Count(items) == items.Count,
        GenerationItem.Choice { Items: var items } => Count(items) > 0,
        GenerationItem.Repeated { Count: GenerationCount.AtLeastOnce, Item: var repeated } => IsPossible(repeated),
        GenerationItem.Rule { Name: var name } => IsPossible(RuleNamed(name)),
        GenerationItem.Placeholder { Value: var placeholder } => placeholder switch
        {
            // There is one kind of answer: a free one, or one with a schema.
            GenerationPlaceholder.Answer => AllowsAnswer && Format is null,
            GenerationPlaceholder.Format => AllowsAnswer && Format is not null,
            GenerationPlaceholder.Tool or GenerationPlaceholder.Arguments => Tools.Count > 0,
            _ => true,
        },
        _ => true,
    };

    public static GenerationRule RuleNamed(string name)
    {
        foreach (GenerationRule rule in GenerationRules.All)
        {
            if (rule.Name == name)
            {
                return rule;
            }
        }

        throw new InvalidOperationException($"The grammar has no rule '{name}'.");
    }

    private bool IsPossible(GenerationRule rule) => (!rule.IsForTool || Tools.Count > 0) && IsPossible(rule.Body);

    private int Count(IReadOnlyList<GenerationItem> items)
    {
        int count = 0;
        foreach (GenerationItem item in items)
        {
            count += IsPossible(item) ? 1 : 0;
        }

        return count;
    }
}
