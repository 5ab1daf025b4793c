using Harmony.Conversations;

namespace Harmony.Chat;

/// <summary>The names of the functions that were called, by the ids of the calls; of one id, the latest.</summary>
internal sealed class ToolCallNames
{
    private readonly Dictionary<string, string> _names = [];

    public void Add(string? id, string? name)
    {
        if (id is { Length: > 0 } && name is { Length: > 0 })
        {
            _names[id] = name;
        }
    }

    /// <summary>The name, or null.</summary>
    public string? Find(string? id) => id is not null && _names.TryGetValue(id, out string? name) ? name : null;

    /// <summary>A function's name as a recipient or an author, its namespace not doubled.</summary>
    public static string Qualify(string name) => name.StartsWith(ToolNamespace.FunctionsPrefix, StringComparison.Ordinal) ? name : ToolNamespace.FunctionsPrefix + name;

    /// <summary>The same, its namespace doubled where there is one already.</summary>
    public static string Prepend(string name) => ToolNamespace.FunctionsPrefix + name;
}
