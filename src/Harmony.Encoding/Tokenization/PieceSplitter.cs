using System.Numerics;
using System.Runtime.CompilerServices;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Cuts a text into the pieces of the o200k pattern, 64 bytes at once. <see cref="PreTokenizer"/> is the definition, and
/// decides wherever <see cref="PieceStarts"/> does not.
/// </summary>
/// <remarks>
/// The next window begins with the last piece that was found to begin in this one, or, in a word of other letters than ASCII,
/// where this one ends: such words are often longer than a window.
/// <para>
/// Every read is of a byte of the text, even if it is no valid UTF-8 or changes meanwhile: windows of 64 bytes are read only
/// if more than 64 are left, and fewer are copied. Each step begins a piece behind the last one or moves the window on, and
/// ends are written in rising order.
/// </para>
/// </remarks>
internal unsafe ref struct PieceSplitter
{
    /// <summary>The least number of ends that a call must have room for.</summary>
    public const int MinCapacity = 128;

    /// <summary>
    /// A window is looked at only if there is room for so many ends: one a byte, and one more where the definition decides.
    /// </summary>
    private const int WindowRoom = ByteMask.Width + 1;

    /// <summary>After so many windows of ASCII, it is no longer taken for text that has other characters as well.</summary>
    private const int AsciiWindows = 4;

    private readonly VocabularyTable _vocabulary;
    private readonly byte* _text;
    private readonly byte* _textEnd;

    /// <summary>Where the next window begins, in the piece that begins at <see cref="_pieceStart"/>.</summary>
    private byte* _position;

    private byte* _pieceStart;
    private WordPart _before;
    private Scripts _scripts;

    /// <param name="vocabulary">For the character classes.</param>
    /// <param name="text">Valid UTF-8, pinned by the caller for as long as this is used; what may change is as said at
    /// <see cref="PreTokenizer(VocabularyTable, byte*, int)"/>.</param>
    /// <param name="length">Its length in bytes.</param>
    public PieceSplitter(VocabularyTable vocabulary, byte* text, int length)
    {
        _vocabulary = vocabulary;
        _text = text;
        _textEnd = text + length;
        _position = text;
        _pieceStart = text;
    }

    /// <summary>Finds the next pieces.</summary>
    /// <param name="ends">Where each of them ends: offsets from the text's start, in rising order.</param>
    /// <param name="capacity">How many ends there is room for, at least <see cref="MinCapacity"/>. All may be written to.</param>
    /// <returns>How many were found; 0 only if the text is used up.</returns>
    public int Next(int* ends, int capacity)
    {
        int* start = ends;
        int* limit = ends + capacity - WindowRoom;
        while (_pieceStart < _textEnd && ends <= limit)
        {
            ends = _textEnd - _position <= ByteMask.Width ? AddLast(ends, limit)
                : _before == WordPart.None && ByteMask.NotAscii(_position) == 0 ? AddAscii(ends, limit)
                : AddMixed(ends, limit);
        }

        return (int)(ends - start);
    }

    /// <summary>Adds pieces from windows of ASCII, of which the first is one.</summary>
    private int* AddAscii(int* ends, int* limit)
    {
        byte* position = _position;
        do
        {
            var window = new TextWindow { Bytes = position, Text = position, TextEnd = _textEnd, Length = ByteMask.Width, IsLast = false };
            ulong starts = PieceStarts.OfAscii(window);
            if (starts == 0)
            {
                _pieceStart = position;
                return AddByDefinition(ends, limit, position);
            }

            ends = Write(ends, starts, position);
            position += Highest(starts);
        }
        while (ends <= limit && _textEnd - position > ByteMask.Width && ByteMask.NotAscii(position) == 0);

        _position = position;
        _pieceStart = position;
        return ends;
    }

    /// <summary>Adds pieces from windows of any characters.</summary>
    private int* AddMixed(int* ends, int* limit)
    {
        byte* position = _position;
        WordPart before = _before;
        Scripts scripts = _scripts;
        int asciiWindows = 0;
        do
        {
            // A character that begins with one of the last three bytes may go on behind them.
            int length = ByteMask.Width - 3 + BitOperations.TrailingZeroCount((ByteMask.Leads(position) >> (ByteMask.Width - 3)) | 0b1000);
            var window = new TextWindow { Bytes = position, Text = position, TextEnd = _textEnd, Length = length, IsLast = false, Before = before };
            ClassMasks classes = ClassMasks.Of(window, _vocabulary, ref scripts);
            ulong starts = PieceStarts.Of(window, classes, out WordPart after);
            starts &= Below(classes.Undecided);
            if (starts != 0)
            {
                ends = Write(ends, starts, position);
                _pieceStart = position + Highest(starts);
            }

            asciiWindows = ByteMask.NotAscii(position) == 0 ? asciiWindows + 1 : 0;
            bool goesOn = after != WordPart.None && asciiWindows < AsciiWindows;
            if (classes.Undecided != 0 || (starts == 0 && !goesOn))
            {
                _scripts = scripts;
                return AddByDefinition(ends, limit, position + Highest(classes.Undecided | 1));
            }

            position = goesOn ? position + length : _pieceStart;
            before = goesOn ? after : WordPart.None;
        }
        while (ends <= limit && _textEnd - position > ByteMask.Width && asciiWindows < AsciiWindows);

        _position = position;
        _before = before;
        _scripts = scripts;
        return ends;
    }

    /// <summary>Adds the pieces from the last window, of at most 64 bytes.</summary>
    [SkipLocalsInit]
    private int* AddLast(int* ends, int* limit)
    {
        // A character of up to four bytes is read at once wherever one begins.
        byte* bytes = stackalloc byte[ByteMask.Width + sizeof(uint)];
        int length = (int)(_textEnd - _position);
        CopyPadded(_position, length, bytes);
        var window = new TextWindow { Bytes = bytes, Text = _position, TextEnd = _textEnd, Length = length, IsLast = true, Before = _before };
        ulong undecided = 0;
        ulong starts;
        if (_before == WordPart.None && ByteMask.NotAscii(bytes) == 0)
        {
            starts = PieceStarts.OfAscii(window);
        }
        else
        {
            ClassMasks classes = ClassMasks.Of(window, _vocabulary, ref _scripts);
            undecided = classes.Undecided;
            starts = PieceStarts.Of(window, classes, out _) & Below(undecided);
        }

        if (starts != 0)
        {
            ends = Write(ends, starts, _position);
            _pieceStart = _position + Highest(starts);
        }

        if (undecided != 0)
        {
            return AddByDefinition(ends, limit, _position + Highest(undecided));
        }

        *ends = (int)(_textEnd - _text);
        _pieceStart = _textEnd;
        return ends + 1;
    }

    /// <summary>Adds the piece at <see cref="_pieceStart"/>, and those that begin up to <paramref name="last"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int* AddByDefinition(int* ends, int* limit, byte* last)
    {
        // No more than there is room for: if the text changes, a piece may begin long before the window.
        var definition = new PreTokenizer(_vocabulary, _text, (int)(_textEnd - _text));
        byte* end = _pieceStart;
        do
        {
            end = definition.PieceEnd(end);
            *ends++ = (int)(end - _text);
        }
        while (end <= last && end < _textEnd && ends <= limit);

        _position = end;
        _pieceStart = end;
        _before = WordPart.None;
        return ends;
    }

    /// <summary>All bits below the lowest of <paramref name="bits"/>; all there are if it has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Below(ulong bits) => (bits - 1) & ~bits;

    /// <summary>The highest of some bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Highest(ulong bits) => 63 - BitOperations.LeadingZeroCount(bits);

    /// <summary>Writes an end for each start but the first piece's; eight at once, since how many there are is not foreseen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int* Write(int* ends, ulong starts, byte* window)
    {
        // In bounds: 64 at most are written, rounded up.
        int* after = ends + BitOperations.PopCount(starts);
        int offset = (int)(window - _text);
        do
        {
            WriteTwo(ends, ref starts, offset);
            WriteTwo(ends + 2, ref starts, offset);
            WriteTwo(ends + 4, ref starts, offset);
            WriteTwo(ends + 6, ref starts, offset);
            ends += 8;
        }
        while (ends < after);

        return after;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteTwo(int* ends, ref ulong starts, int offset)
    {
        ends[0] = offset + BitOperations.TrailingZeroCount(starts);
        starts &= starts - 1;
        ends[1] = offset + BitOperations.TrailingZeroCount(starts);
        starts &= starts - 1;
    }

    /// <summary>Copies 1 … 64 bytes, and puts zeros behind them up to the 64th. Copies of a length that is known beforehand are
    /// one instruction, and two of them that overlap make any length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyPadded(byte* source, int length, byte* destination)
    {
        Unsafe.InitBlockUnaligned(destination, 0, ByteMask.Width);
        if (length >= 32)
        {
            Unsafe.CopyBlockUnaligned(destination, source, 32);
            Unsafe.CopyBlockUnaligned(destination + length - 32, source + length - 32, 32);
        }
        else if (length >= 16)
        {
            Unsafe.CopyBlockUnaligned(destination, source, 16);
            Unsafe.CopyBlockUnaligned(destination + length - 16, source + length - 16, 16);
        }
        else if (length >= 8)
        {
            Unsafe.CopyBlockUnaligned(destination, source, 8);
            Unsafe.CopyBlockUnaligned(destination + length - 8, source + length - 8, 8);
        }
        else if (length >= 4)
        {
            Unsafe.CopyBlockUnaligned(destination, source, 4);
            Unsafe.CopyBlockUnaligned(destination + length - 4, source + length - 4, 4);
        }
        else
        {
            destination[0] = *source;
            destination[length >> 1] = source[length >> 1];
            destination[length - 1] = source[length - 1];
        }
    }
}
