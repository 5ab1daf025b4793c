using Harmony.Generators.Diagnostics;
using Harmony.Generators.Model;
using Harmony.Generators.Text;

namespace Harmony.Generators.Files;

/// <summary>The tools of a file.</summary>
/// <param name="FileName">The file's name.</param>
/// <param name="ClassName">The class that reads their arguments.</param>
/// <param name="InterfaceName">The interface that is to be implemented.</param>
/// <param name="Class">The class as one of tools.</param>
/// <param name="Types">The records and enums of their arguments, which the class declares.</param>
internal sealed record ToolFileSpec(
    string FileName,
    string ClassName,
    string InterfaceName,
    ToolClassSpec Class,
    EquatableArray<JsonTypeSpec> Types);

/// <summary>What was read of a file.</summary>
/// <param name="Spec">Its tools; null if anything is an error.</param>
/// <param name="Diagnostics">What is wrong. It names places, and so is to be taken out of what a file is generated from.</param>
internal sealed record ToolFileResult(ToolFileSpec? Spec, EquatableArray<DiagnosticSpec> Diagnostics);
