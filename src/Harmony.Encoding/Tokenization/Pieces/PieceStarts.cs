using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Harmony.Tokenization;

/// <summary>Finds where pieces begin in a <see cref="TextWindow"/>: a bit for each byte at which one does.</summary>
/// <remarks>
/// <para>The algorithm: masks of the window's bytes, one bit each, are combined so that all pieces are found at once. An example,
/// with the lowest bit on the left, as the text is read:</para>
/// <code>
/// text              I'll␠␠pay␠12345⏎
/// contractions      .111............     taken out of the letters and the punctuation
/// letters           1.....111.......
/// numbers           ..........11111.
/// whiteSpace        ....11...1.....1
/// lineBreaks        ...............1
/// prefixEnds        ....11...1......     what a word may begin with: white space except line breaks, first punctuation
/// wordStarts        1...............     letters &amp; ~((letters | prefixEnds) &lt;&lt; 1): p has its space before it
/// NumberStarts      ..........1..1..     every third of a run
/// WhiteSpaceStarts  ....11...1.....1     a run begins; its last blank goes to what follows
/// starts            1...11...11..1.1     I'll | ␠ | ␠pay | ␠ | 123 | 45 | ⏎
/// </code>
/// <para>Why it is right: a piece is found by looking forward from its start only, so what the pattern finds in a window that begins
/// with a piece is what it finds in the text. <see cref="SafeBoundary"/> lists which code points may be adjacent in a piece. From
/// that, and from the order of the alternatives (numbered as in <see cref="PreTokenizer"/>), it follows for a character that is</para>
/// <list type="bullet">
/// <item>a letter: it begins a piece unless a letter or a prefix precedes it. White space other than a line break is always its
/// prefix, since 6 leaves the last blank of a run. Punctuation is its prefix if a piece begins there, since 1 and 2 are tried before
/// 4. After a letter it begins a piece if the word so far is <c>U* L+</c> and it is upper-case, or if U* gave back what it had taken
/// (<see cref="StartsAfterCaseless"/>). Nothing continues a contraction;</item>
/// <item>a number: every third one of a run begins a piece;</item>
/// <item>punctuation: it begins a piece unless punctuation precedes it, or a space, which 4 includes;</item>
/// <item>a line break: if a run of punctuation precedes it, it belongs to that run, as do all the line breaks and slashes that
/// follow: this tail of 4 is neither punctuation nor white space for the other rules;</item>
/// <item>white space: a run of it begins a piece. If it has a line break, 5 ends after the last one. If something other than white
/// space follows, 6 leaves the last character to it, unless that is a line break.</item>
/// </list>
/// <para>So what precedes a character decides, with three exceptions: what follows a run of upper-case letters, a run of white space
/// without a line break, and an apostrophe. If the window ends before it is known what follows a run, no start in the run that
/// depends on it is reported; no other can follow in the window. A contraction is looked for in the text itself. Every start that
/// is reported is right, and no start before the last one reported is missing.</para>
/// <para>Marks after letters or marks in a word are equivalent to caseless letters. Other marks, and numbers of several bytes, are
/// undecided: starts from the first of these on mean nothing, but those before it are certain, since only letters and white space
/// matter to what looks ahead.</para>
/// <para>A window may also begin inside a word, if the last character before it is not upper-case (<see cref="WordPart"/>). What
/// follows then depends only on whether the word is in its tail.</para>
/// </remarks>
internal static unsafe class PieceStarts
{
    /// <summary>The piece starts after the first one in a window of ASCII that begins with a piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong OfAscii(in TextWindow window) => Of(window, ClassMasks.OfAscii(window), isAscii: true, out _);

    /// <summary>The piece starts in any window; without the first one if the window begins with a piece.</summary>
    /// <param name="window">The text.</param>
    /// <param name="classes">The classes of its characters.</param>
    /// <param name="after">What precedes a window that begins where this one ends.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(in TextWindow window, in ClassMasks classes, out WordPart after) => Of(window, classes, isAscii: false, out after);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Of(in TextWindow window, in ClassMasks classes, bool isAscii, out WordPart after)
    {
        ulong letterBefore = isAscii ? 0 : (ulong)window.Before & 1;
        ulong tailBefore = isAscii ? 0 : (ulong)window.Before >> 1;
        ulong continuation = isAscii ? 0 : classes.Continuation;
        ulong upper = classes.Upper;
        ulong lower = classes.Lower;
        ulong caseless = isAscii ? 0 : classes.Caseless;
        ulong letters = upper | lower | caseless;

        ulong contractions = 0;
        ulong apostrophes = ByteMask.Equal(window.Bytes, (byte)'\'') & ((letters << 1) | letterBefore);
        if (apostrophes != 0)
        {
            contractions = Contractions(window.Text, window.TextEnd, apostrophes);
            letters &= ~contractions;
            upper &= ~contractions;
            lower &= ~contractions;
        }

        ulong whiteSpace = classes.WhiteSpace;
        ulong punctuation = window.Valid & ~(letters | classes.Number | whiteSpace | contractions);
        ulong lineBreaks = ByteMask.EqualEither(window.Bytes, (byte)'\n', (byte)'\r') & window.Valid;
        ulong punctuationTails = lineBreaks & (punctuation << 1);
        if (punctuationTails != 0)
        {
            ulong slashes = ByteMask.Equal(window.Bytes, (byte)'/') & window.Valid;
            punctuationTails = Flood(punctuationTails, lineBreaks | slashes);
            punctuation &= ~punctuationTails;
            whiteSpace &= ~punctuationTails;
            lineBreaks &= ~punctuationTails;
        }

        ulong punctuationStarts = punctuation & ~((punctuation | classes.Space) << 1);
        ulong prefixEnds = (isAscii ? punctuationStarts : LastBytes(punctuationStarts, continuation)) | (whiteSpace & ~lineBreaks);
        ulong wordStarts = letters & ~(((letters | prefixEnds) << 1) | letterBefore);

        ulong tails = isAscii ? lower : lower | Flood(((lower << 1) | tailBefore) & caseless, caseless);
        ulong caseStarts = upper & ((tails << 1) | tailBefore);
        after = WordPart.None;
        if (!isAscii)
        {
            ulong open = upper & (((caseless & ~tails) << 1) | (letterBefore & ~tailBefore));
            if (open != 0)
            {
                caseStarts |= StartsAfterCaseless(open, upper, letters, window.Length, window.IsLast);
            }

            int last = window.Length - 1;
            after = (WordPart)((((tails | caseless) >> last) & 1) | (((tails >> last) & 1) << 1));
        }

        ulong starts = punctuationStarts | wordStarts | caseStarts | NumberStarts(classes.Number) | WhiteSpaceStarts(window, whiteSpace, lineBreaks, continuation);
        return starts & ((window.Valid & ~1UL) | letterBefore);
    }

