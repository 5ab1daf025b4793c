using Harmony.Generators.Text;

namespace Harmony.Generators.Grammar;

/// <summary>An expression of a rule: what may be generated in one place.</summary>
internal abstract record RuleExpression;

/// <summary>One expression after the other.</summary>
internal sealed record RuleSequence(EquatableArray<RuleExpression> Items) : RuleExpression;

/// <summary>One of several.</summary>
internal sealed record RuleChoice(EquatableArray<RuleExpression> Items) : RuleExpression;

/// <summary>An expression followed by <c>?</c>, <c>*</c> or <c>+</c>.</summary>
internal sealed record RuleRepeat(RuleExpression Item, char Sign) : RuleExpression;

/// <summary>A special token.</summary>
internal sealed record RuleSpecial(string Name) : RuleExpression;

/// <summary>A constant text.</summary>
internal sealed record RuleText(string Text) : RuleExpression;

/// <summary>Another rule.</summary>
internal sealed record RuleReference(string Name) : RuleExpression;

/// <summary>What only the program knows that the grammar is made for: <c>{tool}</c>.</summary>
internal sealed record RuleParameter(string Name) : RuleExpression;
