using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Vocabulary;

namespace Harmony.Parsing;

/// <summary>
/// Reads the ids of one turn of the assistant as they are generated: which message is reasoning, a preamble, the answer or a call,
/// and when the turn is over. It accepts any integers, never throws because of them, and repairs what deviates from the format.
/// </summary>
/// <remarks>
/// <para>Call <see cref="Read"/> with an id, then <see cref="TryNext"/> until it returns false, until <see cref="IsOver"/> is true
/// or there are no more ids. Then call <see cref="End"/>, and <see cref="TryNext"/> again. Ids and events allocate nothing;
/// <see cref="TurnEvent.ToMessage"/> does.</para>
/// <para>The turn is over at <c>&lt;|return|&gt;</c>, <c>&lt;|call|&gt;</c> and <c>&lt;|endoftext|&gt;</c>, after the answer, at a
/// stop sequence in the answer, before a message by somebody else, and after the first call if several are not allowed. A call that
/// was cut off is not a call.</para>
/// <para>Not thread-safe. One reader serves one turn. Its memory is rented from the shared pool and returned by
/// <see cref="Dispose"/>.</para>
/// </remarks>
public sealed class TurnReader : IDisposable
{
    /// <summary>The separator between the texts of two messages that a client sees as one text: a blank line.</summary>
    public const string MessageSeparator = "\n\n";

    private readonly StopSequences _stops;
    private readonly bool _allowsSeveralCalls;
    private readonly MessageAssembler _message = new();
    private readonly TokenBuffer _ids = new();
    private HarmonyReader _reader = new(Role.Assistant);
    private HeldText _held = new();
    private bool _hasText;
    private bool _hasReasoning;
    private bool _isCut;

    /// <summary>Whether the turn was over before the events that are left.</summary>
    private bool _isDone;

    // The message that was open last.
    private MessageKind _kind;
    private bool _needsSeparator;
    private int _rawStart;
    private int _rawEnd;

    // The ids of held text.
    private long _heldFirst;
    private long _heldEnd;

    // The end of the message, which waits until held text has been taken.
    private bool _isEnding;
    private MessageEnding _ending;
    private long _endFirst;
    private long _endCount;

    /// <param name="stopSequences">The texts that end the answer. They are not looked for in reasoning, preambles and arguments.</param>
    /// <param name="allowsSeveralCalls">Whether the turn may have more than one call.</param>
    public TurnReader(StopSequences? stopSequences = null, bool allowsSeveralCalls = true)
    {
        _stops = stopSequences ?? StopSequences.None;
        _allowsSeveralCalls = allowsSeveralCalls;
    }

    /// <summary>The separator in UTF-8.</summary>
    private static ReadOnlySpan<byte> MessageSeparatorUtf8 => "\n\n"u8;

    /// <summary>Whether the turn is over: further ids are ignored. It becomes true while events are taken.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Why the turn is over; of no meaning before.</summary>
    public TurnFinishReason FinishReason =>
        _isCut ? TurnFinishReason.Length : CallCount > 0 ? TurnFinishReason.ToolCalls : TurnFinishReason.Stop;

    /// <summary>The stop sequence that ended the answer, or null.</summary>
    public string? StopSequence { get; private set; }

    /// <summary>The kind of the open message, whose text the next id may continue; <see cref="MessageKind.None"/> between messages.</summary>
    public MessageKind OpenMessage { get; private set; }

    /// <summary>The number of calls that have ended.</summary>
    public int CallCount { get; private set; }

    /// <summary>The number of tokens of reasoning, without headers and ends.</summary>
    public int ReasoningTokens { get; private set; }

    /// <summary>All ids that were read. Valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<int> Ids => _ids.Span;

    /// <summary>Reads a turn whose ids are complete.</summary>
    /// <param name="ids">The ids: any numbers.</param>
    /// <param name="isCut">Whether the engine stopped before the model did, see <see cref="End"/>.</param>
    /// <param name="stopSequences">The texts that end the answer.</param>
    /// <param name="allowsSeveralCalls">Whether the turn may have more than one call.</param>
    public static TurnResult Parse(ReadOnlySpan<int> ids, bool? isCut = null, StopSequences? stopSequences = null, bool allowsSeveralCalls = true)
    {
        using var reader = new TurnReader(stopSequences, allowsSeveralCalls);
        var collector = new TurnCollector();
        for (int i = 0; i < ids.Length && !reader.IsOver; i++)
        {
            reader.Read(ids[i]);
            collector.AddAll(reader);
        }

        reader.End(isCut);
        collector.AddAll(reader);
        return collector.ToResult(reader.FinishReason, reader.StopSequence);
    }

    /// <summary>Reads an id. Events of the id before it that have not been taken are lost.</summary>
    /// <param name="id">Any number.</param>
    public void Read(int id)
    {
        DropEvents();
        if (IsOver)
        {
            return;
        }

        if (OpenMessage == MessageKind.Reasoning && !SpecialTokens.IsSpecial(id))
        {
            ReasoningTokens++;
        }

        _ids.Add(id);
        _reader.Read(id);
    }

    /// <summary>Ends the input: the open message ends, and the turn is over. Does nothing if the turn is over.</summary>
    /// <param name="isCut">Whether the engine stopped before the model did, for example at the maximum number of tokens. If null, a
    /// turn that is not over is cut off. An engine that does not return the id at which it stops has to say it.</param>
    public void End(bool? isCut = null)
    {
        DropEvents();
        if (!IsOver)
        {
            _isCut = isCut ?? true;
            _reader.End();
            IsOver = true;
        }
    }

