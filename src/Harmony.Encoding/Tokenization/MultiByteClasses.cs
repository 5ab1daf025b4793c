using System.Numerics;
using System.Runtime.CompilerServices;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>scripts</summary>
[Flags]
internal enum Scripts
{
    None = 0,
    LatinSigns = 1,
    Latin = 2,
    Cyrillic = 4,
    Han = 8,
    Kana = 16,
    Signs = 32,
    WideSigns = 64,
}

/// <summary>
/// The classes of the characters of several bytes in a window, a bit in each mask for each byte of the character, and none
/// in any of them if the character is <see cref="CharacterClasses.Other"/>.
/// </summary>
/// <remarks>
/// The scripts that most text is in are classed 64 bytes at once, by what their blocks have in common; what is left, and
/// whatever stands out in those blocks, is looked up one by one. A block that was seen once is looked for without a
/// condition from then on: text has few scripts, in any order.
/// </remarks>
internal unsafe struct MultiByteClasses
{
    public ulong Upper;
    public ulong Lower;
    public ulong Caseless;
    public ulong Marks;
    public ulong Numbers;
    public ulong WhiteSpace;

    /// <summary>Classes the characters that begin at <paramref name="leads"/>, and adds their scripts to <paramref name="scripts"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Find(VocabularyTable vocabulary, byte* bytes, ulong leads, ref Scripts scripts)
    {
        if ((scripts & Scripts.LatinSigns) != 0)
        {
            leads = LatinSigns(bytes, leads);
        }

        if ((scripts & Scripts.Latin) != 0)
        {
            leads = Latin(bytes, leads);
        }

        if ((scripts & Scripts.Cyrillic) != 0)
        {
            leads = Cyrillic(bytes, leads);
        }

        if ((scripts & Scripts.Han) != 0)
        {
            leads = Han(bytes, leads);
        }

        if ((scripts & Scripts.Kana) != 0)
        {
            leads = Kana(bytes, leads);
        }

        if ((scripts & Scripts.Signs) != 0)
        {
            leads = Signs(bytes, leads);
        }

        if ((scripts & Scripts.WideSigns) != 0)
        {
            leads = WideSigns(bytes, leads);
        }

        if (leads != 0)
        {
            scripts |= LookUp(vocabulary, bytes, leads, out CodePointClasses others);
            Upper |= others.Upper;
            Lower |= others.Lower;
            Caseless |= others.Caseless;
            Marks = others.Marks;
            Numbers = others.Numbers;
            WhiteSpace |= others.WhiteSpace;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong LatinSigns(byte* bytes, ulong leads)
    {
        ulong second = (ByteMask.Equal(bytes, 0xC2) & leads) << 1;
        ulong other = second & (ByteMask.InRange(bytes, 0xA1, 0xA9) | ByteMask.InRange(bytes, 0xAB, 0xB1) | ByteMask.Equal(bytes, 0xBB));
        ulong space = second & ByteMask.Equal(bytes, 0xA0);
        WhiteSpace |= space | (space >> 1);
        return leads & ~((space | other) >> 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Latin(byte* bytes, ulong leads)
    {
        // All of U+00C0 … U+00FF but the multiplication sign and the division sign are letters.
        ulong second = ((ByteMask.Equal(bytes, 0xC3) & leads) << 1) & ~ByteMask.EqualEither(bytes, 0x97, 0xB7);
        ulong upper = second & ByteMask.NotAsciiBelow(bytes, 0x9F);
        ulong lower = second & ~upper;
        Upper |= upper | (upper >> 1);
        Lower |= lower | (lower >> 1);
        return leads & ~(second >> 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Cyrillic(byte* bytes, ulong leads)
    {
        ulong first = (ByteMask.Equal(bytes, 0xD0) & leads) << 1;
        ulong second = (ByteMask.Equal(bytes, 0xD1) & leads) << 1;
        ulong upper = first & ByteMask.NotAsciiBelow(bytes, 0xB0);
        ulong lower = (first & ~upper) | (second & ByteMask.NotAsciiBelow(bytes, 0xA0));
        Upper |= upper | (upper >> 1);
        Lower |= lower | (lower >> 1);
        return leads & ~((upper | lower) >> 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Han(byte* bytes, ulong leads)
    {
        ulong wholly = ByteMask.InRange(bytes, 0xE5, 0xE9) | ByteMask.InRange(bytes, 0xEB, 0xEC);
        ulong partly = (ByteMask.Equal(bytes, 0xE4) << 1) & ~ByteMask.Equal(bytes, 0xB7);
        ulong first = (wholly | (partly >> 1)) & leads;
        Caseless |= first | (first << 1) | (first << 2);
        return leads & ~first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Kana(byte* bytes, ulong leads)
    {
        ulong second = (ByteMask.Equal(bytes, 0xE3) & leads) << 1;
        ulong third = ((second & ByteMask.Equal(bytes, 0x81)) << 1) & ~ByteMask.Equal(bytes, 0x80);
        third |= ((second & ByteMask.Equal(bytes, 0x82)) << 1) & ~ByteMask.InRange(bytes, 0x97, 0xA0);
        third |= ((second & ByteMask.Equal(bytes, 0x83)) << 1) & ~ByteMask.Equal(bytes, 0xBB);
        Caseless |= third | (third >> 1) | (third >> 2);
        return leads & ~(third >> 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Signs(byte* bytes, ulong leads)
    {
        ulong second = (ByteMask.Equal(bytes, 0xE2) & leads) << 1;
        ulong third = ((second & ByteMask.Equal(bytes, 0x80)) << 1) & (ByteMask.InRange(bytes, 0x8B, 0xA7) | ByteMask.InRange(bytes, 0xB0, 0xBF));
        ulong other = second & ByteMask.InRange(bytes, 0x94, 0x9C);
        return leads & ~((third >> 2) | (other >> 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WideSigns(byte* bytes, ulong leads)
    {
        ulong brackets = ((((ByteMask.Equal(bytes, 0xE3) & leads) << 1) & ByteMask.Equal(bytes, 0x80)) << 1) & (ByteMask.InRange(bytes, 0x81, 0x83) | ByteMask.InRange(bytes, 0x88, 0xA0));
        ulong wide = ((((ByteMask.Equal(bytes, 0xEF) & leads) << 1) & ByteMask.Equal(bytes, 0xBC)) << 1) & (ByteMask.InRange(bytes, 0x80, 0x8F) | ByteMask.InRange(bytes, 0x9A, 0xA0));
        return leads & ~((brackets | wide) >> 2);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Scripts LookUp(VocabularyTable vocabulary, byte* bytes, ulong leads, out CodePointClasses found)
    {
        Scripts scripts = Scripts.None;
        ulong head = 0, tail = 0, number = 0, space = 0, punctuation = 0;
        for (ulong rest = leads; rest != 0; rest &= rest - 1)
        {
            int index = BitOperations.TrailingZeroCount(rest);
            uint four = Unsafe.ReadUnaligned<uint>(bytes + index);
            ulong mask;
            scripts |= ScriptOf(four);
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

        found.Upper = head & ~tail;
        found.Lower = tail & ~head;
        found.Caseless = head & tail;
        found.Marks = head & punctuation;
        found.Numbers = number;
        found.WhiteSpace = space;
        return scripts;
    }

    private static Scripts ScriptOf(uint bytes) => (byte)bytes switch
    {
        0xC2 => Scripts.LatinSigns,
        0xC3 => Scripts.Latin,
        0xD0 or 0xD1 => Scripts.Cyrillic,
        0xE2 => Scripts.Signs,
        0xE3 => (byte)(bytes >> 8) == 0x80 ? Scripts.WideSigns : Scripts.Kana,
        (>= 0xE4 and <= 0xE9) or 0xEB or 0xEC => Scripts.Han,
        0xEF => Scripts.WideSigns,
        _ => Scripts.None,
    };

    private struct CodePointClasses
    {
        public ulong Upper;
        public ulong Lower;
        public ulong Caseless;
        public ulong Marks;
        public ulong Numbers;
        public ulong WhiteSpace;
    }
}
