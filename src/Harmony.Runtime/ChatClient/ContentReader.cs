using System.Buffers;
using System.Text;
using System.Text.Json;
using Harmony.Conversations;
using Harmony.Parsing;
using Harmony.Vocabulary;
using Microsoft.Extensions.AI;

namespace Harmony.ChatClient;

/// <summary>Reads the ids of one turn into contents: text, reasoning, calls.</summary>
/// <remarks>Takes any ids: what is malformed, the reader repairs.</remarks>
internal sealed class ContentReader : IDisposable
{
    /// <summary>Between two messages of the model that become one text, as in <see cref="Chat.ChatAnswer"/>.</summary>
    public const string Separator = "\n\n";

    private readonly StopSequences _stops;
    private readonly bool _streams;
    private readonly bool _showsReasoning;
    private readonly bool _allowsSeveralCalls;
    private readonly MessageAssembler _assembler = new();
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly List<AIContent> _contents = [];
    private HarmonyReader _reader = new(Role.Assistant);
    private Part _part;
    private bool _isFinal;
    private bool _hasText;
    private bool _hasReasoning;
    private bool _isFirstOfMessage;
    private int _sureLength;
    private long _rawStart;

    public ContentReader(StopSequences stops, bool streams, bool showsReasoning, bool allowsSeveralCalls)
    {
        _stops = stops;
        _streams = streams;
        _showsReasoning = showsReasoning;
        _allowsSeveralCalls = allowsSeveralCalls;
    }

    /// <summary>What the message at hand is for a client.</summary>
    private enum Part
    {
        None,
        Text,
        Reasoning,
        Call,
    }

    /// <summary>Whether the turn is over, whatever the engine would still give: at a stop sequence, after the answer, or where
    /// the model goes on as somebody else.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether the next id, if it is text, is reasoning.</summary>
    public bool IsReasoning => _part == Part.Reasoning;

    /// <summary>Whether the next id, if it is text, is the answer's.</summary>
    public bool IsAnswer => _part == Part.Text && _isFinal;

    /// <summary>The ids of reasoning so far, without those of headers.</summary>
    public int ReasoningTokens { get; private set; }

    /// <summary>The calls so far.</summary>
    public int CallCount { get; private set; }

    /// <summary>Takes an id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="ids">The two ids that the model's message begins with, and all ids of the turn so far, this one too.</param>
    public void Read(int id, ReadOnlySpan<int> ids)
    {
        if (IsReasoning && !SpecialTokens.IsSpecial(id))
        {
            ReasoningTokens++;
        }

        _reader.Read(id);
        Drain(ids, isCut: false);
    }

    /// <summary>There are no more ids: the turn is over.</summary>
    /// <param name="ids">As for <see cref="Read"/>.</param>
    /// <param name="isCut">Whether the engine stopped before the model did.</param>
    public void End(ReadOnlySpan<int> ids, bool isCut)
    {
        if (!IsOver)
        {
            _reader.End();
            Drain(ids, isCut);
            IsOver = true;
        }
    }

    /// <summary>Gives the contents that are there, and of a stream also the text of the message at hand, as far as it is sure.</summary>
    public AIContent[] TakeContents()
    {
        if (_streams && !IsOver)
        {
            Flush(message: null);
        }

        AIContent[] contents = [.. _contents];
        _contents.Clear();
        return contents;
    }

    /// <inheritdoc/>
    public void Dispose() => _assembler.Dispose();

    private void Drain(ReadOnlySpan<int> ids, bool isCut)
    {
        while (!IsOver && _reader.TryNext(out HarmonyEvent next))
        {
            Message? message = _assembler.Add(next);
            switch (next.Kind)
            {
                case HarmonyEventKind.MessageStarted:
                    Start(next.Header);
                    break;
                case HarmonyEventKind.Text when _part is Part.Text or Part.Reasoning:
                    _text.Write(next.Text);
                    LookForStop();
                    break;
                case HarmonyEventKind.MessageEnded:
                    long rawEnd = next.FirstId + next.TokenCount;
                    End(message! with { RawIds = RawIds(ids, rawEnd, next.Ending, message.IsToolCall) }, next.Ending, isCut);
                    _rawStart = rawEnd;
                    break;
            }
        }
    }

