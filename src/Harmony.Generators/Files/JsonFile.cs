using Harmony.Generators.Diagnostics;
using Harmony.Grammar;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Files;

/// <summary>An additional file, and what the project says of it.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Text">What is in it; null if it cannot be read.</param>
/// <param name="Options">What the project says of it.</param>
internal sealed record JsonFile(string Path, string? Text, JsonFileOptions Options)
{
    /// <summary>The place of a part of its text.</summary>
    public LocationSpec LocationOf(TextSpan span) => new(Path, span, SourceText.From(Text ?? "").Lines.GetLinePositionSpan(span));
}

/// <summary>What a project says of a file, as it is spelled there.</summary>
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

    /// <summary>Reads a dialect by its name; none is OpenAI's.</summary>
    public bool TryGetDialect(out HarmonyDialect dialect) => TryRead(Dialect, out dialect);

    /// <summary>Reads a way to write schemas by its name; none is the reference's.</summary>
    public bool TryGetSchemaStyle(out SchemaStyle style) => TryRead(SchemaStyle, out style);

    private static bool TryRead<T>(string name, out T value)
        where T : struct
    {
        value = default;
        return name.Length == 0 || (char.IsLetter(name[0]) && Enum.TryParse(name, ignoreCase: true, out value));
    }
}
