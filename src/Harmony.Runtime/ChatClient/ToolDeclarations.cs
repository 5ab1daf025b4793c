using System.Text.Json;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Grammar;
using Microsoft.Extensions.AI;

namespace Harmony.ChatClient;

/// <summary>The tools of a request as the prompt declares them, and the names that the two sides have for them.</summary>
internal sealed class ToolDeclarations
{
    private const string Functions = FormatWords.Functions;

    private ToolDeclarations(IReadOnlyList<ToolNamespace> namespaces) => Namespaces = namespaces;

    /// <summary>The schema of a tool that takes nothing.</summary>
    public static JsonElement AnyObject { get; } = JsonElement.Parse("""{"type":"object","properties":{}}""");

    /// <summary>The namespaces, for a developer message.</summary>
    public IReadOnlyList<ToolNamespace> Namespaces { get; }

    /// <summary>What a client calls a tool: one of the namespace <c>functions</c> by its name, others with the namespace.</summary>
    public static string NameOf(string namespaceName, string toolName) => namespaceName == Functions ? toolName : $"{namespaceName}.{toolName}";

    /// <summary>What a client calls the tool that the model called.</summary>
    public static string NameOf(string recipient) => recipient.StartsWith(Functions + ".", StringComparison.Ordinal) ? recipient[(Functions.Length + 1)..] : recipient;

    /// <summary>Reads a request's tools.</summary>
    /// <exception cref="EngineException">A tool is no function, or two have one name.</exception>
    public static ToolDeclarations Read(IList<AITool>? tools)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var groups = new List<Group>();
        for (int i = 0; i < (tools?.Count ?? 0); i++)
        {
            if (tools![i] is not AIFunctionDeclaration { Name.Length: > 0 } function)
            {
                throw new EngineException(
                    EngineError.Unsupported,
                    $"tools[{i}]: '{tools[i]?.Name}', a {tools[i]?.GetType().Name ?? "null"}, is no function with a name. The model can be given functions alone (AIFunctionDeclaration, AIFunction).");
            }

            if (!names.Add(function.Name))
            {
                throw new EngineException(EngineError.BadRequest, $"tools[{i}]: there is another tool named '{function.Name}'.");
            }

            Add(groups, function);
        }

        var namespaces = new ToolNamespace[groups.Count];
        for (int i = 0; i < namespaces.Length; i++)
        {
            namespaces[i] = groups[i].ToNamespace();
        }

        return new ToolDeclarations(namespaces);
    }

    /// <summary>The tool alone, in its namespace; null if there is none of this name.</summary>
    public ToolNamespace? Find(string name)
    {
        foreach (ToolNamespace group in Namespaces)
        {
            foreach (ToolDescription tool in group.Tools)
            {
                if (NameOf(group.Name, tool.Name) == name)
                {
                    return group with { Tools = [tool] };
                }
            }
        }

        return null;
    }

    /// <summary>Whom the model calls for a client's name: with the namespace that declares it, or else <c>functions</c>.</summary>
    public string RecipientOf(string name)
    {
        foreach (ToolNamespace group in Namespaces)
        {
            foreach (ToolDescription tool in group.Tools)
            {
                if (NameOf(group.Name, tool.Name) == name)
                {
                    return $"{group.Name}.{tool.Name}";
                }
            }

            if (group.Name != Functions && name.StartsWith(group.Name + ".", StringComparison.Ordinal))
            {
                return name;
            }
        }

        return name.StartsWith(Functions + ".", StringComparison.Ordinal) ? name : $"{Functions}.{name}";
    }

    private static void Add(List<Group> groups, AIFunctionDeclaration function)
    {
        var compiled = function.GetService<CompiledFunction>();
        string name = compiled?.Namespace.Name ?? Functions;
        Group? group = groups.Find(group => group.Name == name);
        if (group is null)
        {
            groups.Add(group = new Group(name));
        }

        group.Add(compiled?.Tool ?? Describe(function), compiled?.Namespace);
    }

    private static ToolDescription Describe(AIFunctionDeclaration function) =>
        new(function.Name, function.Description, HasParameters(function.JsonSchema) ? ToolParameters.FromElement(function.JsonSchema) : null);

    /// <summary>As GPT-OSS's own template has it: a function whose schema names no property takes nothing.</summary>
    private static bool HasParameters(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && (schema.TryGetProperty("properties"u8, out JsonElement properties)
            ? properties.ValueKind == JsonValueKind.Object && properties.GetPropertyCount() > 0
            : schema.TryGetProperty("$ref"u8, out _));

    /// <summary>The tools of one namespace.</summary>
    private sealed class Group(string name)
    {
        private readonly List<ToolDescription> _tools = [];
        private ToolNamespace? _origin;
        private bool _isMixed;

        public string Name => name;

        public void Add(ToolDescription tool, ToolNamespace? origin)
        {
            _isMixed |= _tools.Count > 0 && !ReferenceEquals(origin, _origin);
            _origin = origin;
            _tools.Add(tool);
        }

        /// <summary>The namespace that the tools were compiled in, if they are all of its tools in its order.</summary>
        public ToolNamespace ToNamespace()
        {
            if (_isMixed || _origin is null)
            {
                return new ToolNamespace(name, _tools);
            }

            ToolNamespace part = _origin with { Tools = _tools };
            return part.Equals(_origin) ? _origin : part;
        }
    }
}
