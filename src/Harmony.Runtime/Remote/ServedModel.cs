namespace Harmony.Remote;

/// <summary>What a server says of the model that it serves.</summary>
/// <param name="Name">Its name; null where the one that was asked for is not among them.</param>
/// <param name="ContextLength">How many ids fit; null where it does not say.</param>
/// <param name="Names">The names of all that it serves.</param>
internal sealed record ServedModel(string? Name, int? ContextLength, IReadOnlyList<string> Names);
