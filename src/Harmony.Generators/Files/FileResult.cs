using Harmony.Generators.Diagnostics;
using Harmony.Generators.Text;

namespace Harmony.Generators.Files;

/// <summary>What was read of a file.</summary>
/// <param name="Path">The file's path.</param>
/// <param name="ClassName">The class that it becomes.</param>
/// <param name="Spec">What is generated for it; null if anything is an error.</param>
/// <param name="Diagnostics">What is wrong. It names places, and so is to be taken out of what a file is generated from.</param>
internal sealed record FileResult<T>(string Path, string ClassName, T? Spec, EquatableArray<DiagnosticSpec> Diagnostics)
    where T : class, IEquatable<T>
{
    /// <summary>The result with an error that is about the file as a whole.</summary>
    public FileResult<T> With(DiagnosticSpec error) => this with { Spec = null, Diagnostics = Diagnostics.Append(error).ToEquatableArray() };
}
