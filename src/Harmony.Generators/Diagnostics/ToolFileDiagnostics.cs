using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Diagnostics;

/// <summary>The diagnostics about files of tools: HRM030 to HRM049.</summary>
internal static class ToolFileDiagnostics
{
    private static readonly DescriptorFactory Descriptors = new("Harmony.ToolFiles");

    public static readonly DiagnosticDescriptor InvalidJson = Descriptors.Error(
        "HRM030",
        "A file of tools is not JSON",
        "This is not JSON: {0}",
        "A file of tools is strict JSON: no comments, no comma after the last item, keys in double quotes, numbers and nesting within the reference's limits.");

    public static readonly DiagnosticDescriptor NoToolList = Descriptors.Error(
        "HRM031",
        "A file of tools is not a list of tools",
        "This is not a list of tools: {0}",
        "The lists are OpenAI's tools array ([{\"type\": \"function\", \"function\": {\"name\": ..., \"parameters\": ...}}], or with the function's members beside its type) and MCP's ({\"tools\": [{\"name\": ..., \"inputSchema\": ...}]}).");

    public static readonly DiagnosticDescriptor DuplicateTool = Descriptors.Error(
        "HRM032",
        "Two tools of a file have the same name",
        "Two tools are named '{0}'",
        "A model calls a tool by its name. Rename one of them.");

    public static readonly DiagnosticDescriptor InvalidName = Descriptors.Error(
        "HRM033",
        "A model cannot call a name in a file of tools",
        "'{0}' is not a name that a model can call: use only letters A to Z and a to z, digits, '_' and '-'",
        "The header of a call is read by words and dots, and engines that constrain it accept only these characters.");

    public static readonly DiagnosticDescriptor ReservedNamespace = Descriptors.Error(
        "HRM034",
        "A file's namespace has the name of a built-in tool",
        "The namespace '{0}' is a built-in tool of the model: set the metadata HarmonyToolNamespace to another name",
        "Models were trained with 'python' and 'browser' as tools of the system message, which work in their own ways. Without the metadata the namespace is 'functions'.");

    public static readonly DiagnosticDescriptor InvalidOption = Descriptors.Error(
        "HRM035",
        "A file's metadata has an unknown value",
        "'{0}' is not a value of the metadata {1}: use one of {2}",
        "Write <AdditionalFiles Update=\"weather.tools.json\" HarmonyDialect=\"Oss\" HarmonySchemaStyle=\"Faithful\" /> in the project file, or remove the metadata.");

    public static readonly DiagnosticDescriptor DuplicateClass = Descriptors.Error(
        "HRM036",
        "Two files generate the same type",
        "'{0}' generates the type '{1}', which another file already generates",
        "The types that are generated for a file have its name: weather.tools.json becomes the class WeatherTools and the interface IWeatherTools. Rename one of the files.");

    public static readonly DiagnosticDescriptor RepeatedKey = Descriptors.Warning(
        "HRM037",
        "A key occurs twice in a file of tools",
        "The key '{0}' occurs twice in this object: the last value is used",
        "Like the reference, the generator uses the last value of a key that occurs more than once. Remove the others.");

    public static readonly DiagnosticDescriptor NoTools = Descriptors.Warning(
        "HRM038",
        "A file of tools has no tools",
        "The file has no tools",
        "A namespace without tools is shown to the model as a tool itself, which cannot be called.");

    public static readonly DiagnosticDescriptor Unreadable = Descriptors.Error(
        "HRM039",
        "A file of tools cannot be read",
        "The file cannot be read as text",
        "The compiler could not open the file, or it is not text. It must be UTF-8.");

    public static readonly DiagnosticDescriptor OldLanguage = Descriptors.Error(
        "HRM040",
        "The C# version is too old for a file of tools",
        "The code generated for this file needs C# 13 or later",
        "Remove <LangVersion> from the project, or set it to 13 or later.");

    public static readonly DiagnosticDescriptor TooLarge = Descriptors.Error(
        "HRM041",
        "A file of tools is too large",
        "The tools have {0} tokens; the maximum is 65,536",
        "So many tokens would fill half of a model's context in every prompt. Divide the tools among several files, and show a model those that it needs.");
}
