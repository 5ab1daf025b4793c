using Harmony.Generators.Diagnostics;
using Harmony.Generators.Text;

namespace Harmony.Generators.Files;

/// <summary>What was read of a file.</summary>
/// <param name="Path">The file's path.</param>
/// <param name="TypeNames">The types that are generated for it in the root namespace, the class first.</param>
/// <param name="Spec">What is generated for it; null if anything is an error.</param>
/// <param name="Diagnostics">The problems. They have locations, and so must not be part of what a file is generated from.</param>
internal sealed record FileResult<T>(string Path, EquatableArray<string> TypeNames, T? Spec, EquatableArray<DiagnosticSpec> Diagnostics)
    where T : class, IEquatable<T>
{
    /// <summary>The result with an error that is about the file as a whole.</summary>
    public FileResult<T> With(DiagnosticSpec error) => this with { Spec = null, Diagnostics = Diagnostics.Append(error).ToEquatableArray() };
}
