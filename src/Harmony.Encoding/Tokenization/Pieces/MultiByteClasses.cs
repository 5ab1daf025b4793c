using System.Numerics;
using System.Runtime.CompilerServices;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// The classes of the characters of several bytes in a window: each mask has a bit for each byte of a character of the class.
/// </summary>
/// <remarks>
/// <para>The most common scripts are classified 64 bytes at once, by what characters with the same lead byte have in common. Other
/// characters are looked up in the vocabulary's table one by one. The first character of a script is always looked up, and from
/// then on the script is known: a text has few scripts, so the branches on them are predicted, which branches on the characters of
/// each window would not be.</para>
/// <para>The facts about code points are those of Unicode 16.0, as in the table. The mask of lead bytes, shifted up, is that of the
/// second bytes, and so on; the mask of the last byte that decided is shifted down again.</para>
/// <para>Safety: the methods read <see cref="ByteMask.Width"/> bytes from <c>bytes</c> on, and <see cref="LookUp"/> four at each
/// lead; <see cref="ClassMasks"/> asserts that.</para>
/// </remarks>
internal unsafe struct MultiByteClasses
{
    private const uint MaxCodePoint = 0x10FFFF;

    public ulong Upper;
    public ulong Lower;

    /// <summary>Caseless letters and marks.</summary>
    public ulong Caseless;

    public ulong WhiteSpace;
    public ulong Marks;
    public ulong Numbers;

