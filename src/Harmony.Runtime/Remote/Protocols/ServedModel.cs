namespace Harmony.Remote;

/// <summary>A model, as its server reports it.</summary>
/// <param name="Name">The name, or null if the server does not have the requested model.</param>
/// <param name="ContextLength">The length of the context in tokens, or null if the server does not report it.</param>
/// <param name="Names">The names of all models of the server.</param>
internal sealed record ServedModel(string? Name, int? ContextLength, IReadOnlyList<string> Names);