    /// <summary>Takes the next event of the id that was read, or of the end.</summary>
    /// <param name="turnEvent">The event, valid until the next call.</param>
    /// <returns>Whether there was an event.</returns>
    public bool TryNext(out TurnEvent turnEvent)
    {
        while (true)
        {
            if (_held.ReleasedLength > 0)
            {
                turnEvent = TakeHeld();
                return true;
            }

            if (_isEnding)
            {
                turnEvent = TakeEnd();
                return true;
            }

            if (_isDone || !_reader.TryNext(out HarmonyEvent next))
            {
                turnEvent = default;
                return false;
            }

            switch (next.Kind)
            {
                case HarmonyEventKind.Diagnostic:
                    turnEvent = new TurnEvent(this, TurnEventKind.Diagnostic, MessageKind.None, next.FirstId, next.TokenCount, next.Header) { Diagnostic = next.Diagnostic };
                    return true;
                case HarmonyEventKind.MessageStarted when Start(next.Header.Kind):
                    turnEvent = new TurnEvent(this, _kind == MessageKind.Call ? TurnEventKind.CallStarted : TurnEventKind.MessageStarted, _kind, next.FirstId, next.TokenCount, next.Header);
                    return true;
                case HarmonyEventKind.Text when !Hold(next):
                    turnEvent = new TurnEvent(this, TextEvent, _kind, next.FirstId, next.TokenCount, next.Header) { Text = next.Text };
                    return true;
                case HarmonyEventKind.MessageEnded:
                    BeginEnd(next.Ending, next.FirstId, next.TokenCount);
                    break;
            }
        }
    }

    /// <summary>Returns the memory to the pool.</summary>
    public void Dispose()
    {
        _message.Dispose();
        _ids.Dispose();
    }

    /// <summary>Creates the message that has ended.</summary>
    internal Message CreateMessage()
    {
        Message message = _message.ToMessage(_reader.OpenHeader);

        // The ids of an answer that a stop sequence ended say more than the answer.
        return StopSequence is not null ? message : message with
        {
            RawIds = RawIds.Copy(_ids.Span[_rawStart.._rawEnd], _rawStart == 0 ? Role.Assistant : null, _ending, _kind == MessageKind.Call),
        };
    }

    private TurnEventKind TextEvent => _kind switch
    {
        MessageKind.Reasoning => TurnEventKind.Reasoning,
        MessageKind.Call => TurnEventKind.ArgumentsDelta,
        _ => TurnEventKind.Text,
    };

    private void DropEvents()
    {
        while (TryNext(out _))
        {
        }
    }

    /// <summary>Begins a message. Where the model continues as somebody else, the turn is over.</summary>
    /// <returns>Whether the message is one of the turn.</returns>
    private bool Start(MessageKind kind)
    {
        if (kind == MessageKind.None)
        {
            (IsOver, _isDone, _isCut) = (true, true, false);
            return false;
        }

        _kind = OpenMessage = kind;
        _message.Begin();
        _needsSeparator = kind switch
        {
            MessageKind.Reasoning => _hasReasoning,
            MessageKind.Call => false,
            _ => _hasText,
        };
        return true;
    }

    /// <summary>Adds text to the message, and holds it if it cannot be an event at once: a separator comes before it, or it may be
    /// part of a stop sequence.</summary>
    /// <returns>Whether it is held.</returns>
    private bool Hold(in HarmonyEvent text)
    {
        _message.Append(text.Text);
        _hasReasoning |= _kind == MessageKind.Reasoning;
        _hasText |= _kind is MessageKind.Preamble or MessageKind.Answer;
        bool looksForStops = _kind == MessageKind.Answer && !_stops.IsEmpty;
        if (!looksForStops && !_needsSeparator)
        {
            return false;
        }

        if (_heldFirst == _heldEnd)
        {
            _heldFirst = text.FirstId;
        }

        _heldEnd = text.FirstId + text.TokenCount;
        _held.Add(text.Text, looksForStops ? _stops : StopSequences.None);
        if (_held.StopSequence is { } found)
        {
            (StopSequence, _isCut) = (found, false);
            _message.RemoveLast(_held.HeldLength);
            BeginEnd(MessageEnding.EndOfInput, _reader.Position, 0);
        }

        return true;
    }

    private TurnEvent TakeHeld()
    {
        if (_needsSeparator)
        {
            _needsSeparator = false;
            return new TurnEvent(this, TextEvent, _kind, _heldFirst, 0, _reader.OpenHeader) { Text = MessageSeparatorUtf8, IsSeparator = true };
        }

        long first = _heldFirst;
        _heldFirst = _heldEnd;
        return new TurnEvent(this, TextEvent, _kind, first, _heldEnd - first, _reader.OpenHeader) { Text = _held.Take() };
    }

    private void BeginEnd(MessageEnding ending, long firstId, long tokenCount)
    {
        if (StopSequence is null)
        {
            _held.Release();
        }

        (_isEnding, _ending, _endFirst, _endCount) = (true, ending, firstId, tokenCount);
    }

    private TurnEvent TakeEnd()
    {
        bool isCut = _isCut && _ending == MessageEnding.EndOfInput;
        OpenMessage = MessageKind.None;
        _isEnding = false;
        (_rawStart, _rawEnd) = (_rawEnd, (int)(_endFirst + _endCount));
        CallCount += _kind == MessageKind.Call && !isCut ? 1 : 0;
        if (_kind == MessageKind.Answer
            || _ending is MessageEnding.Return or MessageEnding.Call or MessageEnding.EndOfText
            || (CallCount > 0 && !_allowsSeveralCalls))
        {
            IsOver = _isDone = true;
        }

        TurnEventKind kind = _kind == MessageKind.Call ? TurnEventKind.CallEnded : TurnEventKind.MessageEnded;
        return new TurnEvent(this, kind, _kind, _endFirst, _endCount, _reader.OpenHeader) { IsCut = isCut };
    }
}
