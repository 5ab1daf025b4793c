using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Diagnostics;

/// <summary>What can be wrong with tools in C#: HRM001 to HRM029.</summary>
internal static class ToolDiagnostics
{
    private const string Category = "Harmony.Tools";

    public static readonly DiagnosticDescriptor NotPartial = Error(
        ToolDiagnosticIds.NotPartial,
        "A class of tools has to be partial",
        "'{0}' has [HarmonyTools] or contains a class that has it, and has to be partial",
        "The source generator adds the tools' ids and their dispatch to the class, which it can only if the class and every type around it are partial. Write 'partial' before 'class'.");

    public static readonly DiagnosticDescriptor UnsupportedClass = Error(
        "HRM002",
        "A class of tools cannot be generic, local to a file, or called like what it is given",
        "'{0}' has [HarmonyTools], but {1}",
        "The tools' ids are one table for one class, in a file of their own: a generic class would need one for each of its types, and a class that is local to its file cannot be continued in another. No member of a class can have the class's own name.");

    public static readonly DiagnosticDescriptor NoTools = Warning(
        "HRM003",
        "A class of tools has none",
        "'{0}' has [HarmonyTools], but no method with [HarmonyTool]",
        "A namespace without tools is shown to the model as a tool itself, which cannot be called. Put [HarmonyTool] on the methods that the model may call.");

    public static readonly DiagnosticDescriptor NotInTools = Warning(
        ToolDiagnosticIds.NotInTools,
        "A tool is in no class of tools",
        "'{0}' has [HarmonyTool], but its class does not have [HarmonyTools]",
        "Only the methods of a class with [HarmonyTools] become tools. Put the attribute on the class.");

    public static readonly DiagnosticDescriptor UnsupportedMethod = Error(
        "HRM005",
        "A method cannot be a tool",
        "'{0}' cannot be a tool: {1}",
        "A model gives values by name, and waits for a result. A generic method, a method that returns by reference and a parameter that is 'ref', 'out' or 'in' have no such values; operators, accessors and explicit implementations of interfaces are not called by name; of an 'async void' method nobody learns when it ends, or how.");

    public static readonly DiagnosticDescriptor UnsupportedParameter = Error(
        "HRM006",
        "A parameter's type cannot be read from JSON",
        "The type '{0}' of '{1}' cannot be an argument: {2}",
        "Arguments are booleans, numbers, strings, enums, dates, times, Guid, Uri, JsonElement, nullable ones of these, arrays and lists, dictionaries with string keys, and classes, structs and records of these. For anything else take a JsonElement.");

    public static readonly DiagnosticDescriptor RecursiveType = Error(
        "HRM007",
        "A type contains itself",
        "The type '{0}' contains itself, in '{1}': {2}",
        "The TypeScript in which a model sees a schema has no names for types, so an argument's type that contains itself has no end; nor has the code that would write a result. Take a JsonElement where it begins again, or write such a result with the JSON context of the class.");

    public static readonly DiagnosticDescriptor UnsupportedResult = Error(
        "HRM008",
        "A result's type cannot be written as JSON",
        "The result type '{0}' of '{1}' cannot be written: {2}",
        "Results are written by generated code if they are what arguments can be, or anything with public properties. For others name a JsonSerializerContext: [HarmonyTools(JsonContext = typeof(...))].");

    public static readonly DiagnosticDescriptor DuplicateTool = Error(
        "HRM009",
        "Two tools have the same name",
        "There are two tools '{0}' in '{1}': give one another name with [HarmonyTool(Name = ...)]",
        "A model calls a tool by its name. Methods that differ only in their parameters, or in ending with Async, have the same one.");

    public static readonly DiagnosticDescriptor ReservedNamespace = Error(
        "HRM010",
        "A namespace is one of the built-in tools",
        "The namespace '{0}' is a built-in tool of the model: take another name",
        "Models were trained with 'python' and 'browser' as tools of the system message, which work in their own ways.");

    public static readonly DiagnosticDescriptor InvalidName = Error(
        "HRM011",
        "A name is none that a model can call",
        "'{0}' is no name that a model can call: it has to be of letters A to Z and a to z, digits, '_' and '-'",
        "A call's header is read by words and dots, and engines that constrain it know only these characters.");

    public static readonly DiagnosticDescriptor InvalidJsonContext = Error(
        "HRM012",
        "A JSON context is none",
        "'{0}' is not derived from JsonSerializerContext",
        "JsonContext names a class that System.Text.Json's source generator completes: a partial class that is derived from JsonSerializerContext.");

    public static readonly DiagnosticDescriptor ReservedMember = Error(
        "HRM013",
        "A member has a name that is generated",
        "'{0}' already has a member '{1}', which the generated part of the class has too",
        "The generated part of a class has members of its own. Give yours another name.");

    public static readonly DiagnosticDescriptor OldLanguage = Error(
        "HRM014",
        "The C# version is too old",
        "The generated part of '{0}' needs C# 13 or later",
        "Remove <LangVersion> from the project, or set it to 13 or later.");

    public static readonly DiagnosticDescriptor TooLarge = Error(
        "HRM015",
        "A class has too many tools to compile",
        "The tools of the namespace '{0}' have {1} ids, and at most 65,536 are compiled into a program",
        "So many ids would fill half of a model's context in every prompt. Spread the tools over several classes, and show a model those that it needs.");

    public static readonly DiagnosticDescriptor UnknownChoice = Error(
        "HRM016",
        "A dialect or a style of schemas does not exist",
        "There is no {0} {1}: take one by its name",
        "Ids are compiled for a dialect and a way to write schemas that the library has. A number that was made one of the enum is none.");

    private static DiagnosticDescriptor Error(string id, string title, string message, string description) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, description);

    private static DiagnosticDescriptor Warning(string id, string title, string message, string description) =>
        new(id, title, message, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, description);
}
