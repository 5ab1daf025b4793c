using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Splits a text into the pieces of the o200k pattern, 64 bytes at once. <see cref="PreTokenizer"/> is the definition, and decides
/// what <see cref="PieceStarts"/> does not.
/// </summary>
/// <remarks>
/// <para>The algorithm:</para>
/// <code>
/// while text is left:
///     if at most 64 bytes are left: copy them into a window, find the starts in it; the text's end is the last piece's end
///     else: the window is the next 64 bytes
///     starts = PieceStarts of the window           // each is the end of the piece before
///     if a character is undecided, or there are no starts: the definition finds the next piece
///     the next window begins at the last start, or, inside a word with letters other than ASCII, at this window's end
/// </code>
/// <para>Words with letters other than ASCII are often longer than a window, which is why a window may begin inside one.</para>
/// <para>Every read is of a byte of the text, even if that is not valid UTF-8 or changes meanwhile: windows of 64 bytes are read in
/// place only if more than 64 are left, and fewer are copied. Each step begins a piece after the last one or moves the window
/// forward, and ends are written in ascending order.</para>
/// </remarks>
internal unsafe ref struct PieceSplitter
{
    /// <summary>The smallest capacity of a call, in ends.</summary>
    public const int MinCapacity = 128;

    /// <summary>
    /// A window is examined only if there is room for this many ends: one for each byte, and one more if the definition decides.
    /// </summary>
    private const int WindowRoom = ByteMask.Width + 1;

    /// <summary>The number of successive windows of ASCII after which the text counts as ASCII again.</summary>
    private const int AsciiWindows = 4;

    private readonly VocabularyTable _vocabulary;
    private readonly byte* _text;
    private readonly byte* _textEnd;

    /// <summary>Where the next window begins, in the piece that begins at <see cref="_pieceStart"/>.</summary>
    private byte* _position;

    private byte* _pieceStart;
    private WordPart _before;
    private Scripts _scripts;

    /// <param name="vocabulary">The source of the character classes.</param>
    /// <param name="text">Valid UTF-8, pinned by the caller for as long as this is used. It may change as described at
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
    /// <param name="ends">Receives the end of each piece: offsets from the text's start, in ascending order.</param>
    /// <param name="capacity">The number of ends that there is room for, at least <see cref="MinCapacity"/>. All may be written to.</param>
    /// <returns>The number of pieces found; 0 only at the end of the text.</returns>
    public int Next(int* ends, int capacity)
    {
        Debug.Assert(capacity >= MinCapacity, "There is room for the ends of a window.");
        int* start = ends;
        int* limit = ends + capacity - WindowRoom;
        while (_pieceStart < _textEnd && ends <= limit)
        {
            ends = _textEnd - _position <= ByteMask.Width ? AddLast(ends, limit)
                : _before == WordPart.None && ByteMask.NotAscii(_position) == 0 ? AddAscii(ends, limit)
                : AddMixed(ends, limit);
        }

        Debug.Assert(ends - start <= capacity && _position <= _textEnd, "Ends fit, and windows lie in the text.");
        return (int)(ends - start);
    }

    /// <summary>Adds pieces from windows of ASCII. The first window is known to be ASCII, and to be followed by more text.</summary>
    private int* AddAscii(int* ends, int* limit)
    {
        byte* position = _position;
        do
        {
            var window = TextWindow.InPlace(position, _textEnd, ByteMask.Width, WordPart.None);
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

    /// <summary>Adds pieces from windows of any characters. The first window is known to be followed by more text.</summary>
    private int* AddMixed(int* ends, int* limit)
    {
        byte* position = _position;
        WordPart before = _before;
        Scripts scripts = _scripts;
        int asciiWindows = 0;
        do
        {
            // A character that begins with one of the last three bytes may continue after them: the window ends before it.
            Debug.Assert(_textEnd - position > ByteMask.Width, "ByteMask.Width bytes can be read.");
            int length = ByteMask.Width - 3 + BitOperations.TrailingZeroCount((ByteMask.Leads(position) >> (ByteMask.Width - 3)) | 0b1000);
            var window = TextWindow.InPlace(position, _textEnd, length, before);
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

    /// <summary>Adds the pieces of the last window, of 1 to 64 bytes.</summary>
    [SkipLocalsInit]
    private int* AddLast(int* ends, int* limit)
    {
        byte* bytes = stackalloc byte[TextWindow.CopySize];
        CopyPadded(_position, (int)(_textEnd - _position), bytes);
        var window = TextWindow.Last(bytes, _position, _textEnd, _before);
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
        // Not more than there is room for: if the text changes, a piece may begin long before the window. In bounds: at most
        // ByteMask.Width ends were written after limit, and WindowRoom fit.
        var definition = new PreTokenizer(_vocabulary, _text, (int)(_textEnd - _text));
        byte* end = _pieceStart;
        do
        {
            end = definition.PieceEnd(end);
            Debug.Assert(end <= _textEnd && ends < limit + WindowRoom, "A piece ends in the text, and its end has room.");
            *ends++ = (int)(end - _text);
        }
        while (end <= last && end < _textEnd && ends <= limit);

        _position = end;
        _pieceStart = end;
        _before = WordPart.None;
        return ends;
    }

    /// <summary>All bits below the lowest of <paramref name="bits"/>; all 64 if there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Below(ulong bits) => (bits - 1) & ~bits;

    /// <summary>The index of the highest bit. There must be one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Highest(ulong bits)
    {
        Debug.Assert(bits != 0, "There is a bit.");
        return 63 - BitOperations.LeadingZeroCount(bits);
    }

    /// <summary>Writes an end for each start, since each ends the piece before it; eight at once, since a branch on their number
    /// would not be predicted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int* Write(int* ends, ulong starts, byte* window)
    {
        // In bounds: at most 64 are written, a number that eight divides.
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

    /// <summary>Copies 1 to 64 bytes, and fills up to the 64th with zeros. A copy of a constant length is one instruction, and two of
    /// them that overlap make any length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyPadded(byte* source, int length, byte* destination)
    {
        Debug.Assert(length is > 0 and <= ByteMask.Width, "Two overlapping copies cover the bytes, and no more.");
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
