using System.Globalization;
using Harmony.Generators.Diagnostics;
using Harmony.Generators.Json;
using Harmony.Generators.Model;
using Harmony.Generators.Rendering;
using Harmony.Generators.Schemas;
using Harmony.Generators.Text;
using Harmony.Grammar;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Files;

/// <summary>Makes the model of a class and an interface of a file of tools.</summary>
internal sealed class ToolFileReader
{
    /// <summary>What the names of files of tools end with.</summary>
    public const string Extensions = ".tools.json";

    private static readonly ResultSpec TextResult = new("string", "string", new PrimitiveTypeSpec(PrimitiveKind.String, "string"));

    private readonly JsonFile _file;
    private readonly DiagnosticList _diagnostics = new();
    private readonly string _className;
    private readonly string? _csharpNamespace;
    private readonly NameScope _members;
    private readonly NameScope _methods = new("Equals", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString");
    private readonly List<JsonTypeSpec> _types = [];

    private ToolFileReader(JsonFile file)
    {
        _file = file;
        _className = ClassNameOf(file.Path);
        _csharpNamespace = CSharpNames.Namespace(file.Options.RootNamespace);
        _members = new NameScope(
            [_className, InterfaceOf(_className), GeneratedNames.Dispatch, .. GeneratedNames.Members, "Equals", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString", "Finalize"]);
    }

    public static FileResult<ToolFileSpec> Read(JsonFile file)
    {
        var reader = new ToolFileReader(file);
        ToolFileSpec? spec = reader.Read();
        return new FileResult<ToolFileSpec>(file.Path, new([reader._className, InterfaceOf(reader._className)]), reader._diagnostics.HasErrors ? null : spec, reader._diagnostics.ToEquatableArray());
    }

    private ToolFileSpec? Read()
    {
        if (_file.Text is null)
        {
            Report(ToolFileDiagnostics.Unreadable, default);
            return null;
        }

        if (!TryReadTools(_file.Text, out IReadOnlyList<ListedTool> tools))
        {
            return null;
        }

        ToolNamespaceSpec toolNamespace = ReadNamespace(tools);
        CheckNames(tools);
        if (tools.Count == 0)
        {
            Report(ToolFileDiagnostics.NoTools, default);
        }

        EquatableArray<ToolMethodSpec> methods = tools.Select((tool, i) => ReadMethod(tool, toolNamespace.Tools[i])).ToEquatableArray();
        var tool = new ToolClassSpec(
            CSharpNames.HintName(_csharpNamespace, _className),
            _csharpNamespace,
            new([$"public sealed partial class {_className}"]),
            _className,
            IsStatic: false,
            IsDerived: false,
            JsonContext: null,
            toolNamespace,
            methods,
            Receiver: GeneratedNames.Implementation + ".",
            ToolsText.IdsOf(toolNamespace));
        if (tool.IsTooLarge)
        {
            Report(ToolFileDiagnostics.TooLarge, default, tool.Ids.Count.ToString(CultureInfo.InvariantCulture));
        }

        return new ToolFileSpec(Path.GetFileName(_file.Path), _className, InterfaceOf(_className), CSharpNames.HintName(_csharpNamespace, _className + ".Types"), tool, _types.ToEquatableArray());
    }

    private bool TryReadTools(string text, out IReadOnlyList<ListedTool> tools)
    {
        tools = [];
        if (!TryParse(text, out JsonNode? root))
        {
            return false;
        }

        ReportRepeated(root!);
        try
        {
            tools = ToolListReader.Read(root!);
            return true;
        }
        catch (JsonFormatException error)
        {
            Report(ToolFileDiagnostics.NoToolList, error.Span, error.Message);
            return false;
        }
    }

    private bool TryParse(string text, out JsonNode? root)
    {
        try
        {
            root = JsonTextReader.Read(text, ToolListReader.MaxDepth);
            return true;
        }
        catch (JsonFormatException error)
        {
            Report(ToolFileDiagnostics.InvalidJson, error.Span, error.Message);
            root = null;
            return false;
        }
    }

    private void ReportRepeated(JsonNode node)
    {
        if (node is JsonObjectNode { Repeated: { } repeated })
        {
            Report(ToolFileDiagnostics.RepeatedKey, repeated.KeySpan, repeated.Key);
        }

        foreach (JsonNode child in node switch
        {
            JsonObjectNode inner => inner.Members.Select(member => member.Value),
            JsonArrayNode inner => inner.Items,
            _ => [],
        })
        {
            ReportRepeated(child);
        }
    }

    private ToolNamespaceSpec ReadNamespace(IReadOnlyList<ListedTool> tools)
    {
        JsonFileOptions options = _file.Options;
        if (!options.TryGetDialect(out HarmonyDialect dialect))
        {
            ReportOption(options.Dialect, JsonFileOptions.DialectMetadata, typeof(HarmonyDialect));
        }

        if (!options.TryGetSchemaStyle(out SchemaStyle style))
        {
            ReportOption(options.SchemaStyle, JsonFileOptions.SchemaStyleMetadata, typeof(SchemaStyle));
        }

        string name = options.ToolNamespace.Length == 0 ? FormatWords.Functions : options.ToolNamespace;
        if (!JsonNames.IsCallable(name))
        {
            Report(ToolFileDiagnostics.InvalidName, default, name);
        }

        if (name is FormatWords.Browser or FormatWords.Python)
        {
            Report(ToolFileDiagnostics.ReservedNamespace, default, name);
        }

        return new ToolNamespaceSpec(
            name,
            Description: null,
            tools.Select(tool => new ToolSpec(tool.Name, tool.Description, tool.Parameters?.ToCompactJson())).ToEquatableArray(),
            dialect,
            style);
    }

    private void CheckNames(IReadOnlyList<ListedTool> tools)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (ListedTool tool in tools)
        {
            if (!JsonNames.IsCallable(tool.Name))
            {
                Report(ToolFileDiagnostics.InvalidName, tool.NameSpan, tool.Name);
            }

            if (!names.Add(tool.Name))
            {
                Report(ToolFileDiagnostics.DuplicateTool, tool.NameSpan, tool.Name);
            }
        }
    }

    private ToolMethodSpec ReadMethod(ListedTool tool, ToolSpec spec)
    {
        string name = CSharpNames.Pascal(tool.Name, "Tool");
        EquatableArray<MemberSpec> arguments = ReadArguments(tool, name);
        return new ToolMethodSpec(
            spec,
            _methods.Take(name + "Async"),
            _members.Take("Call" + name),
            arguments,
            CancellationParameter: "cancellationToken",
            Awaiting.ValueTask,
            TextResult,
            TakesWhole: arguments.Count > 0);
    }

    /// <summary>One parameter for all arguments, or none.</summary>
    private EquatableArray<MemberSpec> ReadArguments(ListedTool tool, string name)
    {
        if (tool.Parameters is null || IsEmpty(tool.Parameters))
        {
            return default;
        }

        var types = new SchemaTypeReader(tool.Parameters, $"global::{(_csharpNamespace is null ? "" : _csharpNamespace + ".")}{_className}", _members);
        JsonTypeSpec type = types.Read(tool.Parameters, name + "Arguments").NotNull;
        _types.AddRange(types.Declared);
        return new([new MemberSpec("arguments", "", Description: null, type, MemberBinding.Parameter, IsRequired: true)]);
    }

    /// <summary>Whether a schema has no arguments and allows none.</summary>
    private static bool IsEmpty(JsonNode schema) =>
        schema is JsonObjectNode keywords
        && keywords["type"] is JsonStringNode { Value: "object" }
        && keywords["properties"] is null or JsonObjectNode { Members.Count: 0 }
        && keywords["additionalProperties"] is null or JsonScalarNode { Text: "false" }
        && keywords["$ref"] is null
        && keywords["allOf"] is null
        && (keywords["anyOf"] ?? keywords["oneOf"]) is null;

    /// <summary>The name of the class that a file becomes.</summary>
    private static string ClassNameOf(string path)
    {
        string name = Path.GetFileName(path);
        return CSharpNames.Pascal(name.Substring(0, name.Length - Extensions.Length), "") + "Tools";
    }

    private static string InterfaceOf(string className) => "I" + className;

    private void ReportOption(string value, string metadata, Type options) =>
        Report(ToolFileDiagnostics.InvalidOption, default, value, metadata, string.Join(", ", Enum.GetNames(options)));

    private void Report(Microsoft.CodeAnalysis.DiagnosticDescriptor descriptor, TextSpan span, params string[] arguments) =>
        _diagnostics.Add(descriptor, _file.LocationOf(span), arguments);
}
