using System.Buffers;
using System.Text;
using System.Text.Json;
using Harmony.Conversations;
using Harmony.Parsing;

namespace Harmony.Chat;

/// <summary>The assistant's messages of one turn, as a chat completion has them.</summary>
/// <remarks>
/// Analysis is reasoning; a message with a recipient is a call, whatever its channel; all others are content, a preamble
/// on commentary too. Several of a kind are joined by a blank line. Messages of others, which a model should not write,
/// are left out.
/// </remarks>
public sealed record ChatAnswer
{
    /// <summary>What is for the user; null if there is no such message.</summary>
    public string? Content { get; init; }

    /// <summary>What the model reasoned; null if there is no such message.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The calls, in order.</summary>
    public IReadOnlyList<ChatToolCall> ToolCalls { get; init; } = [];

    /// <summary>Why the answer is over.</summary>
    public TurnFinishReason FinishReason { get; init; }

    /// <summary>Makes the answer of what a parser read.</summary>
    /// <param name="result">What was read.</param>
    /// <param name="isCut">
    /// Whether the engine stopped before the model did. If null, the answer counts as cut off unless its last message ends
    /// the turn: with <c>&lt;|return|&gt;</c>, <c>&lt;|call|&gt;</c> or <c>&lt;|endoftext|&gt;</c>. An engine that does not give the id
    /// at which it stopped has to say it.
    /// </param>
    public static ChatAnswer FromResult(HarmonyParseResult result, bool? isCut = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        return FromMessages(result.Messages, isCut ?? TurnFinishReasons.IsCut(result.Ending));
    }

    /// <summary>Makes the answer of messages.</summary>
    /// <param name="messages">The messages of one turn.</param>
    /// <param name="isCut">Whether the engine stopped before the model did: at the most ids allowed, for example.</param>
    public static ChatAnswer FromMessages(IEnumerable<Message> messages, bool isCut = false)
    {
        ArgumentNullException.ThrowIfNull(messages);
        StringBuilder? content = null;
        StringBuilder? reasoning = null;
        var calls = new List<ChatToolCall>();
        foreach (Message message in messages)
        {
            if (message.Author.Role != Role.Assistant)
            {
                continue;
            }

            if (message.IsToolCall)
            {
                calls.Add(new ChatToolCall(ChatToolCall.NewId(), message.Recipient!, message.Text));
            }
            else if (message.Channel == Channels.Analysis)
            {
                Join(ref reasoning, message.Text);
            }
            else
            {
                Join(ref content, message.Text);
            }
        }

        return new ChatAnswer
        {
            Content = content?.ToString(),
            Reasoning = reasoning?.ToString(),
            ToolCalls = calls,
            FinishReason = TurnFinishReasons.Of(isCut, calls.Count > 0),
        };
    }

    /// <summary>Writes a whole <c>chat.completion</c>: with <c>content</c>, the reasoning as <c>reasoning_content</c> and as
    /// <c>reasoning</c>, <c>tool_calls</c> and <c>finish_reason</c>.</summary>
    /// <param name="destination">Takes the JSON, in UTF-8.</param>
    /// <param name="info">Its id, model and time.</param>
    /// <param name="usage">How many ids it took, if that is to be said.</param>
    public void WriteCompletion(IBufferWriter<byte> destination, ChatCompletionInfo info, ChatUsage? usage = null)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(info);
        using var json = new Utf8JsonWriter(destination, ChatJson.WriterOptions);
        ChatJson.WriteStart(json, info, "chat.completion"u8);
        json.WritePropertyName("message"u8);
        WriteMessage(json);
        ChatJson.WriteEnd(json, FinishReason, usage);
    }

    private void WriteMessage(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("content"u8, Content);
        if (Reasoning is not null)
        {
            json.WriteString("reasoning_content"u8, Reasoning);
            json.WriteString("reasoning"u8, Reasoning);
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

    private static void Join(ref StringBuilder? all, string text)
    {
        all ??= new StringBuilder();
        all.Append(all.Length > 0 ? ChatJson.MessageSeparator : "").Append(text);
    }
}
