using System.Numerics;
using System.Runtime.CompilerServices;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>Cuts a text into the pieces of the o200k pattern.</summary>
internal unsafe ref struct PieceSplitter
{
    /// <summary>The least number of ends that a call has room for.</summary>
    public const int MinCapacity = 128;

    private const int MostOfWindow = 72;

    private readonly VocabularyTable _vocabulary;
    private readonly PreTokenizer _definition;
    private readonly byte* _text;
    private readonly int _length;
    private int _position;

    public PieceSplitter(VocabularyTable vocabulary, byte* text, int length)
    {
        _vocabulary = vocabulary;
        _definition = new PreTokenizer(vocabulary, text, length);
        _text = text;
        _length = length;
        _position = 0;
    }

    [SkipLocalsInit]
    public int Next(int* ends, int capacity)
    {
        byte* tail = stackalloc byte[ByteMask.Width + sizeof(uint)];
        int count = 0;
        int position = _position;
        while (position < _length && count <= capacity - MostOfWindow)
        {
            byte* text = _text + position;
            byte* bytes = text;
            int left = _length - position;
            ulong starts;
            ulong undecided = 0;
            bool isLast = left <= ByteMask.Width;
            if (!isLast)
            {
                var window = new TextWindow { Bytes = bytes, Text = text, TextEnd = _text + _length, Length = ByteMask.Width, Valid = ulong.MaxValue, IsLast = false };
                starts = ByteMask.NotAscii(bytes) == 0 ? PieceStarts.OfAscii(window) : MultiByteClasses.Starts(_vocabulary, window, out undecided);
            }
            else
            {
                Unsafe.InitBlockUnaligned(tail, 0, ByteMask.Width + sizeof(uint));
                Unsafe.CopyBlockUnaligned(tail, text, (uint)left);
                bytes = tail;
                var window = new TextWindow { Bytes = bytes, Text = text, TextEnd = _text + _length, Length = left, Valid = ulong.MaxValue >> (64 - left), IsLast = true };
                starts = ByteMask.NotAscii(bytes) == 0 ? PieceStarts.OfAscii(window) : MultiByteClasses.Starts(_vocabulary, window, out undecided);
            }

            starts &= ~1UL & (undecided - 1) & ~undecided;
            if (starts != 0)
            {
                Write(starts, position, ends + count);
                count += BitOperations.PopCount(starts);
                position += 63 - BitOperations.LeadingZeroCount(starts);
            }

            if (undecided != 0 || (starts == 0 && !isLast))
            {
                byte* limit = text + BitOperations.TrailingZeroCount(undecided | (1UL << 63));
                byte* end = _text + position;
                if (undecided == 0)
                {
                    limit = end;
                }

                do
                {
                    end = _definition.PieceEnd(end);
                    ends[count++] = (int)(end - _text);
                }
                while (end <= limit && end < _text + _length);
                position = (int)(end - _text);
            }
            else if (isLast)
            {
                ends[count++] = _length;
                position = _length;
            }
        }

        _position = position;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(ulong starts, int position, int* ends)
    {
        while (starts != 0)
        {
            *ends++ = position + BitOperations.TrailingZeroCount(starts);
            starts &= starts - 1;
        }
    }
}
