namespace Harmony.Conversations;

/// <summary>The content of a developer message. A part that is null is left out.</summary>
public sealed record DeveloperContent : MessageContent
{
    /// <summary>The instructions. The heading is written for an empty text, but not for null.</summary>
    public string? Instructions { get; init; }

    /// <summary>The tools, in the order of their keys; usually one <see cref="ToolNamespace.Functions"/>.</summary>
    /// <exception cref="ArgumentException">Two namespaces have the same key.</exception>
    public IReadOnlyList<ToolNamespace> Tools { get; init => field = ToolNamespace.InOrder(value); } = ValueList<ToolNamespace>.Empty;

    /// <summary>The form of the answer, or null for free text.</summary>
    /// <remarks>
    /// The reference does not have this property. In a conversation's JSON it is the field <c>response_format</c>, which the
    /// reference ignores: it reads the conversation and renders it without this section.
    /// </remarks>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>Whether the namespace with the key <c>functions</c> has a tool. The system message mentions it then.</summary>
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
