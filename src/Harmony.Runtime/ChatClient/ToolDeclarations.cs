using System.Text.Json;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Grammar;
using Microsoft.Extensions.AI;

namespace Harmony.ChatClient;

/// <summary>The tools of a request as the prompt declares them.</summary>
internal sealed class ToolDeclarations
{
    private const string FunctionsName = FormatWords.Functions;

    private ToolDeclarations(IReadOnlyList<ToolNamespace> namespaces) => Namespaces = namespaces;

    /// <summary>The schema of a tool without parameters.</summary>
    public static JsonElement AnyObject { get; } = JsonElement.Parse("""{"type":"object","properties":{}}""");

    /// <summary>The namespaces, for a developer message.</summary>
    public IReadOnlyList<ToolNamespace> Namespaces { get; }

    /// <summary>Gets the client's name of a declared tool.</summary>
    public static string NameOf(string namespaceName, string toolName) => ToolName.FromRecipient(ToolName.RecipientOf(namespaceName, toolName));

    /// <summary>Reads a request's tools.</summary>
    /// <exception cref="EngineException">A tool is not a function, or two have the same name.</exception>
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
                    $"tools[{i}]: '{tools[i]?.Name}', a {tools[i]?.GetType().Name ?? "null"}, is not a function with a name. Only functions are supported (AIFunctionDeclaration, AIFunction).");
            }

            if (!names.Add(function.Name))
            {
                throw new EngineException(EngineError.BadRequest, $"tools[{i}]: another tool has the name '{function.Name}'.");
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

    private static void Add(List<Group> groups, AIFunctionDeclaration function)
    {
        var compiled = function.GetService<CompiledFunction>();
        string name = compiled?.Namespace.Name ?? FunctionsName;
        Group? group = groups.Find(group => group.Name == name);
        if (group is null)
        {
            groups.Add(group = new Group(name));
        }

        group.Add(compiled?.Tool ?? Describe(function), compiled?.Namespace);
    }

    private static ToolDescription Describe(AIFunctionDeclaration function) =>
        new(function.Name, function.Description, function.JsonSchema.ValueKind == JsonValueKind.Undefined ? null : ToolParameters.FromElement(function.JsonSchema));

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

        /// <summary>Gets the compiled namespace, if the tools are all of its tools in its order.</summary>
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
