using System.Buffers;
using System.Text.Json;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Parsing;

namespace Harmony.Chat;

/// <summary>
/// Writes a <see cref="HarmonyReader"/>'s events as the chunks of a streamed chat completion: the role first, then
/// reasoning, content and calls as they come, at last the finish reason. Together they say what <see cref="ChatAnswer"/>
/// says at once.
/// </summary>
/// <remarks>
/// Each chunk is one JSON object, without the framing of server-sent events around it. Not thread-safe; one for each
/// stream. Allocates for each call's id and nothing else, if the destination does not.
/// </remarks>
public sealed class ChatChunkWriter : IDisposable
{
    private readonly ChatCompletionInfo _info;
    private readonly Utf8JsonWriter _json = new(Stream.Null, ChatJson.WriterOptions);
    private Part _part;
    private int _callCount;
    private bool _hasContent;
    private bool _hasReasoning;
    private MessageEnding? _ending;

    /// <param name="info">What every chunk says.</param>
    public ChatChunkWriter(ChatCompletionInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        _info = info;
    }

    /// <summary>What the message at hand is in a chat completion.</summary>
    private enum Part
    {
        None,
        Content,
        Reasoning,
        Call,
    }

    /// <summary>Writes the first chunk, which says the role.</summary>
    /// <param name="destination">Takes the JSON, in UTF-8.</param>
    public void WriteStart(IBufferWriter<byte> destination)
    {
        BeginDelta(destination);
        _json.WriteString("role"u8, "assistant"u8);
        _json.WriteString("content"u8, ""u8);
        EndDelta();
    }

    /// <summary>Writes what an event adds to the answer.</summary>
    /// <param name="harmonyEvent">The reader's next event: every one has to be given, in order.</param>
    /// <param name="destination">Takes the JSON, in UTF-8.</param>
    /// <returns>Whether a chunk was written: not every event adds something.</returns>
    public bool TryWrite(in HarmonyEvent harmonyEvent, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        switch (harmonyEvent.Kind)
        {
            case HarmonyEventKind.MessageStarted:
                _part = PartOf(harmonyEvent.Header);
                return TryWriteBeginning(harmonyEvent.Header, destination);
            case HarmonyEventKind.Text:
                return TryWriteText(harmonyEvent.Text, destination);
            case HarmonyEventKind.MessageEnded:
                _ending = harmonyEvent.Ending;
                return false;
            default:
                return false;
        }
    }

    /// <summary>Writes the last chunk, which says why the answer is over.</summary>
    /// <param name="destination">Takes the JSON, in UTF-8.</param>
    /// <param name="usage">How many ids it took, if that is to be said.</param>
    /// <param name="isCut">
    /// Whether the engine stopped before the model did. If null, the answer counts as cut off unless its last message ends
    /// the turn: with <c>&lt;|return|&gt;</c>, <c>&lt;|call|&gt;</c> or <c>&lt;|endoftext|&gt;</c>.
    /// </param>
    public void WriteEnd(IBufferWriter<byte> destination, ChatUsage? usage = null, bool? isCut = null)
    {
        BeginDelta(destination);
        _json.WriteEndObject();
        ChatJson.WriteEnd(_json, TurnFinishReasons.Of(isCut ?? TurnFinishReasons.IsCut(_ending), _callCount > 0), usage);
    }

    /// <summary>Gives the writer's memory back.</summary>
    public void Dispose() => _json.Dispose();

    private static Part PartOf(HarmonyHeader header) => header switch
    {
        { Role: not Role.Assistant } => Part.None,
        { IsToolCall: true } => Part.Call,
        _ when header.Channel.SequenceEqual(FormatWords.Channel.AnalysisUtf8) => Part.Reasoning,
        _ => Part.Content,
    };

    /// <summary>Writes a call's name, or the blank line between two messages that become one text.</summary>
    private bool TryWriteBeginning(HarmonyHeader header, IBufferWriter<byte> destination)
    {
        if (_part == Part.Call)
        {
            WriteCall(ChatToolCall.NameIn(header.Recipient), destination);
            return true;
        }

        bool separates = _part == Part.Content ? _hasContent : _part == Part.Reasoning && _hasReasoning;
        return separates && TryWriteText(ChatJson.MessageSeparatorUtf8, destination);
    }

    private void WriteCall(ReadOnlySpan<byte> name, IBufferWriter<byte> destination)
    {
        BeginDelta(destination);
        BeginCall(_callCount++);
        _json.WriteString("id"u8, ChatToolCall.NewId());
        _json.WriteString("type"u8, "function"u8);
        _json.WriteStartObject("function"u8);
        _json.WriteString("name"u8, name);
        _json.WriteString("arguments"u8, ""u8);
        EndCall();
        EndDelta();
    }

    private bool TryWriteText(ReadOnlySpan<byte> text, IBufferWriter<byte> destination)
    {
        if (_part == Part.None)
        {
            return false;
        }

        BeginDelta(destination);
        switch (_part)
        {
            case Part.Content:
                _hasContent = true;
                _json.WriteString("content"u8, text);
                break;
            case Part.Reasoning:
                _hasReasoning = true;
                _json.WriteString("reasoning_content"u8, text);
                _json.WriteString("reasoning"u8, text);
                break;
            default:
                BeginCall(_callCount - 1);
                _json.WriteStartObject("function"u8);
                _json.WriteString("arguments"u8, text);
                EndCall();
                break;
        }

        EndDelta();
        return true;
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
