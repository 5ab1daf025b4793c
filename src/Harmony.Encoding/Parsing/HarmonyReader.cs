using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Harmony.Conversations;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Parsing;

/// <summary>
/// Reads what a model writes, id by id, and tells messages from it as they come: a total reader, which takes any
/// sequence of integers, never throws, and repairs what is not as the format has it, saying so.
/// </summary>
/// <remarks>
/// <para>Call <see cref="Read"/> with an id, then <see cref="TryNext"/> until it is false; at the end of the input,
/// <see cref="End"/>, then <see cref="TryNext"/> again. What is done with which id where is a table in docs/format.md.</para>
/// <para>A plain value of 3.7 KB that allocates nothing: keep it in a field or a local, pass it by reference. A copy is
/// a checkpoint, from which reading can go on.</para>
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

    /// <param name="role">
    /// Whose message the ids go on with: the prompt ended with <c>&lt;|start|&gt;</c> and this role. Null if the ids begin with
    /// a message's start.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such role.</exception>
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

        /// <summary>After the turn was over: ids are left out.</summary>
        Stopped,
    }

    private enum TextSource : byte
    {
        Scratch,
        Header,
    }

    /// <summary>Where the events of the id that was read are.</summary>
    private enum Pending : byte
    {
        /// <summary>There is none.</summary>
        None,

        /// <summary>One, the text of <see cref="_textToken"/>: what nearly every id causes, without going through the
        /// queue.</summary>
        Token,

        /// <summary>In the queue.</summary>
        Queue,
    }

    /// <summary>The number of ids read.</summary>
    public readonly long Position => _position;

    /// <summary>Reads an id. Events of the one before that have not been taken are gone.</summary>
    /// <param name="id">Any number.</param>
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
    /// Reads as many ids as bring the open message text and nothing else, without giving out events for them: the caller
    /// takes their text.
    /// </summary>
    /// <param name="ids">Any numbers.</param>
    /// <param name="byteCount">The number of the text's bytes.</param>
    /// <returns>How many; 0 if the first one does anything else.</returns>
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
    /// Ends the input: what is open is ended. A next id begins a new input, whose ids are counted on.
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

    /// <summary>Takes the next event of the id that was read, or of the end.</summary>
    /// <param name="harmonyEvent">The event, valid until the next call of <see cref="Read"/> or <see cref="End"/>.</param>
    /// <returns>Whether there was one.</returns>
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

    /// <summary>The text of the queue's text event: no id has more than one.</summary>
    [UnscopedRef]
    private readonly ReadOnlySpan<byte> QueuedText =>
        _textSource == TextSource.Scratch ? ((ReadOnlySpan<byte>)_scratch)[.._scratchLength] : _open[_headerText];

    /// <summary>A token that does not hold whole characters, or comes after one that does not.</summary>
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

        // An id that still holds bytes belongs to what comes out with them.
        long last = _decoder.HoldsBytes ? end - 1 : end;
        _textSource = TextSource.Scratch;
        _events.Add(HarmonyEventKind.Text, 0, first, last - first);
    }

    private void Report(DiagnosticCode code, long firstId, long idCount) =>
        _events.Add(HarmonyEventKind.Diagnostic, (byte)code, firstId, idCount);

    private void ReportThis(DiagnosticCode code) => Report(code, _position, 1);

    /// <summary>Room for the text of one id.</summary>
    [InlineArray(TokenDecoder.MaxBytesPerId)]
    private struct TextScratch
    {
        private byte _first;
    }
}
