using Harmony.Generators.Diagnostics;
using Harmony.Grammar;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Files;

/// <summary>An additional file and its metadata.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Text">Its text; null if it cannot be read.</param>
/// <param name="Options">Its metadata.</param>
internal sealed record JsonFile(string Path, string? Text, JsonFileOptions Options)
{
    /// <summary>The place of a part of its text.</summary>
    public LocationSpec LocationOf(TextSpan span) => new(Path, span, SourceText.From(Text ?? "").Lines.GetLinePositionSpan(span));
}

/// <summary>The metadata of a file, as spelled in the project.</summary>
/// <param name="RootNamespace">The project's root namespace, or null.</param>
/// <param name="Dialect">The metadata <c>HarmonyDialect</c>, or an empty text.</param>
/// <param name="SchemaStyle">The metadata <c>HarmonySchemaStyle</c>, or an empty text.</param>
/// <param name="ToolNamespace">The metadata <c>HarmonyToolNamespace</c>, or an empty text.</param>
internal sealed record JsonFileOptions(string? RootNamespace, string Dialect, string SchemaStyle, string ToolNamespace)
{
    public const string DialectMetadata = "HarmonyDialect";
    public const string SchemaStyleMetadata = "HarmonySchemaStyle";
    public const string ToolNamespaceMetadata = "HarmonyToolNamespace";

    public static JsonFileOptions Of(AdditionalText file, AnalyzerConfigOptionsProvider provider)
    {
        AnalyzerConfigOptions options = provider.GetOptions(file);
        provider.GlobalOptions.TryGetValue("build_property.RootNamespace", out string? rootNamespace);
        return new JsonFileOptions(rootNamespace, Metadata(DialectMetadata), Metadata(SchemaStyleMetadata), Metadata(ToolNamespaceMetadata));

        string Metadata(string name) => options.TryGetValue("build_metadata.AdditionalFiles." + name, out string? value) ? value : "";
    }

    /// <summary>Reads a dialect by its name; no name means the first dialect.</summary>
    public bool TryGetDialect(out HarmonyDialect dialect) => TryRead(Dialect, out dialect);

    /// <summary>Reads a schema style by its name; no name means the reference's.</summary>
    public bool TryGetSchemaStyle(out SchemaStyle style) => TryRead(SchemaStyle, out style);

    private static bool TryRead<T>(string name, out T value)
        where T : struct
    {
        value = default;
        return name.Length == 0 || (char.IsLetter(name[0]) && Enum.TryParse(name, ignoreCase: true, out value));
    }
}
