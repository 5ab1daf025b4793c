using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// A text that grows, such as a prompt that is being typed, with its ids at any time. Only its end is encoded again.
/// </summary>
/// <remarks>
/// <para>The ids are always those of the whole text encoded at once
/// (<see cref="O200kTokenizer.Encode(ReadOnlySpan{char}, Vocabulary.SpecialTokenSet?)"/>; names of special tokens are text). Chunks
/// may split characters: an incomplete character counts as U+FFFD and becomes the character when the rest of it arrives. If
/// something else arrives, it remains U+FFFD.</para>
/// <para>Reading the ids after an append takes time proportional to what was appended, and a constant: at most 256 bytes before it
/// are encoded again, those after the last safe boundary (the last place where the pattern ends a piece whatever follows). If a text
/// has no such place for longer (an endless word, a run of spaces), its last 64 bytes of ids are encoded again, and it is proved each
/// time that this is enough; otherwise twice as much, and so on: some runs of spaces, whose tokens are long, need 128 bytes. So
/// appending n characters one by one takes time proportional to n.</para>
/// <para>Truncating takes time proportional to what is removed and to the distance from the new end to the last safe boundary before
/// it, at the next reading.</para>
/// <para>Not thread-safe. The text is held as UTF-8 and its ids as 32-bit integers, in memory rented from the shared pool until
/// <see cref="Dispose"/> is called.</para>
/// </remarks>
public sealed class GrowingText : IDisposable
{
    /// <summary>The greatest number of bytes after the last safe boundary that are encoded again each time.</summary>
    private const int ShortTail = 256;

    private readonly TokenBuffer _ids = new();
    private readonly UnboundedTail _tail = new();
    private GrowingUtf8 _text = new();

    // The last safe boundary found: the ids before it do not depend on the text after it.
    private int _boundary;
    private int _stableCount;

    // There is no safe boundary between _boundary and this place.
    private int _searched;

    private bool _isUnbounded;
    private bool _isCurrent = true;
    private bool _disposed;

    /// <summary>The length of the text in UTF-16 code units, as <see cref="string.Length"/> counts them.</summary>
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

    /// <summary>The number of ids at the beginning of <see cref="Ids"/> that no later append changes.</summary>
    public int StableCount
    {
        get
        {
            Update();
            return _isUnbounded ? _tail.StableCount : _stableCount;
        }
    }

    /// <summary>Appends a chunk of text.</summary>
    /// <param name="text">The chunk. It may begin or end between the two halves of a surrogate pair.</param>
    /// <exception cref="ObjectDisposedException">The text has been disposed.</exception>
    public void Append(ReadOnlySpan<char> text)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _text.Append(text);
        _isCurrent = false;
    }

    /// <inheritdoc cref="Append(ReadOnlySpan{char})"/>
    /// <param name="utf8">The chunk, in UTF-8. It may begin or end within a character.</param>
    public void Append(ReadOnlySpan<byte> utf8)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _text.Append(utf8);
        _isCurrent = false;
    }

    /// <summary>Removes the end of the text.</summary>
    /// <param name="length">The number of UTF-16 code units to keep: 0 to <see cref="Length"/>. The first half of a surrogate pair
    /// can be kept without the second.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative or greater than <see cref="Length"/>.</exception>
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
        if (_boundary >= _text.Settled)
        {
            MoveBoundaryBack();
        }

        _isUnbounded = false;
        _isCurrent = false;
    }

    /// <summary>Returns the memory to the pool. The text is then empty and cannot grow again.</summary>
    public void Dispose()
    {
        _disposed = true;
        _text.Dispose();
        _ids.Dispose();
        _tail.Dispose();
        _isUnbounded = false;
        _boundary = 0;
        _stableCount = 0;
        _isCurrent = true;
    }

    private void Update()
    {
        if (_isCurrent)
        {
            return;
        }

        ReadOnlySpan<byte> text = _text.Utf8;
        MoveBoundaryForward(text[.._text.Settled]);
        if (text.Length - _boundary <= ShortTail)
        {
            _isUnbounded = false;
            _ids.Truncate(_stableCount);
            Encode(text[_boundary..]);
        }
        else
        {
            if (!_isUnbounded)
            {
                _isUnbounded = true;
                _ids.Truncate(_stableCount);
                _tail.Begin(_boundary, _stableCount);
            }

            _tail.Update(text, _text.Settled, _ids);
        }

        _isCurrent = true;
    }

    /// <summary>Finds the last safe boundary and encodes the text up to it.</summary>
    private void MoveBoundaryForward(ReadOnlySpan<byte> settled)
    {
        int last = settled.Length - 1;
        if (last <= _searched)
        {
            return;
        }

        int boundary = SafeBoundary.FindLast(EmbeddedVocabulary.Table, settled, Math.Max(_searched, _boundary), last);
        _searched = last;
        if (boundary > _boundary)
        {
            _ids.Truncate(_stableCount);
            Encode(settled[_boundary..boundary]);
            _boundary = boundary;
            _stableCount = _ids.Count;
            _isUnbounded = false;
        }
    }

    /// <summary>A boundary needs a character after it: finds the last one that still has one, and the number of ids before it.</summary>
    private void MoveBoundaryBack()
    {
        ReadOnlySpan<byte> settled = _text.Utf8[.._text.Settled];
        int boundary = settled.Length == 0 ? 0 : Math.Max(SafeBoundary.FindLast(EmbeddedVocabulary.Table, settled, 0, settled.Length - 1), 0);

        // A safe boundary lies between two ids, so their lengths lead to it.
        while (_boundary > boundary)
        {
            _boundary -= TokenBytes.Get(_ids[--_stableCount], default).Length;
        }
    }

    private void Encode(ReadOnlySpan<byte> utf8)
    {
        TokenWriter writer = TokenWriter.To(_ids);
        TextEncoder.EncodeValid(utf8, ref writer);
        writer.Complete();
    }
}
