using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// A text that grows, such as a prompt that is being typed, with its ids at any time: only the end of it is encoded anew.
/// </summary>
/// <remarks>
/// <para>The ids are always those of the whole text at once (<see cref="O200kTokenizer.Encode(ReadOnlySpan{char}, Vocabulary.SpecialTokenSet?)"/>,
/// names of special tokens being text). Chunks may cut through characters: what is not whole yet counts as U+FFFD and becomes
/// the character when its rest comes; when something else comes, it stays U+FFFD.</para>
/// <para>Reading the ids after an append takes time in proportion to what was appended, and a constant: at most 256 bytes are
/// encoded anew, which are those behind the last seam. Where a text has no seam for longer (one endless word, a run of spaces),
/// it is the last ids of 64 bytes, as long as those decide; so n chars appended one by one take time in proportion to n, whatever
/// they are. That they decide is proved each time. Where the proof fails, twice as much is encoded anew, and so on: some runs of
/// spaces, whose tokens are long, need 128 bytes; no text is known that needs more. Truncating takes time in proportion to what is removed and, at the next reading, to what stands
/// between the last seam and the new end.</para>
/// <para>Not thread-safe. The text is held as UTF-8, and ids as 32-bit numbers, in memory rented from the shared pool, until
/// <see cref="Dispose"/>.</para>
/// </remarks>
public sealed class GrowingText : IDisposable
{
    /// <summary>Behind the last seam, up to this many bytes are encoded anew each time.</summary>
    private const int ShortTail = 256;

    private readonly TokenBuffer _ids = new();
    private readonly SeamlessTail _tail = new();
    private GrowingUtf8 _text = new();

    // The last seam: the text and the ids before it stay what they are, whatever comes.
    private int _seam;
    private int _seamIds;

    /// <summary>Between the last seam and here there is none.</summary>
    private int _searched;

    private bool _isSeamless;
    private bool _isCurrent = true;
    private bool _disposed;

    /// <summary>The length of the text in UTF-16 code units, as a string of it has it.</summary>
    public int Length => _text.CharLength;

    /// <summary>The ids of the text. Valid until the text is changed.</summary>
    public ReadOnlySpan<int> Ids
    {
        get
        {
            Update();
            return _ids.Span;
        }
    }

    /// <summary>How many of the first <see cref="Ids"/> stay what they are, whatever is appended.</summary>
    public int StableCount
    {
        get
        {
            Update();
            return _isSeamless ? _tail.StableCount : _seamIds;
        }
    }

    /// <summary>Appends a chunk of the text.</summary>
    /// <param name="text">The chunk. It may end or begin between the halves of a surrogate pair.</param>
    public void Append(ReadOnlySpan<char> text)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _text.Append(text);
        _isCurrent = false;
    }

    /// <inheritdoc cref="Append(ReadOnlySpan{char})"/>
    /// <param name="utf8">The chunk, in UTF-8. It may end or begin within a character.</param>
    public void Append(ReadOnlySpan<byte> utf8)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _text.Append(utf8);
        _isCurrent = false;
    }

    /// <summary>Removes the end of the text.</summary>
    /// <param name="length">How many UTF-16 code units stay: 0 … <see cref="Length"/>. Of a surrogate pair the first half can
    /// stay.</param>
    /// <exception cref="ArgumentOutOfRangeException">The text is not that long.</exception>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        if (length == Length)
        {
            return;
        }

        _text.Truncate(length);
        _searched = Math.Min(_searched, Math.Max(_text.Settled - 1, 0));
        if (_seam >= _text.Settled)
        {
            MoveSeamBack();
        }

        _isSeamless = false;
        _isCurrent = false;
    }

    /// <summary>Gives the memory back to the pool. The text is empty afterwards, and cannot grow again.</summary>
    public void Dispose()
    {
        _disposed = true;
        _text.Dispose();
        _ids.Dispose();
        _tail.Dispose();
        _seam = 0;
        _seamIds = 0;
        _isSeamless = false;
        _isCurrent = true;
    }

    private void Update()
    {
        if (_isCurrent)
        {
            return;
        }

        ReadOnlySpan<byte> text = _text.Utf8;
        MoveSeamOn(text[.._text.Settled]);
        if (text.Length - _seam <= ShortTail)
        {
            _isSeamless = false;
            _ids.Truncate(_seamIds);
            Encode(text[_seam..]);
        }
        else
        {
            if (!_isSeamless)
            {
                _isSeamless = true;
                _ids.Truncate(_seamIds);
                _tail.Begin(_seam, _seamIds);
            }

            _tail.Update(text, _text.Settled, _ids);
        }

        _isCurrent = true;
    }

    /// <summary>Finds the last seam and encodes the text up to it.</summary>
    private void MoveSeamOn(ReadOnlySpan<byte> settled)
    {
        int last = settled.Length - 1;
        if (last <= _searched)
        {
            return;
        }

        int seam = SafeCut.FindLast(EmbeddedVocabulary.Table, settled, Math.Max(_searched, _seam), last);
        _searched = last;
        if (seam > _seam)
        {
            _ids.Truncate(_seamIds);
            Encode(settled[_seam..seam]);
            _seam = seam;
            _seamIds = _ids.Count;
            _isSeamless = false;
        }
    }

    /// <summary>A seam needs a character behind it: finds the last one that still has one, and the ids before it.</summary>
    private void MoveSeamBack()
    {
        ReadOnlySpan<byte> settled = _text.Utf8[.._text.Settled];
        int seam = settled.Length == 0 ? 0 : Math.Max(SafeCut.FindLast(EmbeddedVocabulary.Table, settled, 0, settled.Length - 1), 0);

        // A seam lies between two ids, so that their lengths lead to it.
        while (_seam > seam)
        {
            _seam -= TokenBytes.Get(_ids[--_seamIds], default).Length;
        }
    }

    private void Encode(ReadOnlySpan<byte> utf8)
    {
        TokenWriter writer = TokenWriter.To(_ids);
        TextEncoder.EncodeValid(utf8, ref writer);
        writer.Complete();
    }
}
