using System.Numerics;
using System.Runtime.CompilerServices;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>Cuts a text into the pieces of the o200k pattern.</summary>
internal unsafe ref struct PieceSplitter
{
    /// <summary>The least number of ends that a call has room for.</summary>
    public const int MinCapacity = 128;

    private const int MostOfWindow = 64 + 16;

    private readonly VocabularyTable _vocabulary;
    private readonly byte* _text;
    private readonly byte* _textEnd;
    private byte* _position;
    private byte* _pieceStart;
    private WordPart _before;
    private Scripts _scripts;

    public PieceSplitter(VocabularyTable vocabulary, byte* text, int length)
    {
        _vocabulary = vocabulary;
        _text = text;
        _textEnd = text + length;
        _position = text;
        _pieceStart = text;
    }

    public int Next(int* ends, int capacity)
    {
        int* start = ends;
        int* last = ends + capacity - MostOfWindow;
        while (ends <= last && _pieceStart < _textEnd)
        {
            if (_textEnd - _position <= ByteMask.Width)
            {
                ends = AddLast(ends, last);
            }
            else if (_before == WordPart.None && ByteMask.NotAscii(_position) == 0)
            {
                ends = AddAscii(ends, last);
            }
            else
            {
                ends = AddMixed(ends, last);
            }
        }

        return (int)(ends - start);
    }

    private int* AddAscii(int* ends, int* last)
    {
        byte* text = _text;
        byte* position = _position;
        byte* textEnd = _textEnd;
        do
        {
            var window = new TextWindow { Bytes = position, Text = position, TextEnd = textEnd, Length = ByteMask.Width, Valid = ulong.MaxValue, IsLast = false };
            ulong starts = PieceStarts.OfAscii(window) & ~1UL;
            if (starts == 0)
            {
                _pieceStart = position;
                return Walk(ends, last, position);
            }

            ends = Write(starts, (int)(position - text), ends);
            position += 63 - BitOperations.LeadingZeroCount(starts);
        }
        while (ends <= last && textEnd - position > ByteMask.Width && ByteMask.NotAscii(position) == 0);
        _position = position;
        _pieceStart = position;
        return ends;
    }

    private int* AddMixed(int* ends, int* last)
    {
        byte* position = _position;
        Scripts scripts = _scripts;
        WordPart before = _before;
        int asciiWindows = 0;
        do
        {
            ulong notAscii = ByteMask.NotAscii(position);
            ulong continuation = ByteMask.NotAsciiBelow(position, 0xC0);
            ulong leads = notAscii & ~continuation;

            // A character that may go on behind the window.
            int length = 61 + BitOperations.TrailingZeroCount((leads >> 61) | 8);
            ulong valid = ulong.MaxValue >> (64 - length);
            MultiByteClasses found = default;
            found.Find(_vocabulary, position, leads & valid, ref scripts);
            var window = new TextWindow { Bytes = position, Text = position, TextEnd = _textEnd, Length = length, Valid = valid, IsLast = false, Before = before };
            var classes = ClassMasks.OfAscii(window);
            classes.Upper |= found.Upper;
            classes.Lower |= found.Lower;
            classes.Caseless = found.Caseless;
            classes.WhiteSpace |= found.WhiteSpace;
            classes.Continuation = continuation & valid;
            ulong letters = classes.Upper | classes.Lower | classes.Caseless;
            ulong undecided = (found.Marks & leads & ~((letters << 1) | (before == WordPart.None ? 0UL : 1))) | found.Numbers;
            ulong starts = PieceStarts.Of(window, classes, isAscii: false, out WordPart after);
            starts &= before == WordPart.None ? valid & ~1UL : valid;
            if (undecided != 0)
            {
                starts &= (undecided - 1) & ~undecided;
                if (starts != 0)
                {
                    ends = Write(starts, (int)(position - _text), ends);
                    _pieceStart = position + 63 - BitOperations.LeadingZeroCount(starts);
                }

                _scripts = scripts;
                return Walk(ends, last, position + 63 - BitOperations.LeadingZeroCount(undecided));
            }

            if (starts != 0)
            {
                ends = Write(starts, (int)(position - _text), ends);
                _pieceStart = position + 63 - BitOperations.LeadingZeroCount(starts);
            }

            asciiWindows = notAscii == 0 ? asciiWindows + 1 : 0;
            if (after != WordPart.None && asciiWindows < 4)
            {
                position += length;
                before = after;
            }
            else if (starts == 0)
            {
                _scripts = scripts;
                return Walk(ends, last, _pieceStart);
            }
            else
            {
                position = _pieceStart;
                before = WordPart.None;
            }
        }
        while (ends <= last && _textEnd - position > ByteMask.Width && asciiWindows < 4);
        _position = position;
        _before = before;
        _scripts = scripts;
        return ends;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private int* AddLast(int* ends, int* last)
    {
        byte* bytes = stackalloc byte[ByteMask.Width + sizeof(uint)];
        int length = (int)(_textEnd - _position);
        Unsafe.InitBlockUnaligned(bytes, 0, ByteMask.Width + sizeof(uint));
        Unsafe.CopyBlockUnaligned(bytes, _position, (uint)length);
        ulong valid = ulong.MaxValue >> (64 - length);
        var window = new TextWindow { Bytes = bytes, Text = _position, TextEnd = _textEnd, Length = length, Valid = valid, IsLast = true, Before = _before };
        ulong starts;
        if (ByteMask.NotAscii(bytes) == 0 && _before == WordPart.None)
        {
            starts = PieceStarts.OfAscii(window) & ~1UL;
        }
        else
        {
            ulong notAscii = ByteMask.NotAscii(bytes);
            ulong continuation = ByteMask.NotAsciiBelow(bytes, 0xC0);
            ulong leads = notAscii & ~continuation;
            var found = default(MultiByteClasses);
            found.Find(_vocabulary, bytes, leads, ref _scripts);
            var classes = ClassMasks.OfAscii(window);
            classes.Upper |= found.Upper & valid;
            classes.Lower |= found.Lower & valid;
            classes.Caseless = found.Caseless & valid;
            classes.WhiteSpace |= found.WhiteSpace & valid;
            classes.Continuation = continuation & valid;
            ulong letters = classes.Upper | classes.Lower | classes.Caseless;
            ulong undecided = ((found.Marks & leads & ~((letters << 1) | (_before == WordPart.None ? 0UL : 1))) | found.Numbers) & valid;
            starts = PieceStarts.Of(window, classes, isAscii: false, out WordPart after);
            starts &= _before == WordPart.None ? ~1UL : ~0UL;
            if (undecided != 0)
            {
                starts &= (undecided - 1) & ~undecided;
                if (starts != 0)
                {
                    ends = Write(starts, (int)(_position - _text), ends);
                    _pieceStart = _position + 63 - BitOperations.LeadingZeroCount(starts);
                }

                return Walk(ends, last, _position + 63 - BitOperations.LeadingZeroCount(undecided));
            }
        }

        if (starts != 0)
        {
            ends = Write(starts, (int)(_position - _text), ends);
        }

        *ends++ = (int)(_textEnd - _text);
        _position = _textEnd;
        _pieceStart = _textEnd;
        _before = WordPart.None;
        return ends;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int* Walk(int* ends, int* last, byte* limit)
    {
        var definition = new PreTokenizer(_vocabulary, _text, (int)(_textEnd - _text));
        byte* end = _pieceStart;
        do
        {
            end = definition.PieceEnd(end);
            *ends++ = (int)(end - _text);
        }
        while (end <= limit && end < _textEnd && ends <= last);
        _position = end;
        _pieceStart = end;
        _before = WordPart.None;
        return ends;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int* Write(ulong starts, int position, int* ends)
    {
        int* after = ends + BitOperations.PopCount(starts);
        Write8(ref starts, position, ends);
        ends += 8;
        while (ends < after)
        {
            Write8(ref starts, position, ends);
            ends += 8;
        }

        return after;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write8(ref ulong starts, int position, int* ends)
    {
        ends[0] = position + BitOperations.TrailingZeroCount(starts);
        starts &= starts - 1;
        ends[1] = position + BitOperations.TrailingZeroCount(starts);
        starts &= starts - 1;
        ends[2] = position + BitOperations.TrailingZeroCount(starts);
        starts &= starts - 1;
        ends[3] = position + BitOperations.TrailingZeroCount(starts);
        starts &= starts - 1;
        ends[4] = position + BitOperations.TrailingZeroCount(starts);
        starts &= starts - 1;
        ends[5] = position + BitOperations.TrailingZeroCount(starts);
        starts &= starts - 1;
        ends[6] = position + BitOperations.TrailingZeroCount(starts);
        starts &= starts - 1;
        ends[7] = position + BitOperations.TrailingZeroCount(starts);
        starts &= starts - 1;
    }
}
