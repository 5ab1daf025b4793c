using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Finds safe boundaries: places where a text can be divided so that the ids of the two halves, encoded separately, are the ids of
/// the whole, whatever surrounds them.
/// </summary>
/// <remarks>
/// <para>A place is safe if two conditions hold for any text around it. First, no match of the pattern (<see cref="PreTokenizer"/>)
/// reaches over it, in the whole text or when it is tried on the way to another match. Then a piece ends there, and the pieces after
/// it are those of the second half, since a piece is found by looking forward only. Second, the pieces before it are the same if the
/// text ends there: what can match before the place also matches without what follows, with the exception of the one look-ahead,
/// <c>\s+(?!\S)</c>, which distinguishes an end from a code point that is not white space.</para>
/// <para>No match reaches over a place between two code points that are adjacent nowhere in the pattern. What may follow a code point
/// in its piece (P is <c>[^\r\n\p{L}\p{N}]</c>, the prefix of a word; a mark counts as punctuation and as part of a word):</para>
/// <list type="bullet">
/// <item>a letter: in alternatives 1 and 2 letters, marks, and the apostrophe of a contraction;</item>
/// <item>a number: in 3 a number;</item>
/// <item>punctuation and marks: as P, or as a mark in a word, in 1 and 2 letters, marks and an apostrophe; in 4
/// punctuation, and <c>[\r\n/]</c>. So never a number, nor white space other than a line break;</item>
/// <item>a line break: in 4 <c>[\r\n/]</c>; in 5 to 7 white space. So never what is neither white space nor a slash;</item>
/// <item>other white space: as P letters and marks, for a space in 4 punctuation, in 5 to 7 white space: anything except a number.</item>
/// </list>
/// <para>The look-ahead can make a difference only if white space precedes the place. After a line break it does not: 5 is tried
/// before 6, and it matches if the white space from some place on has a line break; so 6 is tried only on white space that ends
/// earlier. After other white space it does ("  5" is two pieces, its two spaces alone are one), so no such place counts as
/// safe.</para>
/// </remarks>
internal static partial class SafeBoundary
{
    /// <summary>
    /// The last safe boundary of a text that any text may follow: the ids of what precedes it do not depend on that text.
    /// </summary>
    /// <param name="vocabulary">The source of the character classes.</param>
    /// <param name="utf8">Valid UTF-8.</param>
    /// <returns>The index of the first byte after the boundary, or 0 if there is none.</returns>
    public static int LastBefore(VocabularyTable vocabulary, ReadOnlySpan<byte> utf8)
    {
        int after = utf8.Length;
        uint codePointAfter = 0;
        for (int start = utf8.Length - 1; start >= 0; start--)
        {
            if (!IsFirstByte(utf8[start]))
            {
                continue;
            }

            uint codePoint = CodePointAt(utf8, start, out _);
            if (after < utf8.Length && IsBetween(vocabulary, codePoint, codePointAfter))
            {
                return after;
            }

            after = start;
            codePointAfter = codePoint;
        }

        return 0;
    }

    /// <summary>
    /// The first safe boundary of a text that any text may precede: the ids of what follows it do not depend on that text.
    /// </summary>
    /// <param name="vocabulary">The source of the character classes.</param>
    /// <param name="utf8">Valid UTF-8.</param>
    /// <returns>The index of the first byte after the boundary, or the text's length if there is none.</returns>
    public static int FirstAfter(VocabularyTable vocabulary, ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return 0;
        }

        uint before = CodePointAt(utf8, 0, out int length);
        for (int place = length; place < utf8.Length; place += length)
        {
            uint codePoint = CodePointAt(utf8, place, out length);
            if (IsBetween(vocabulary, before, codePoint))
            {
                return place;
            }

            before = codePoint;
        }

        return utf8.Length;
    }

    /// <summary>Whether the place between two code points is a safe boundary.</summary>
    public static bool IsBetween(VocabularyTable vocabulary, uint before, uint after)
    {
        const CharacterClass Word = CharacterClass.WordHead | CharacterClass.WordTail;
        CharacterClass first = vocabulary.ClassOf(before);
        CharacterClass second = vocabulary.ClassOf(after);
        if ((first & CharacterClass.Punctuation) != 0)
        {
            return (second & CharacterClass.Number) != 0
                || (second & (CharacterClass.WhiteSpace | CharacterClass.LineBreak)) == CharacterClass.WhiteSpace;
        }

        return (first & Word) != 0 ? (second & Word) == 0 && after != '\''
            : (first & CharacterClass.Number) != 0 ? (second & CharacterClass.Number) == 0
            : (first & CharacterClass.LineBreak) != 0 && (second & CharacterClass.WhiteSpace) == 0 && after != '/';
    }

    /// <summary>Whether a byte of valid UTF-8 begins a code point.</summary>
    private static bool IsFirstByte(byte value) => (value & 0xC0) != 0x80;

    /// <summary>The code point that begins at a place of valid UTF-8, and its length in bytes.</summary>
    internal static uint CodePointAt(ReadOnlySpan<byte> utf8, int start, out int length)
    {
        uint lead = utf8[start];
        length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

        // A lead byte of a sequence of n bytes has 7 - n bits of the code point, each other byte six.
        uint codePoint = length == 1 ? lead : lead & (0x7Fu >> length);
        for (int i = 1; i < length; i++)
        {
            codePoint = (codePoint << 6) | (utf8[start + i] & 0x3Fu);
        }

        return codePoint;
    }
}
