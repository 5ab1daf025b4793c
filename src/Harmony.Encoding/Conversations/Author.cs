namespace Harmony.Conversations;

/// <summary>The author of a message.</summary>
/// <param name="Role">The role.</param>
/// <param name="Name">The name. A tool's messages need it (<c>functions.get_weather</c>); other authors rarely have one.</param>
public readonly record struct Author(Role Role, string? Name = null);
