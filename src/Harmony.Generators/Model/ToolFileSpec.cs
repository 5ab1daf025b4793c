using Harmony.Generators.Text;

namespace Harmony.Generators.Model;

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
