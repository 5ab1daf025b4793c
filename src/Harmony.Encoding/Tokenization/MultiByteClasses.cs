using System.Numerics;
using System.Runtime.CompilerServices;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>Finds the classes of the characters in a window that has more than ASCII.</summary>
internal static unsafe class MultiByteClasses
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Starts(VocabularyTable vocabulary, scoped TextWindow window, out ulong undecided)
    {
        byte* bytes = window.Bytes;
        ulong notAscii = ByteMask.NotAscii(bytes);
        ulong leads = notAscii & ByteMask.InRange(bytes, 0xC0, 0xFF);
        ulong valid = window.Valid;
        int length = window.Length;
        if (!window.IsLast)
        {
            // A character that may go on behind the window.
            ulong cut = leads >> 61;
            length = 61 + Math.Min(3, BitOperations.TrailingZeroCount(cut));
            valid = ulong.MaxValue >> (64 - length);
        }

        ulong head = 0, tail = 0, number = 0, space = 0, punctuation = 0;
        for (ulong rest = leads & valid; rest != 0; rest &= rest - 1)
        {
            int index = BitOperations.TrailingZeroCount(rest);
            uint four = Unsafe.ReadUnaligned<uint>(bytes + index);
            ulong mask;
            uint codePoint;
            if ((four & 0xFF) < 0xE0)
            {
                codePoint = ((four & 0x1F) << 6) | ((four >> 8) & 0x3F);
                mask = 3;
            }
            else if ((four & 0xFF) < 0xF0)
            {
                codePoint = ((four & 0x0F) << 12) | ((four >> 2) & 0xFC0) | ((four >> 16) & 0x3F);
                mask = 7;
            }
            else
            {
                codePoint = ((four & 0x07) << 18) | ((four << 4) & 0x3F000) | ((four >> 10) & 0xFC0) | ((four >> 24) & 0x3F);
                codePoint = Math.Min(codePoint, 0x10FFFF);
                mask = 15;
            }

            mask <<= index;
            uint c = (uint)vocabulary.ClassOf(codePoint);
            head |= mask & (0UL - (c & 1));
            tail |= mask & (0UL - ((c >> 1) & 1));
            number |= mask & (0UL - ((c >> 2) & 1));
            space |= mask & (0UL - ((c >> 3) & 1));
            punctuation |= mask & (0UL - ((c >> 5) & 1));
        }

        var classes = new ClassMasks
        {
            Upper = (ByteMask.InRange(bytes, (byte)'A', (byte)'Z') | (head & ~tail)) & valid,
            Lower = (ByteMask.InRange(bytes, (byte)'a', (byte)'z') | (tail & ~head)) & valid,
            Caseless = head & tail & valid,
            Number = ByteMask.InRange(bytes, (byte)'0', (byte)'9') & valid,
            WhiteSpace = (ByteMask.InRange(bytes, (byte)'\t', (byte)'\r') | ByteMask.Equal(bytes, (byte)' ') | space) & valid,
            Continuation = notAscii & ~leads & valid,
        };
        ulong letters = classes.Upper | classes.Lower | classes.Caseless;
        ulong contractionsMayEndThere = head & punctuation & ~(letters << 1) & leads;
        undecided = (contractionsMayEndThere | number) & valid;
        var whole = new TextWindow { Bytes = bytes, Text = window.Text, TextEnd = window.TextEnd, Length = length, Valid = valid, IsLast = window.IsLast };
        return PieceStarts.Of(whole, classes, isAscii: false);
    }
}
