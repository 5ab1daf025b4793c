using System.Numerics;
using System.Runtime.CompilerServices;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>Finds the classes of the characters of several bytes in a window: each on all bytes of the character.</summary>
internal unsafe ref struct MultiByteClasses
{
    public ulong Upper;
    public ulong Lower;
    public ulong Caseless;
    public ulong Marks;
    public ulong Numbers;
    public ulong WhiteSpace;

    private ulong _leads;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong Starts(VocabularyTable vocabulary, scoped TextWindow window, out ulong undecided)
    {
        byte* bytes = window.Bytes;
        ulong notAscii = ByteMask.NotAscii(bytes);
        ulong continuation = ByteMask.NotAsciiBelow(bytes, 0xC0);
        ulong leads = notAscii & ~continuation;
        ulong valid = window.Valid;
        int length = window.Length;
        if (!window.IsLast)
        {
            // A character that may go on behind the window.
            ulong cut = leads >> 61;
            length = 61 + Math.Min(3, BitOperations.TrailingZeroCount(cut));
            valid = ulong.MaxValue >> (64 - length);
        }

        var found = default(MultiByteClasses);
        found._leads = leads & valid;
        ulong twoBytes = ByteMask.NotAsciiBelow(bytes, 0xE0);
        if ((found._leads & twoBytes) != 0)
        {
            found.AddLatin(bytes);
            found.AddCyrillic(bytes);
        }

        if ((found._leads & ~twoBytes) != 0)
        {
            found.AddHan(bytes);
            found.AddKana(bytes);
            found.AddPunctuation(bytes);
        }

        if (found._leads != 0)
        {
            found.AddOthers(vocabulary, bytes);
        }

        ulong blanks = ByteMask.Equal(bytes, (byte)' ') & valid;
        var classes = new ClassMasks
        {
            Upper = (ByteMask.InRange(bytes, (byte)'A', (byte)'Z') | found.Upper) & valid,
            Lower = (ByteMask.InRange(bytes, (byte)'a', (byte)'z') | found.Lower) & valid,
            Caseless = found.Caseless & valid,
            Number = ByteMask.InRange(bytes, (byte)'0', (byte)'9') & valid,
            Space = blanks,
            WhiteSpace = (ByteMask.InRange(bytes, (byte)'\t', (byte)'\r') | blanks | found.WhiteSpace) & valid,
            Continuation = continuation & valid,
        };
        ulong letters = classes.Upper | classes.Lower | classes.Caseless;
        undecided = ((found.Marks & ~(letters << 1) & leads) | found.Numbers) & valid;
        var whole = new TextWindow { Bytes = bytes, Text = window.Text, TextEnd = window.TextEnd, Length = length, Valid = valid, IsLast = window.IsLast };
        return PieceStarts.Of(whole, classes, isAscii: false);
    }

    private void AddLatin(byte* bytes)
    {
        ulong second = ByteMask.Equal(bytes, 0xC3) << 1;
        if (second != 0)
        {
            // All of U+00C0 … U+00FF but the multiplication sign and the division sign are letters.
            second &= ~ByteMask.EqualEither(bytes, 0x97, 0xB7);
            ulong upper = second & ByteMask.NotAsciiBelow(bytes, 0x9F);
            Upper |= upper | (upper >> 1);
            Lower |= (second & ~upper) | ((second & ~upper) >> 1);
            _leads &= ~(second >> 1);
        }
    }

    private void AddCyrillic(byte* bytes)
    {
        ulong first = ByteMask.Equal(bytes, 0xD0) << 1;
        ulong second = ByteMask.Equal(bytes, 0xD1) << 1;
        if ((first | second) != 0)
        {
            ulong upper = first & ByteMask.NotAsciiBelow(bytes, 0xB0);
            ulong lower = (first & ~upper) | (second & ByteMask.NotAsciiBelow(bytes, 0xA0));
            Upper |= upper | (upper >> 1);
            Lower |= lower | (lower >> 1);
            _leads &= ~((upper | lower) >> 1);
        }
    }

    private void AddHan(byte* bytes)
    {
        ulong wholly = ByteMask.InRange(bytes, 0xE5, 0xE9) | ByteMask.InRange(bytes, 0xEB, 0xEC);
        ulong partly = (ByteMask.Equal(bytes, 0xE4) << 1) & ~ByteMask.Equal(bytes, 0xB7);
        ulong first = wholly | (partly >> 1);
        Caseless |= first | (first << 1) | (first << 2);
        _leads &= ~first;
    }

    private void AddKana(byte* bytes)
    {
        ulong second = ByteMask.Equal(bytes, 0xE3) << 1;
        if (second != 0)
        {
            ulong third = (second & ByteMask.Equal(bytes, 0x81)) << 1 & ~ByteMask.Equal(bytes, 0x80);
            third |= (second & ByteMask.Equal(bytes, 0x82)) << 1 & ~ByteMask.InRange(bytes, 0x97, 0xA0);
            third |= (second & ByteMask.Equal(bytes, 0x83)) << 1 & ~ByteMask.Equal(bytes, 0xBB);
            ulong first = third >> 2;
            Caseless |= first | (first << 1) | (first << 2);
            _leads &= ~first;

            ulong other = (second & ByteMask.Equal(bytes, 0x80)) << 1 & (ByteMask.InRange(bytes, 0x81, 0x83) | ByteMask.InRange(bytes, 0x88, 0xA0));
            _leads &= ~(other >> 2);
        }
    }

    private void AddPunctuation(byte* bytes)
    {
        ulong second = (ByteMask.Equal(bytes, 0xE2) << 1) & ByteMask.Equal(bytes, 0x80);
        if (second != 0)
        {
            ulong third = (second << 1) & (ByteMask.InRange(bytes, 0x8B, 0xA7) | ByteMask.InRange(bytes, 0xB0, 0xBF));
            _leads &= ~(third >> 2);
        }

        second = (ByteMask.Equal(bytes, 0xEF) << 1) & ByteMask.Equal(bytes, 0xBC);
        if (second != 0)
        {
            ulong third = (second << 1) & (ByteMask.InRange(bytes, 0x80, 0x8F) | ByteMask.InRange(bytes, 0x9A, 0xA0));
            _leads &= ~(third >> 2);
        }
    }

    private void AddOthers(VocabularyTable vocabulary, byte* bytes)
    {
        ulong head = 0, tail = 0, number = 0, space = 0, punctuation = 0;
        for (ulong rest = _leads; rest != 0; rest &= rest - 1)
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

        Upper |= head & ~tail;
        Lower |= tail & ~head;
        Caseless |= head & tail;
        Marks |= head & punctuation;
        Numbers |= number;
        WhiteSpace |= space;
    }
}
