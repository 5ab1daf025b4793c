namespace Harmony.Conversations;

/// <summary>The author of a message.</summary>
/// <param name="Role">The role.</param>
/// <param name="Name">A name: a tool's is needed to render its messages (<c>functions.get_weather</c>), others are rare.</param>
public readonly record struct Author(Role Role, string? Name = null);
