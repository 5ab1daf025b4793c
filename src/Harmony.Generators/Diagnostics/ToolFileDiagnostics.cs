using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Diagnostics;

/// <summary>What can be wrong with files of tools: HRM030 to HRM049.</summary>
internal static class ToolFileDiagnostics
{
    private const string Category = "Harmony.ToolFiles";

    public static readonly DiagnosticDescriptor InvalidJson = Error(
        "HRM030",
        "A file of tools is not JSON",
        "This is not JSON: {0}",
        "A file of tools is strict JSON: no comments, no comma after the last item, keys in double quotes, numbers and nesting within the reference's limits.");

    public static readonly DiagnosticDescriptor NoToolList = Error(
        "HRM031",
        "A file of tools is no list of tools",
        "This is no list of tools: {0}",
        "The lists are OpenAI's tools array ([{\"type\": \"function\", \"function\": {\"name\": ..., \"parameters\": ...}}], or with the function's members beside its type) and MCP's ({\"tools\": [{\"name\": ..., \"inputSchema\": ...}]}).");

    public static readonly DiagnosticDescriptor DuplicateTool = Error(
        "HRM032",
        "Two tools of a file have the same name",
        "There are two tools '{0}'",
        "A model calls a tool by its name. Give one of them another.");

    public static readonly DiagnosticDescriptor InvalidName = Error(
        "HRM033",
        "A name in a file of tools is none that a model can call",
        "'{0}' is no name that a model can call: it has to be of letters A to Z and a to z, digits, '_' and '-'",
        "A call's header is read by words and dots, and engines that constrain it know only these characters.");

    public static readonly DiagnosticDescriptor ReservedNamespace = Error(
        "HRM034",
        "A file's namespace is one of the built-in tools",
        "The namespace '{0}' is a built-in tool of the model: set the metadata HarmonyToolNamespace to another name",
        "Models were trained with 'python' and 'browser' as tools of the system message, which work in their own ways. Without the metadata the namespace is 'functions'.");

    public static readonly DiagnosticDescriptor InvalidOption = Error(
        "HRM035",
        "A file's metadata has an unknown value",
        "'{0}' is no value of the metadata {1}: it is one of {2}",
        "Write <AdditionalFiles Update=\"weather.tools.json\" HarmonyDialect=\"Oss\" HarmonySchemaStyle=\"Faithful\" /> in the project file, or leave the metadata out.");

    public static readonly DiagnosticDescriptor DuplicateClass = Error(
        "HRM036",
        "Two files would make the same class",
        "'{0}' would make the class '{1}' again",
        "The class that is made of a file has its name: weather.tools.json becomes WeatherTools. Give one of the files another name.");

    public static readonly DiagnosticDescriptor RepeatedKey = Warning(
        "HRM037",
        "A key comes twice in a file of tools",
        "The key '{0}' comes twice in this object: its last value counts",
        "Of a key that an object has twice, the reference takes the last value. Remove the others.");

    public static readonly DiagnosticDescriptor NoTools = Warning(
        "HRM038",
        "A file of tools has none",
        "The file has no tools",
        "A namespace without tools is shown to the model as a tool itself, which cannot be called.");

    public static readonly DiagnosticDescriptor Unreadable = Error(
        "HRM039",
        "A file of tools cannot be read",
        "The file cannot be read as text",
        "The compiler could not open the file, or it is no text. It has to be UTF-8.");

    public static readonly DiagnosticDescriptor OldLanguage = Error(
        "HRM040",
        "The C# version is too old for a file of tools",
        "What is made of this file needs C# 13 or later",
        "Remove <LangVersion> from the project, or set it to 13 or later.");

    public static readonly DiagnosticDescriptor TooLarge = Error(
        "HRM041",
        "A file of tools is too large",
        "The tools have {0} ids; 65536 are the most that are compiled",
        "Tools of so many ids would be half of a model's context. Spread them over several files, of which a conversation takes one.");

    private static DiagnosticDescriptor Error(string id, string title, string message, string description) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, description);

    private static DiagnosticDescriptor Warning(string id, string title, string message, string description) =>
        new(id, title, message, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, description);
}
