namespace Harmony.Tools;

/// <summary>What is wrong with one argument.</summary>
/// <param name="Offset">Where the value begins, or the object in which it is missing.</param>
/// <param name="Missing">The name that is missing there, or null.</param>
/// <param name="Expected">What would be right: <c>a string</c>.</param>
internal readonly record struct ArgumentProblem(int Offset, string? Missing, string Expected);
