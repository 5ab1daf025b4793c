using Harmony.Generators.Diagnostics;
using Harmony.Generators.Model;
using Harmony.Generators.Text;

namespace Harmony.Generators.Files;

/// <summary>The tools of a file.</summary>
/// <param name="FileName">The file's name.</param>
/// <param name="ClassName">The class that reads their arguments.</param>
/// <param name="InterfaceName">The interface that is to be implemented.</param>
/// <param name="TypesHintName">The name of the file that is generated for its types.</param>
/// <param name="Class">The class as one of tools.</param>
/// <param name="Types">The records and enums of their arguments, which the class declares.</param>
internal sealed record ToolFileSpec(
    string FileName,
    string ClassName,
    string InterfaceName,
    string TypesHintName,
    ToolClassSpec Class,
    EquatableArray<JsonTypeSpec> Types);

/// <summary>What was read of a file.</summary>
/// <param name="Path">The file's path.</param>
/// <param name="Spec">Its tools; null if anything is an error.</param>
/// <param name="Diagnostics">What is wrong. It names places, and so is to be taken out of what a file is generated from.</param>
internal sealed record ToolFileResult(string Path, ToolFileSpec? Spec, EquatableArray<DiagnosticSpec> Diagnostics)
{
    /// <summary>The result with what is wrong beside the file's own text.</summary>
    /// <param name="isRepeated">Whether a file before it makes the same class.</param>
    /// <param name="isLanguageSupported">Whether the compiler takes what is generated.</param>
    public ToolFileResult Checked(bool isRepeated, bool isLanguageSupported)
    {
        DiagnosticSpec? error =
            !isLanguageSupported ? new DiagnosticSpec(ToolFileDiagnostics.OldLanguage, LocationSpec.StartOf(Path), default)
            : isRepeated ? new DiagnosticSpec(ToolFileDiagnostics.DuplicateClass, LocationSpec.StartOf(Path), new([System.IO.Path.GetFileName(Path), ToolFileReader.ClassNameOf(Path)]))
            : null;
        return error is null ? this : this with { Spec = null, Diagnostics = Diagnostics.Append(error).ToEquatableArray() };
    }
}
