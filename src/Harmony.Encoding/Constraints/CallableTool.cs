using Harmony.Conversations;

namespace Harmony.Constraints;

/// <summary>A tool as it is called.</summary>
/// <param name="Name">The recipient of the call.</param>
/// <param name="Arguments">The JSON schema of its arguments; null if they are plain text.</param>
internal readonly record struct CallableTool(string Name, byte[]? Arguments)
{
    /// <summary>The tools of namespaces, each as it is called, in order; one that comes again is left out.</summary>
    public static List<CallableTool> AllOf(IReadOnlyList<ToolNamespace> namespaces)
    {
        var tools = new List<CallableTool>();
        var names = new HashSet<string>();
        for (int i = 0; i < namespaces.Count; i++)
        {
            ToolNamespace from = namespaces[i];
            if (from.Tools.Count == 0)
            {
                // A namespace without tools is a tool itself, described in words, and so are its arguments.
                Add(from.Name, null);
            }

            for (int j = 0; j < from.Tools.Count; j++)
            {
                ToolDescription tool = from.Tools[j];

                // Of a tool without parameters nothing is said that its arguments could break.
                ReadOnlySpan<byte> schema = tool.Parameters is null ? "{\"type\":\"object\"}"u8 : tool.Parameters.Utf8Json;
                Add($"{from.Name}.{tool.Name}", ConstraintSchema.From(schema));
            }
        }

        return tools;

        void Add(string name, byte[]? arguments)
        {
            if (names.Add(name))
            {
                tools.Add(new CallableTool(name, arguments));
            }
        }
    }
}