    /// <summary>
    /// <paramref name="seeds"/>, which are bits of <paramref name="through"/>, and all bits of it in an unbroken row above them: the
    /// carry of an addition runs from each seed through the bits above it and changes them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Flood(ulong seeds, ulong through) => (((through + seeds) ^ through) & through) | seeds;

    /// <summary>The last bytes of the characters that begin at <paramref name="starts"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LastBytes(ulong starts, ulong continuation) =>
        (starts | Flood((starts << 1) & continuation, continuation)) & ~(continuation >> 1);

    /// <summary>The bytes of the contractions that begin at some of the apostrophes, each of which follows a letter.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Contractions(byte* text, byte* textEnd, ulong apostrophes)
    {
        ulong contractions = 0;
        for (; apostrophes != 0; apostrophes &= apostrophes - 1)
        {
            // A contraction's letters are not the end of a word that could have another. In bounds: an apostrophe is a byte of
            // the window, and ContractionEnd reads up to the end of the text.
            int index = BitOperations.TrailingZeroCount(apostrophes);
            Debug.Assert(index < textEnd - text, "An apostrophe is inside the text.");
            if ((((contractions << 1) >> index) & 1) == 0)
            {
                byte* start = text + index;
                int length = (int)(PreTokenizer.ContractionEnd(start, textEnd) - start);
                Debug.Assert(length is >= 0 and <= 3, "The longest contraction has three bytes.");
                contractions |= ((1UL << length) - 1) << index;
            }
        }

        return contractions;
    }

    /// <summary>
    /// The upper-case letters after caseless ones in the head of a word that begin a piece: those of a run that ends the word.
    /// U* L+ then ends with the caseless letter; if another letter followed, it would continue.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong StartsAfterCaseless(ulong open, ulong upper, ulong letters, int length, bool isLast)
    {
        ulong starts = 0;
        for (; open != 0; open &= open - 1)
        {
            int index = BitOperations.TrailingZeroCount(open);
            int end = index + BitOperations.TrailingZeroCount(~(upper >> index));
            bool endsWord = end < length ? ((letters >> end) & 1) == 0 : isLast;
            starts |= (endsWord ? 1UL : 0) << index;
        }

        return starts;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NumberStarts(ulong numbers)
    {
        ulong starts = numbers & ~(numbers << 1);
        ulong pairs = numbers & (numbers << 1);
        ulong fours = pairs & (pairs << 2);
        for (ulong next = (starts << 3) & fours; next != 0; next = (next << 3) & fours)
        {
            starts |= next;
        }

        return starts;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WhiteSpaceStarts(in TextWindow window, ulong whiteSpace, ulong lineBreaks, ulong continuation)
    {
        // What follows the window counts as white space here, so that the last blank in it is not a start.
        ulong blanks = whiteSpace & ~lineBreaks;
        ulong lasts = blanks & ~(((whiteSpace | ~window.Valid) >> 1) | (1UL << 63));
        if (continuation != 0)
        {
            // From their last bytes to their first ones; white space has at most three.
            lasts = (lasts & ~continuation) | ((lasts & continuation) >> 1);
            lasts = (lasts & ~continuation) | ((lasts & continuation) >> 1);
        }

        ulong afterBreaks = blanks & (lineBreaks << 1);
        if (!window.IsLast)
        {
            // Not in a run of blanks that may continue after the window: another line break may follow.
            afterBreaks &= ulong.MaxValue >> BitOperations.LeadingZeroCount(window.Valid & ~blanks);
        }

        // Nor if a line break follows the run: found by a carry through the run, and taken back.
        ulong breaksAfter = (blanks + afterBreaks) & lineBreaks;
        for (; breaksAfter != 0; breaksAfter &= breaksAfter - 1)
        {
            ulong below = afterBreaks & ((breaksAfter & (0 - breaksAfter)) - 1);
            Debug.Assert(below != 0, "A carry comes from a bit below.");
            afterBreaks ^= 1UL << (63 - BitOperations.LeadingZeroCount(below));
        }

        return (whiteSpace & ~(whiteSpace << 1)) | lasts | afterBreaks;
    }
}
