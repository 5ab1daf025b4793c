using Harmony.Generators.Model;

namespace Harmony.Generators.Emission;

/// <summary>The variables that a member was read into.</summary>
/// <param name="Member">The member.</param>
/// <param name="Value">The one that has its value.</param>
/// <param name="Presence">The variable that says whether it was present; null if that does not matter.</param>
internal sealed record MemberVariables(MemberSpec Member, string Value, string? Presence);
