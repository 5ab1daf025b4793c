using System.Buffers;
using System.Text.Json;
using Harmony.Conversations;
using Harmony.Parsing;

namespace Harmony.Chat;

/// <summary>
/// Writes the events of a turn as the chunks of a streamed chat completion: first the role, then reasoning, content and calls as
/// they are generated, last the finish reason.
/// </summary>
/// <remarks>
/// <para>Together, the chunks say what <see cref="ChatAnswer"/> says at once, with one exception: a call that is cut off was streamed
/// before it was known to be cut. The finish reason is then <see cref="TurnFinishReason.Length"/>, and a client must not make the
/// last call.</para>
/// <para>Each chunk is one JSON object, without the framing of server-sent events. Not thread-safe. One writer serves one stream.
/// It allocates the id of each call and nothing else, if the destination does not allocate.</para>
/// </remarks>
public sealed class ChatChunkWriter : IDisposable
{
    private readonly ChatCompletionInfo _info;
    private readonly Utf8JsonWriter _json = new(Stream.Null, ChatJson.WriterOptions);
    private int _callCount;

    /// <param name="info">What every chunk contains.</param>
    public ChatChunkWriter(ChatCompletionInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        _info = info;
    }

    /// <summary>Writes the first chunk, which has the role.</summary>
    /// <param name="destination">Receives the JSON, in UTF-8.</param>
    public void WriteStart(IBufferWriter<byte> destination)
    {
        BeginDelta(destination);
        _json.WriteString("role"u8, "assistant"u8);
        _json.WriteString("content"u8, ""u8);
        EndDelta();
    }

    /// <summary>Writes what an event adds to the answer.</summary>
    /// <param name="turnEvent">The turn's next event. Every event has to be given, in order.</param>
    /// <param name="destination">Receives the JSON, in UTF-8.</param>
    /// <returns>Whether a chunk was written: some events add nothing.</returns>
    public bool TryWrite(in TurnEvent turnEvent, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        switch (turnEvent.Kind)
        {
            case TurnEventKind.Reasoning when _info.IncludesReasoning:
                BeginDelta(destination);
                _json.WriteString("reasoning_content"u8, turnEvent.Text);
                _json.WriteString("reasoning"u8, turnEvent.Text);
                break;
            case TurnEventKind.Text:
                BeginDelta(destination);
                _json.WriteString("content"u8, turnEvent.Text);
                break;
            case TurnEventKind.CallStarted:
                BeginDelta(destination);
                WriteCall(ToolName.FromRecipient(turnEvent.Header.Recipient));
                break;
            case TurnEventKind.ArgumentsDelta:
                BeginDelta(destination);
                WriteArguments(turnEvent.Text);
                break;
            default:
                return false;
        }

        EndDelta();
        return true;
    }

    /// <summary>Writes the last chunk, which has the finish reason.</summary>
    /// <param name="destination">Receives the JSON, in UTF-8.</param>
    /// <param name="finishReason">Why the turn is over, such as <see cref="TurnReader.FinishReason"/>.</param>
    /// <param name="usage">The numbers of tokens, or null to leave them out.</param>
    public void WriteEnd(IBufferWriter<byte> destination, TurnFinishReason finishReason, ChatUsage? usage = null)
    {
        BeginDelta(destination);
        _json.WriteEndObject();
        ChatJson.WriteEnd(_json, finishReason, usage);
    }

    /// <summary>Returns the writer's memory.</summary>
    public void Dispose() => _json.Dispose();

    private void WriteCall(ReadOnlySpan<byte> name)
    {
        BeginCall(_callCount++);
        _json.WriteString("id"u8, CallId.New());
        _json.WriteString("type"u8, "function"u8);
        _json.WriteStartObject("function"u8);
        _json.WriteString("name"u8, name);
        _json.WriteString("arguments"u8, ""u8);
        EndCall();
    }

    private void WriteArguments(ReadOnlySpan<byte> text)
    {
        BeginCall(_callCount - 1);
        _json.WriteStartObject("function"u8);
        _json.WriteString("arguments"u8, text);
        EndCall();
    }

    private void BeginCall(int index)
    {
        _json.WriteStartArray("tool_calls"u8);
        _json.WriteStartObject();
        _json.WriteNumber("index"u8, index);
    }

    private void EndCall()
    {
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteEndArray();
    }

    private void BeginDelta(IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        _json.Reset(destination);
        ChatJson.WriteStart(_json, _info, "chat.completion.chunk"u8);
        _json.WriteStartObject("delta"u8);
    }

    private void EndDelta()
    {
        _json.WriteEndObject();
        ChatJson.WriteEnd(_json, finishReason: null, usage: null);
    }
}
