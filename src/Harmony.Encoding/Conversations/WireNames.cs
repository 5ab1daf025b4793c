using Harmony.Grammar;

namespace Harmony.Conversations;

/// <summary>The roles' names in JSON and in headers, in the order of <see cref="Role"/>.</summary>
internal static class RoleNames
{
    public static readonly string[] All = FormatWords.Role.All;

    public static string Get(Role role) => (uint)role < (uint)All.Length
        ? All[(int)role]
        : throw new ArgumentOutOfRangeException(nameof(role), role, "There is no such role.");
}

/// <summary>The reasoning efforts' names in JSON, in the order of <see cref="ReasoningLevel"/>.</summary>
internal static class ReasoningEffortNames
{
    public static readonly string[] All = ["Low", "Medium", "High"];
}
