using Harmony.Grammar;

namespace Harmony.Conversations;

/// <summary>The names of the roles in JSON and in headers, in the order of <see cref="Role"/>.</summary>
internal static class RoleNames
{
    public static readonly string[] All = FormatWords.Role.All;

    /// <exception cref="ArgumentOutOfRangeException">The role is unknown.</exception>
    public static string Get(Role role) => (uint)role < (uint)All.Length
        ? All[(int)role]
        : throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role.");
}
