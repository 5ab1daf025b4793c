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

    public PieceSplitter(VocabularyTable vocabulary, byte* text, int length)
    {
        _vocabulary = vocabulary;
        _text = text;
        _textEnd = text + length;
        _position = text;
    }

    public int Next(int* ends, int capacity)
    {
        int* start = ends;
        int* last = ends + capacity - MostOfWindow;
        byte* text = _text;
        byte* position = _position;
        byte* textEnd = _textEnd;
        while (ends <= last)
        {
            if (textEnd - position <= ByteMask.Width)
            {
                if (position < textEnd)
                {
                    ends = AddLast(ends, ref position);
                    continue;
                }

                break;
            }

            if (ByteMask.NotAscii(position) == 0)
            {
                var window = new TextWindow { Bytes = position, Text = position, TextEnd = textEnd, Length = ByteMask.Width, Valid = ulong.MaxValue, IsLast = false };
                ulong starts = PieceStarts.OfAscii(window) & ~1UL;
                if (starts != 0)
                {
                    ends = Write(starts, (int)(position - text), ends);
                    position += 63 - BitOperations.LeadingZeroCount(starts);
                    continue;
                }
            }

            ends = AddMixed(ends, ref position);
        }

        _position = position;
        return (int)(ends - start);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly int* AddMixed(int* ends, ref byte* position)
    {
        var window = new TextWindow { Bytes = position, Text = position, TextEnd = _textEnd, Length = ByteMask.Width, Valid = ulong.MaxValue, IsLast = false };
        ulong starts = MultiByteClasses.Starts(_vocabulary, window, out ulong undecided);
        return Add(ends, ref position, starts, undecided, isLast: false);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private readonly int* AddLast(int* ends, ref byte* position)
    {
        byte* bytes = stackalloc byte[ByteMask.Width + sizeof(uint)];
        int left = (int)(_textEnd - position);
        Unsafe.InitBlockUnaligned(bytes, 0, ByteMask.Width + sizeof(uint));
        Unsafe.CopyBlockUnaligned(bytes, position, (uint)left);
        var window = new TextWindow { Bytes = bytes, Text = position, TextEnd = _textEnd, Length = left, Valid = ulong.MaxValue >> (64 - left), IsLast = true };
        ulong undecided = 0;
        ulong starts = ByteMask.NotAscii(bytes) == 0 ? PieceStarts.OfAscii(window) : MultiByteClasses.Starts(_vocabulary, window, out undecided);
        return Add(ends, ref position, starts, undecided, isLast: true);
    }

    private readonly int* Add(int* ends, ref byte* position, ulong starts, ulong undecided, bool isLast)
    {
        byte* window = position;
        starts &= ~1UL & (undecided - 1) & ~undecided;
        if (starts != 0)
        {
            ends = Write(starts, (int)(position - _text), ends);
            position += 63 - BitOperations.LeadingZeroCount(starts);
        }

        if (isLast && undecided == 0)
        {
            *ends++ = (int)(_textEnd - _text);
            position = _textEnd;
        }
        else if (undecided != 0 || starts == 0)
        {
            var definition = new PreTokenizer(_vocabulary, _text, (int)(_textEnd - _text));
            byte* limit = undecided == 0 ? position : window + 63 - BitOperations.LeadingZeroCount(undecided);
            byte* end = position;
            do
            {
                end = definition.PieceEnd(end);
                *ends++ = (int)(end - _text);
            }
            while (end <= limit && end < _textEnd);
            position = end;
        }

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
        for (int i = 0; i < 8; i++) { ends[i] = position + BitOperations.TrailingZeroCount(starts); starts &= starts - 1; }
    }
}
