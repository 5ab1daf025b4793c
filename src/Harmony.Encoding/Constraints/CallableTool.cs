using Harmony.Conversations;

namespace Harmony.Constraints;

/// <summary>A tool that a turn can call.</summary>
/// <param name="Name">The recipient of the call.</param>
/// <param name="Arguments">The JSON schema of the arguments, or null if they are plain text.</param>
internal readonly record struct CallableTool(string Name, byte[]? Arguments)
{
    /// <summary>The tools of namespaces, in order, without repetitions.</summary>
    public static List<CallableTool> AllOf(IReadOnlyList<ToolNamespace> namespaces)
    {
        var tools = new List<CallableTool>();
        var names = new HashSet<string>();
        for (int i = 0; i < namespaces.Count; i++)
        {
            ToolNamespace from = namespaces[i];
            if (from.Tools.Count == 0)
            {
                // A namespace without tools is a tool itself. Its text describes the arguments.
                Add(from.Name, null);
            }

            for (int j = 0; j < from.Tools.Count; j++)
            {
                ToolDescription tool = from.Tools[j];

                // A tool without parameters does not restrict its arguments.
                ReadOnlySpan<byte> schema = tool.Parameters is null ? "{\"type\":\"object\"}"u8 : tool.Parameters.Utf8Json;
                Add(ToolName.RecipientOf(from.Name, tool.Name), ConstraintSchema.From(schema));
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
