using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Diagnostics;

/// <summary>The diagnostics about tools in C#: HRM001 to HRM029.</summary>
internal static class ToolDiagnostics
{
    private static readonly DescriptorFactory Descriptors = new("Harmony.Tools");

    public static readonly DiagnosticDescriptor NotPartial = Descriptors.Error(
        ToolDiagnosticIds.NotPartial,
        "A class of tools must be partial",
        "'{0}' has [HarmonyTools] or contains a class that has it, and must be partial",
        "The source generator adds the tools' ids and their dispatch to the class, which it can only if the class and every type around it are partial. Write 'partial' before 'class'.");

    public static readonly DiagnosticDescriptor UnsupportedClass = Descriptors.Error(
        "HRM002",
        "A class of tools cannot be generic, file-local, or named like a generated member",
        "'{0}' has [HarmonyTools], but {1}",
        "The tools' ids are one table for one class, in a file of their own: a generic class would need one for each of its types, and a class that is local to its file cannot be continued in another. No member of a class can have the class's own name.");

    public static readonly DiagnosticDescriptor NoTools = Descriptors.Warning(
        "HRM003",
        "A class of tools has no tools",
        "'{0}' has [HarmonyTools], but no method with [HarmonyTool]",
        "A namespace without tools is shown to the model as a tool itself, which cannot be called. Put [HarmonyTool] on the methods that the model may call.");

    public static readonly DiagnosticDescriptor NotInTools = Descriptors.Warning(
        ToolDiagnosticIds.NotInTools,
        "The class of a tool does not have [HarmonyTools]",
        "'{0}' has [HarmonyTool], but its class does not have [HarmonyTools]",
        "Only the methods of a class with [HarmonyTools] become tools. Put the attribute on the class.");

    public static readonly DiagnosticDescriptor UnsupportedMethod = Descriptors.Error(
        "HRM005",
        "A method cannot be a tool",
        "'{0}' cannot be a tool: {1}",
        "A model gives values by name, and waits for a result. A generic method, a method that returns by reference and a parameter that is 'ref', 'out' or 'in' have no such values; operators, accessors and explicit implementations of interfaces are not called by name; nothing reports when an 'async void' method ends, or how.");

    public static readonly DiagnosticDescriptor UnsupportedParameter = Descriptors.Error(
        "HRM006",
        "A parameter's type cannot be read from JSON",
        "The type '{0}' of '{1}' cannot be an argument: {2}",
        "Arguments are booleans, numbers, strings, enums, dates, times, Guid, Uri, JsonElement, nullable ones of these, arrays and lists, dictionaries with string keys, and classes, structs and records of these. For anything else, use a JsonElement.");

    public static readonly DiagnosticDescriptor RecursiveType = Descriptors.Error(
        "HRM007",
        "A type contains itself",
        "The type '{0}' contains itself, in '{1}': {2}",
        "The TypeScript in which a model sees a schema has no names for types, so an argument type that contains itself would have no end; nor would the code that writes such a result. Use a JsonElement where the type begins again, or write the result with the JSON context of the class.");

    public static readonly DiagnosticDescriptor UnsupportedResult = Descriptors.Error(
        "HRM008",
        "A result's type cannot be written as JSON",
        "The result type '{0}' of '{1}' cannot be written: {2}",
        "Results are written by generated code if they are what arguments can be, or anything with public properties. For others name a JsonSerializerContext: [HarmonyTools(JsonContext = typeof(...))].");

    public static readonly DiagnosticDescriptor DuplicateTool = Descriptors.Error(
        "HRM009",
        "Two tools have the same name",
        "Two tools in '{1}' are named '{0}': rename one with [HarmonyTool(Name = ...)]",
        "A model calls a tool by its name. Methods that differ only in their parameters, or in the suffix Async, have the same name.");

    public static readonly DiagnosticDescriptor ReservedNamespace = Descriptors.Error(
        "HRM010",
        "A namespace has the name of a built-in tool",
        "The namespace '{0}' is a built-in tool of the model: use another name",
        "Models were trained with 'python' and 'browser' as tools of the system message, which work in their own ways.");

    public static readonly DiagnosticDescriptor InvalidName = Descriptors.Error(
        "HRM011",
        "A model cannot call a name",
        "'{0}' is not a name that a model can call: use only letters A to Z and a to z, digits, '_' and '-'",
        "The header of a call is read by words and dots, and engines that constrain it accept only these characters.");

    public static readonly DiagnosticDescriptor InvalidJsonContext = Descriptors.Error(
        "HRM012",
        "A JSON context is not a JsonSerializerContext",
        "'{0}' is not derived from JsonSerializerContext",
        "JsonContext names a class that System.Text.Json's source generator completes: a partial class that is derived from JsonSerializerContext.");

    public static readonly DiagnosticDescriptor ReservedMember = Descriptors.Error(
        "HRM013",
        "A member has the name of a generated member",
        "'{0}' has a member '{1}', which is the name of a generated member",
        "The generated part of the class declares this member. Rename yours.");

    public static readonly DiagnosticDescriptor OldLanguage = Descriptors.Error(
        "HRM014",
        "The C# version is too old",
        "The generated part of '{0}' needs C# 13 or later",
        "Remove <LangVersion> from the project, or set it to 13 or later.");

    public static readonly DiagnosticDescriptor TooLarge = Descriptors.Error(
        "HRM015",
        "A class has too many tools to compile",
        "The tools of the namespace '{0}' have {1} tokens; the maximum is 65,536",
        "So many tokens would fill half of a model's context in every prompt. Divide the tools among several classes, and show a model those that it needs.");

    public static readonly DiagnosticDescriptor UnknownChoice = Descriptors.Error(
        "HRM016",
        "Unknown dialect or schema style",
        "Unknown {0}: {1}. Use a member of the enum",
        "Ids are compiled for a dialect and a schema style that the library has. A number that is cast to the enum is not one of them.");
}
