using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Harmony.Conversations;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Parsing;

/// <summary>
/// Reads the ids that a model generates, one at a time, and reports messages as they arrive. The reader is total: it accepts
/// any sequence of integers, never throws, and repairs errors in the format, reporting each repair.
/// </summary>
/// <remarks>
/// <para>Call <see cref="Read"/> with an id, then <see cref="TryNext"/> until it returns false. At the end of the input, call
/// <see cref="End"/>, then <see cref="TryNext"/> again. A table in docs/format.md lists what each kind of id does.</para>
/// <para>A plain value of 3.7 KB that allocates nothing. Keep it in a field or a local variable and pass it by reference. A
/// copy is a checkpoint from which reading can continue.</para>
/// </remarks>
public partial struct HarmonyReader
{
    private HeaderText _open;
    private HeaderText _header;
    private EventQueue _events;
    private TokenDecoder _decoder;
    private TextScratch _scratch;
    private HeaderPart _headerText;
    private TextSource _textSource;
    private State _state;
    private Pending _pending;
    private int _textToken;
    private int _scratchLength;
    private long _position;
    private long _heldFirst;
    private long _leftOutFirst;

    /// <summary>Creates a reader.</summary>
    /// <param name="role">
    /// The author of the first message, if the prompt ended with <c>&lt;|start|&gt;</c> and this role. Null if the ids begin with
    /// <c>&lt;|start|&gt;</c>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The role is unknown.</exception>
    public HarmonyReader(Role? role)
    {
        if (role is { } author)
        {
            _ = RoleNames.Get(author);
            BeginHeader(author);
        }
    }

    private enum State : byte
    {
        /// <summary>Between messages.</summary>
        Between,

        /// <summary>In a header.</summary>
        Header,

        /// <summary>In a message's content.</summary>
        Content,

        /// <summary>After the end of the turn: ids are ignored.</summary>
        Stopped,
    }

    private enum TextSource : byte
    {
        Scratch,
        Header,
    }

    /// <summary>The place of the events of the last id.</summary>
    private enum Pending : byte
    {
        /// <summary>There are no events.</summary>
        None,

        /// <summary>One event, the text of <see cref="_textToken"/>. Nearly every id causes it, so it bypasses the queue.</summary>
        Token,

        /// <summary>The events are in the queue.</summary>
        Queue,
    }

    /// <summary>The number of ids that have been read.</summary>
    public readonly long Position => _position;

    /// <summary>Reads an id. Discards the events of the previous id that have not been taken.</summary>
    /// <param name="id">The id. Any integer is accepted.</param>
    public void Read(int id)
    {
        if (_state == State.Content && (uint)id < VocabularyLayout.TokenCount && !_decoder.HoldsBytes && EmbeddedVocabulary.Table.IsWholeCharacters(id))
        {
            _textToken = id;
            _pending = Pending.Token;
        }
        else
        {
            _events.Clear();
            _pending = Pending.Queue;
            ReadOther(id);
        }

        _position++;
    }

    /// <summary>
    /// Reads the ids at the beginning of a span that only add text to the open message, and returns no events for them: the
    /// caller uses their text.
    /// </summary>
    /// <param name="ids">The ids. Any integers are accepted.</param>
    /// <param name="byteCount">The length of the text in bytes.</param>
    /// <returns>The number of ids read; 0 if the first one does anything else.</returns>
    internal int ReadText(ReadOnlySpan<int> ids, out long byteCount)
    {
        if (_state != State.Content || _decoder.HoldsBytes)
        {
            byteCount = 0;
            return 0;
        }

        int count = EmbeddedVocabulary.Table.MeasureTokens(ids, VocabularyLayout.WholeCharacters, out byteCount, out _);
        _pending = Pending.None;
        _position += count;
        return count;
    }

    /// <summary>
    /// Ends the input, and with it an open message. The next id begins a new input. Its index continues the count.
    /// </summary>
    public void End()
    {
        _events.Clear();
        _pending = Pending.Queue;
        switch (_state)
        {
            case State.Header when _position > _header.FirstId:
                BreakHeader(MessageEnding.EndOfInput, 0);
                break;
            case State.Content:
                EndMessage(MessageEnding.EndOfInput, 0);
                break;
            case State.Stopped:
                EndLeavingOut();
                break;
        }

        _state = State.Between;
    }

    /// <summary>Takes the next event of the last id, or of the end of the input.</summary>
    /// <param name="harmonyEvent">The event. Valid until the next call of <see cref="Read"/> or <see cref="End"/>.</param>
    /// <returns>Whether there was an event.</returns>
    [UnscopedRef]
    public bool TryNext(out HarmonyEvent harmonyEvent)
    {
        if (_pending == Pending.Token)
        {
            _pending = Pending.None;
            harmonyEvent = new HarmonyEvent(HarmonyEventKind.Text, 0, _position - 1, 1, in _open, EmbeddedVocabulary.Table.TokenBytes(_textToken));
            return true;
        }

        if (_pending == Pending.None || _events.IsEmpty)
        {
            harmonyEvent = default;
            return false;
        }

        ref readonly QueuedEvent next = ref _events.Take();
        ReadOnlySpan<byte> text = next.Kind == HarmonyEventKind.Text ? QueuedText : default;
        harmonyEvent = new HarmonyEvent(next.Kind, next.Detail, next.FirstId, next.TokenCount, in _open, text);
        return true;
    }

    /// <summary>The header of the open message, or of the one that ended last.</summary>
    [UnscopedRef]
    internal readonly HarmonyHeader OpenHeader => new(in _open);

    /// <summary>The text of the text event in the queue. No id has more than one.</summary>
    [UnscopedRef]
    private readonly ReadOnlySpan<byte> QueuedText =>
        _textSource == TextSource.Scratch ? ((ReadOnlySpan<byte>)_scratch)[.._scratchLength] : _open[_headerText];

    /// <summary>Reads a token that does not consist of whole characters, or that follows one.</summary>
    private void ReadPartOfCharacter(int id)
    {
        long first = _decoder.HoldsBytes ? _heldFirst : _position;
        DecodeToScratch(EmbeddedVocabulary.Table.TokenBytes(id), out bool isBroken);
        if (isBroken)
        {
            Report(DiagnosticCode.BrokenText, first, _position + 1 - first);
        }

        AddScratch(first, _position + 1);
    }

    private void DecodeToScratch(ReadOnlySpan<byte> token, out bool isBroken)
    {
        bool held = _decoder.HoldsBytes;
        _scratchLength = _decoder.Decode(token, _scratch, out isBroken);
        if (_decoder.HoldsBytes && (!held || _scratchLength > 0))
        {
            _heldFirst = _position;
        }
    }

    private void AddScratch(long first, long end)
    {
        if (_scratchLength == 0)
        {
            return;
        }

        // An id whose bytes are still held belongs to the event that returns them.
        long last = _decoder.HoldsBytes ? end - 1 : end;
        _textSource = TextSource.Scratch;
        _events.Add(HarmonyEventKind.Text, 0, first, last - first);
    }

    private void Report(DiagnosticCode code, long firstId, long idCount) =>
        _events.Add(HarmonyEventKind.Diagnostic, (byte)code, firstId, idCount);

    private void ReportThis(DiagnosticCode code) => Report(code, _position, 1);

    /// <summary>Memory for the text of one id.</summary>
    [InlineArray(TokenDecoder.MaxBytesPerId)]
    private struct TextScratch
    {
        private byte _first;
    }
}
