namespace Harmony.Grammar;

/// <summary>A rule of what an assistant may generate.</summary>
/// <param name="Name">What other rules call it.</param>
/// <param name="IsForTool">Whether the rule exists once for each tool.</param>
/// <param name="Body">What it allows.</param>
internal sealed record GenerationRule(string Name, bool IsForTool, GenerationItem Body);
