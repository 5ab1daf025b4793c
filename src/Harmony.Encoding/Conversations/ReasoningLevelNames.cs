namespace Harmony.Conversations;

/// <summary>The names of the reasoning levels in JSON, in the order of <see cref="ReasoningLevel"/>.</summary>
internal static class ReasoningLevelNames
{
    public static readonly string[] All = ["Low", "Medium", "High"];
}
