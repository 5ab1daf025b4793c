using Harmony.Grammar;

namespace Harmony.Conversations;

/// <summary>
/// The two names of a tool: the one that a client uses (<c>get_weather</c>) and the recipient that the model addresses
/// (<c>functions.get_weather</c>).
/// </summary>
/// <remarks>Clients know the tools of the namespace <c>functions</c> by their bare names, and the tools of other namespaces by
/// the recipient itself (<c>browser.search</c>).</remarks>
public static class ToolName
{
    private const char Separator = '.';

    /// <summary>Gets the recipient for a client's name of a function. A prefix <c>functions.</c> is not doubled.</summary>
    /// <param name="name">The client's name.</param>
    public static string ToRecipient(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(FormatWords.FunctionsPrefix, StringComparison.Ordinal) ? name : FormatWords.FunctionsPrefix + name;
    }

    /// <summary>Gets the recipient for a client's name of a tool: in the namespace that declares the tool, or else in
    /// <c>functions</c>.</summary>
    /// <param name="name">The client's name.</param>
    /// <param name="namespaces">The declared namespaces.</param>
    public static string ToRecipient(string name, IReadOnlyList<ToolNamespace> namespaces)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(namespaces);
        foreach (ToolNamespace group in namespaces)
        {
            if (group.Name != FormatWords.Functions && IsIn(group.Name, name))
            {
                return name;
            }
        }

        return ToRecipient(name);
    }

    /// <summary>Gets a client's name for a recipient: without <c>functions.</c>, of other namespaces as it is.</summary>
    /// <param name="recipient">The recipient of a call.</param>
    public static string FromRecipient(string recipient)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return recipient.StartsWith(FormatWords.FunctionsPrefix, StringComparison.Ordinal) ? recipient[FormatWords.FunctionsPrefix.Length..] : recipient;
    }

    /// <summary>Gets a client's name for a recipient in UTF-8.</summary>
    /// <param name="recipient">The recipient of a call.</param>
    public static ReadOnlySpan<byte> FromRecipient(ReadOnlySpan<byte> recipient) =>
        recipient.StartsWith(FormatWords.FunctionsPrefixUtf8) ? recipient[FormatWords.FunctionsPrefixUtf8.Length..] : recipient;

    /// <summary>Gets the recipient of a declared tool.</summary>
    /// <param name="namespaceName">The name of the namespace.</param>
    /// <param name="toolName">The name of the tool in it.</param>
    public static string RecipientOf(string namespaceName, string toolName) => $"{namespaceName}{Separator}{toolName}";

    /// <summary>Finds a declared tool by its client's name, its recipient, or its bare name in any namespace, in this order.</summary>
    /// <param name="namespaces">The declared namespaces.</param>
    /// <param name="name">The name.</param>
    /// <returns>The namespace with this tool alone, or null if no tool has the name.</returns>
    public static ToolNamespace? Find(IReadOnlyList<ToolNamespace> namespaces, string name)
    {
        ArgumentNullException.ThrowIfNull(namespaces);
        ArgumentNullException.ThrowIfNull(name);
        return FindBy(namespaces, name, static (group, tool, name) => group.Name == FormatWords.Functions && tool.Name == name)
            ?? FindBy(namespaces, name, static (group, tool, name) => IsIn(group.Name, name) && name.AsSpan(group.Name.Length + 1).SequenceEqual(tool.Name))
            ?? FindBy(namespaces, name, static (_, tool, name) => tool.Name == name);
    }

    private static ToolNamespace? FindBy(IReadOnlyList<ToolNamespace> namespaces, string name, Func<ToolNamespace, ToolDescription, string, bool> isIt)
    {
        foreach (ToolNamespace group in namespaces)
        {
            foreach (ToolDescription tool in group.Tools)
            {
                if (isIt(group, tool, name))
                {
                    return group with { Tools = [tool] };
                }
            }
        }

        return null;
    }

    /// <summary>Whether a recipient addresses a tool of a namespace.</summary>
    /// <param name="namespaceName">The name of the namespace.</param>
    /// <param name="name">The recipient.</param>
    internal static bool IsIn(string namespaceName, string name) =>
        name.Length > namespaceName.Length && name[namespaceName.Length] == Separator && name.StartsWith(namespaceName, StringComparison.Ordinal);
}