    /// <summary>Classifies the characters that begin at <paramref name="leads"/>, and adds their scripts to <paramref name="scripts"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Find(VocabularyTable vocabulary, byte* bytes, ulong leads, ref Scripts scripts)
    {
        if ((scripts & Scripts.LatinSigns) != 0)
        {
            leads = LatinSigns(bytes, leads);
        }

        if ((scripts & Scripts.LatinLetters) != 0)
        {
            leads = LatinLetters(bytes, leads);
        }

        if ((scripts & Scripts.Cyrillic) != 0)
        {
            leads = Cyrillic(bytes, leads);
        }

        if ((scripts & Scripts.HanAndHangul) != 0)
        {
            leads = HanAndHangul(bytes, leads);
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
            // Into a separate variable, so that the masks can stay in registers.
            scripts |= LookUp(vocabulary, bytes, leads, out MultiByteClasses others);
            Upper |= others.Upper;
            Lower |= others.Lower;
            Caseless |= others.Caseless;
            WhiteSpace |= others.WhiteSpace;
            Marks = others.Marks;
            Numbers = others.Numbers;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong LatinSigns(byte* bytes, ulong leads)
    {
        // No-break space; signs, except for U+00AA, a letter, and the superscripts after U+00B1, which are numbers; »
        ulong second = (ByteMask.Equal(bytes, 0xC2) & leads) << 1;
        ulong other = second & (ByteMask.InRange(bytes, 0xA1, 0xA9) | ByteMask.InRange(bytes, 0xAB, 0xB1) | ByteMask.Equal(bytes, 0xBB));
        ulong space = second & ByteMask.Equal(bytes, 0xA0);
        WhiteSpace |= space | (space >> 1);
        return leads & ~((space | other) >> 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong LatinLetters(byte* bytes, ulong leads)
    {
        // U+00C0 to U+00FF are letters, except for the multiplication sign and the division sign.
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
        // U+0400 to U+042F are upper-case, U+0430 to U+045F lower-case.
        ulong first = (ByteMask.Equal(bytes, 0xD0) & leads) << 1;
        ulong second = (ByteMask.Equal(bytes, 0xD1) & leads) << 1;
        ulong upper = first & ByteMask.NotAsciiBelow(bytes, 0xB0);
        ulong lower = (first & ~upper) | (second & ByteMask.NotAsciiBelow(bytes, 0xA0));
        Upper |= upper | (upper >> 1);
        Lower |= lower | (lower >> 1);
        return leads & ~((upper | lower) >> 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong HanAndHangul(byte* bytes, ulong leads)
    {
        // All letters, except for the hexagrams U+4DC0 to U+4DFF.
        ulong wholly = ByteMask.InRange(bytes, 0xE5, 0xE9) | ByteMask.InRange(bytes, 0xEB, 0xEC);
        ulong partly = (ByteMask.Equal(bytes, 0xE4) << 1) & ~ByteMask.Equal(bytes, 0xB7);
        ulong first = (wholly | (partly >> 1)) & leads;
        Caseless |= first | (first << 1) | (first << 2);
        return leads & ~first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Kana(byte* bytes, ulong leads)
    {
        // All letters, except for U+3040, U+3097 to U+309C (not assigned, marks and signs), U+30A0 and U+30FB (punctuation).
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
        // U+200B to U+2027, U+2030 to U+203F and U+2500 to U+273F: no spaces, numbers, letters or marks.
        ulong second = (ByteMask.Equal(bytes, 0xE2) & leads) << 1;
        ulong third = ((second & ByteMask.Equal(bytes, 0x80)) << 1) & (ByteMask.InRange(bytes, 0x8B, 0xA7) | ByteMask.InRange(bytes, 0xB0, 0xBF));
        ulong other = second & ByteMask.InRange(bytes, 0x94, 0x9C);
        return leads & ~((third >> 2) | (other >> 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WideSigns(byte* bytes, ulong leads)
    {
        // U+3001 to U+3003, U+3008 to U+3020, U+FF00 to U+FF0F and U+FF1A to U+FF20: no spaces, numbers, letters or marks.
        ulong narrow = ((ByteMask.Equal(bytes, 0xE3) & leads) << 1) & ByteMask.Equal(bytes, 0x80);
        ulong brackets = (narrow << 1) & (ByteMask.InRange(bytes, 0x81, 0x83) | ByteMask.InRange(bytes, 0x88, 0xA0));
        ulong full = ((ByteMask.Equal(bytes, 0xEF) & leads) << 1) & ByteMask.Equal(bytes, 0xBC);
        ulong wide = (full << 1) & (ByteMask.InRange(bytes, 0x80, 0x8F) | ByteMask.InRange(bytes, 0x9A, 0xA0));
        return leads & ~((brackets | wide) >> 2);
    }

    /// <summary>Classifies characters one by one.</summary>
    /// <param name="vocabulary">The source of the classes.</param>
    /// <param name="bytes">The window.</param>
    /// <param name="leads">Where the characters begin.</param>
    /// <param name="found">Their classes.</param>
    /// <returns>Their scripts.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Scripts LookUp(VocabularyTable vocabulary, byte* bytes, ulong leads, out MultiByteClasses found)
    {
        found = default;
        Scripts scripts = Scripts.None;
        for (; leads != 0; leads &= leads - 1)
        {
            // In bounds: a lead is among the last three of 64 bytes only in a copy, which has four bytes more.
            int index = BitOperations.TrailingZeroCount(leads);
            uint character = Unsafe.ReadUnaligned<uint>(bytes + index);
            CharacterClass characterClass = vocabulary.ClassOf(CodePoint(character, out ulong mask));
            scripts |= ScriptOf(character);
            mask <<= index;

            ulong head = mask & Mask(characterClass, CharacterClass.WordHead);
            ulong tail = mask & Mask(characterClass, CharacterClass.WordTail);
            found.Upper |= head & ~tail;
            found.Lower |= tail & ~head;
            found.Caseless |= head & tail;
            found.WhiteSpace |= mask & Mask(characterClass, CharacterClass.WhiteSpace);
            found.Marks |= head & Mask(characterClass, CharacterClass.Punctuation);
            found.Numbers |= mask & Mask(characterClass, CharacterClass.Number);
        }

        return scripts;
    }

    /// <summary>All bits if a class is in a set, otherwise none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(CharacterClass characterClass, CharacterClass set) => (characterClass & set) != 0 ? ulong.MaxValue : 0;

    /// <summary>The code point that begins with the lowest of four bytes, and a bit for each of its bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint CodePoint(uint bytes, out ulong mask)
    {
        uint second = (bytes >> 8) & 0x3F;
        if ((byte)bytes < 0xE0)
        {
            mask = 0b11;
            return ((bytes & 0x1F) << 6) | second;
        }

        uint third = (bytes >> 16) & 0x3F;
        if ((byte)bytes < 0xF0)
        {
            mask = 0b111;
            return ((bytes & 0x0F) << 12) | (second << 6) | third;
        }

        // Text that is not valid UTF-8 could have more.
        mask = 0b1111;
        return Math.Min(((bytes & 0x07) << 18) | (second << 12) | (third << 6) | ((bytes >> 24) & 0x3F), MaxCodePoint);
    }

    private static Scripts ScriptOf(uint bytes) => (byte)bytes switch
    {
        0xC2 => Scripts.LatinSigns,
        0xC3 => Scripts.LatinLetters,
        0xD0 or 0xD1 => Scripts.Cyrillic,
        0xE2 => Scripts.Signs,
        0xE3 => (byte)(bytes >> 8) == 0x80 ? Scripts.WideSigns : Scripts.Kana,
        (>= 0xE4 and <= 0xE9) or 0xEB or 0xEC => Scripts.HanAndHangul,
        0xEF => Scripts.WideSigns,
        _ => Scripts.None,
    };
}