    private void Start(HarmonyHeader header)
    {
        bool isAnalysis = header.Channel.SequenceEqual("analysis"u8);
        _part = header switch
        {
            { Role: not Role.Assistant } => Part.None,
            { IsToolCall: true } => Part.Call,
            _ => isAnalysis ? Part.Reasoning : Part.Text,
        };
        _isFinal = _part == Part.Text && header.Channel.SequenceEqual("final"u8);
        _isFirstOfMessage = true;
        IsOver = _part == Part.None;
    }

    /// <summary>Stop sequences are looked for in the answer alone: reasoning and preambles are not what they are about.</summary>
    private void LookForStop()
    {
        if (!_isFinal)
        {
            return;
        }

        _sureLength += _stops.Find(_text.WrittenSpan[_sureLength..], out bool isFound);
        if (isFound)
        {
            Emit(_sureLength, message: null);
            IsOver = true;
        }
    }

    private void End(Message message, MessageEnding ending, bool isCut)
    {
        if (_part == Part.Call)
        {
            // A call that was cut off must not be made.
            if (!(isCut && ending == MessageEnding.EndOfInput))
            {
                AddCall(message);
            }
        }
        else
        {
            Flush(message);
        }

        IsOver |= _isFinal || ending is MessageEnding.Return or MessageEnding.Call or MessageEnding.EndOfText || (CallCount > 0 && !_allowsSeveralCalls);
        _part = Part.None;
    }

    private void AddCall(Message message)
    {
        var call = new FunctionCallContent(Chat.CallId.New(), Chat.ToolName.FromRecipient(message.Recipient!)) { RawRepresentation = message };
        try
        {
            call.Arguments = CallArguments.Parse(message.Text);
        }
        catch (JsonException exception)
        {
            call.Exception = exception;
        }

        CallCount++;
        _contents.Add(call);
    }

    /// <summary>Gives out the text of the message at hand: all of it if the message is over, else what cannot be the beginning of
    /// a stop sequence.</summary>
    private void Flush(Message? message)
    {
        if (_part is Part.Text or Part.Reasoning)
        {
            Emit(_isFinal && message is null ? _sureLength : _text.WrittenCount, message);
        }
    }

    private void Emit(int length, Message? message)
    {
        bool isShown = length > 0 && (_part == Part.Text || _showsReasoning);
        if (isShown)
        {
            AddText(Encoding.UTF8.GetString(_text.WrittenSpan[..length]), message);
        }

        // What is held back is short: shorter than the longest stop sequence.
        byte[] rest = _text.WrittenSpan[length..].ToArray();
        _text.ResetWrittenCount();
        _text.Write(rest);
        _sureLength = 0;
    }

    private void AddText(string text, Message? message)
    {
        ref bool hasBefore = ref _part == Part.Text ? ref _hasText : ref _hasReasoning;
        string all = _isFirstOfMessage && hasBefore ? Separator + text : text;
        hasBefore = true;
        _isFirstOfMessage = false;

        // A part of a streamed text does not say the whole message.
        Message? written = _streams ? null : message;
        _contents.Add(_part == Part.Text
            ? new TextContent(all) { RawRepresentation = written }
            : new TextReasoningContent(all) { RawRepresentation = written });
    }

    /// <summary>All ids since the message before: one after the other, the messages give back what the engine has read.</summary>
    private int[] RawIds(ReadOnlySpan<int> ids, long rawEnd, MessageEnding ending, bool isCall)
    {
        const int AuthorIds = 2;
        int start = _rawStart == 0 ? 0 : (int)_rawStart + AuthorIds;
        ReadOnlySpan<int> raw = ids[start..((int)rawEnd + AuthorIds)];
        return ending == MessageEnding.EndOfInput ? [.. raw, isCall ? SpecialTokens.Call : SpecialTokens.End] : raw.ToArray();
    }
}
