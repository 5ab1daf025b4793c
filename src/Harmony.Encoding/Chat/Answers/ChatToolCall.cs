using Harmony.Conversations;

namespace Harmony.Chat;

/// <summary>A call of a tool as chat completions have it.</summary>
/// <param name="Id">The id that the result of the call refers to, such as <see cref="CallId.New"/> makes.</param>
/// <param name="Recipient">The called tool with its namespace, as <see cref="Message.ToolResult"/> takes it.</param>
/// <param name="Arguments">The arguments as the model wrote them, valid JSON or not.</param>
public sealed record ChatToolCall(string Id, string Recipient, string Arguments)
{
    /// <summary>The client's name of the tool: <see cref="ToolName.FromRecipient(string)"/>.</summary>
    public string Name => ToolName.FromRecipient(Recipient);
}
