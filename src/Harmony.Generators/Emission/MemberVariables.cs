using Harmony.Generators.Model;

namespace Harmony.Generators.Emission;

/// <summary>The variables that a member was read into.</summary>
/// <param name="Member">The member.</param>
/// <param name="Value">The one that has its value.</param>
/// <param name="Presence">The one that says whether it was there; null if nobody asks.</param>
internal sealed record MemberVariables(MemberSpec Member, string Value, string? Presence);
