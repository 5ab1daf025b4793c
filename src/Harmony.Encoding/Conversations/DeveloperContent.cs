namespace Harmony.Conversations;

/// <summary>What a developer message says. A part that is null is left out.</summary>
public sealed record DeveloperContent : MessageContent
{
    /// <summary>The instructions; an empty text still gets its heading, null does not.</summary>
    public string? Instructions { get; init; }

    /// <summary>The tools, in the order of their keys; usually one <see cref="ToolNamespace.Functions"/>.</summary>
    /// <exception cref="ArgumentException">Two namespaces have the same key.</exception>
    public IReadOnlyList<ToolNamespace> Tools { get; init => field = ToolNamespace.InOrder(value); } = ValueList<ToolNamespace>.Empty;

    /// <summary>The form that the answer is to have, or null.</summary>
    /// <remarks>
    /// The reference has none. A conversation's JSON has it as a field of its own, <c>response_format</c>, which the
    /// reference passes over: it reads the conversation, and renders it without this section.
    /// </remarks>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>Whether the namespace keyed <c>functions</c> has a tool: the system message then says so.</summary>
    internal bool HasFunctionTools
    {
        get
        {
            for (int i = 0; i < Tools.Count; i++)
            {
                if (Tools[i] is { Key: ToolNamespace.FunctionsName, Tools.Count: > 0 })
                {
                    return true;
                }
            }

            return false;
        }
    }

    internal override string? ProblemIn(Role role) =>
        role == Role.Developer ? null : "is developer content, which only a developer message can have";
}
