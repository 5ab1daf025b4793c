namespace Harmony.Tools;

/// <summary>A problem with one argument.</summary>
/// <param name="Offset">The offset of the value, or of the object in which the argument is missing.</param>
/// <param name="Missing">The name of the missing argument, or null.</param>
/// <param name="Expected">The expected kind of value: <c>a string</c>.</param>
internal readonly record struct ArgumentProblem(int Offset, string? Missing, string Expected);
