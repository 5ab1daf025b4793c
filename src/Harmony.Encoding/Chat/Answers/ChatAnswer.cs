using System.Buffers;
using System.Text.Json;
using Harmony.Parsing;

namespace Harmony.Chat;

/// <summary>One turn of the assistant as a chat completion has it.</summary>
/// <remarks>
/// Reasoning is reasoning, a message with a recipient is a call, everything else is content, preambles included. The texts of
/// several messages are separated by a blank line. A call that was cut off is left out: it must not be made.
/// </remarks>
public sealed record ChatAnswer
{
    /// <summary>The text for the user, or null.</summary>
    public string? Content { get; init; }

    /// <summary>The reasoning, or null.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The calls, in order.</summary>
    public IReadOnlyList<ChatToolCall> ToolCalls { get; init; } = [];

    /// <summary>Why the answer is over.</summary>
    public TurnFinishReason FinishReason { get; init; }

    /// <summary>Creates the answer from a turn.</summary>
    /// <param name="turn">The turn, such as <see cref="TurnReader.Parse"/> reads it.</param>
    public static ChatAnswer FromTurn(TurnResult turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        var calls = new List<ChatToolCall>();
        foreach ((MessageKind kind, Conversations.Message message) in turn.Messages)
        {
            if (kind == MessageKind.Call)
            {
                calls.Add(new ChatToolCall(CallId.New(), message.Recipient!, message.Text));
            }
        }

        return new ChatAnswer { Content = turn.Text, Reasoning = turn.Reasoning, ToolCalls = calls, FinishReason = turn.FinishReason };
    }

    /// <summary>Writes the answer as a chat completion with one choice.</summary>
    /// <param name="destination">Receives the JSON, in UTF-8.</param>
    /// <param name="info">The completion's id, model and time.</param>
    /// <param name="usage">The numbers of tokens, or null to leave them out.</param>
    public void WriteCompletion(IBufferWriter<byte> destination, ChatCompletionInfo info, ChatUsage? usage = null)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(info);
        using var json = new Utf8JsonWriter(destination, ChatJson.WriterOptions);
        ChatJson.WriteStart(json, info, "chat.completion"u8);
        json.WritePropertyName("message"u8);
        WriteMessage(json, info.IncludesReasoning ? Reasoning : null);
        ChatJson.WriteEnd(json, FinishReason, usage);
    }

    private void WriteMessage(Utf8JsonWriter json, string? reasoning)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, Content);
        if (reasoning is not null)
        {
            json.WriteString("reasoning_content"u8, reasoning);
            json.WriteString("reasoning"u8, reasoning);
        }

        if (ToolCalls.Count > 0)
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (ChatToolCall call in ToolCalls)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, call.Id);
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, call.Name);
                json.WriteString("arguments"u8, call.Arguments);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
