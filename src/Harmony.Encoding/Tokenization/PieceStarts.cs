using System.Numerics;
using System.Runtime.CompilerServices;

namespace Harmony.Tokenization;

/// <summary>Finds where pieces begin in a <see cref="TextWindow"/>: a bit for each byte at which one does.</summary>
/// <remarks>
/// A piece is found by looking forward from its start only, so what the pattern makes of a window that begins with a piece is
/// what it makes of the text. Which code points may stand side by side in a piece says <see cref="SafeCut"/>; from that, and
/// the order of the alternatives (numbered as in <see cref="PreTokenizer"/>), follows for a character that is
/// <list type="bullet">
/// <item>a letter: it begins a piece unless a letter or a prefix stands before it. White space other than a line break always
/// is its prefix: the last of its run is left over by 6. Punctuation is its prefix if a piece begins there, since 1 and 2 are
/// tried before 4. After a letter it begins a piece if the word so far is <c>U* L+</c> and it is upper-case; and where U*
/// gave back what it had taken, <see cref="CutsAfterCaseless"/>. Nothing goes on after a contraction.</item>
/// <item>a number: every third one of a run begins a piece.</item>
/// <item>punctuation: it begins a piece unless punctuation stands before it, or a space, which 4 takes in;</item>
/// <item>a line break: if a run of punctuation stands before it, it belongs to that, and so do all the line breaks and slashes
/// that follow: this tail of 4 is neither punctuation nor white space to the other rules.</item>
/// <item>white space: a run of it begins a piece. If it has a line break, 5 ends after the last one. If something follows that
/// is no white space, 6 leaves the last character to it, unless that is a line break.</item>
/// </list>
/// So all but three things are decided by what stands before a character. These three are what follows a run of upper-case
/// letters, or of white space without a line break, or an apostrophe. Where the window ends before it is known what follows a
/// run, no start is reported in the run that would depend on it; no other can follow in the window. A contraction is looked
/// for in the text itself. Every start that is reported is right, and all are before the last one reported.
/// <para>
/// Marks after letters or marks in a word are no different from caseless letters. Others, and numbers of several bytes, are
/// undecided: starts from the first of these on mean nothing, but those before it are as certain as any, since what looks
/// ahead asks for letters and white space only.
/// </para>
/// <para>
/// A window may also begin inside a word, if its last character before is no upper-case one (<see cref="WordPart"/>). All that
/// follows depends on is then whether the word is in its tail.
/// </para>
/// </remarks>
internal static unsafe class PieceStarts
{
    /// <summary>The piece starts in a window of ASCII that begins with a piece, but for its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong OfAscii(in TextWindow window) => Of(window, ClassMasks.OfAscii(window), isAscii: true, out _);

    /// <summary>The piece starts in any window, but for its own if it begins with a piece.</summary>
    /// <param name="window">The text.</param>
    /// <param name="classes">The classes of its characters.</param>
    /// <param name="after">What stands before the window's end, for a window that begins there.</param>
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
        ulong caseCuts = upper & ((tails << 1) | tailBefore);
        after = WordPart.None;
        if (!isAscii)
        {
            ulong open = upper & (((caseless & ~tails) << 1) | (letterBefore & ~tailBefore));
            if (open != 0)
            {
                caseCuts |= CutsAfterCaseless(open, upper, letters, window.Length, window.IsLast);
            }

            int last = window.Length - 1;
            after = (WordPart)((((tails | caseless) >> last) & 1) | (((tails >> last) & 1) << 1));
        }

        ulong starts = punctuationStarts | wordStarts | caseCuts | NumberStarts(classes.Number) | WhiteSpaceStarts(window, whiteSpace, lineBreaks, continuation);
        return starts & ((window.Valid & ~1UL) | letterBefore);
    }

    /// <summary>
    /// <paramref name="seeds"/>, some bits of <paramref name="through"/>, and all its bits that adjoin these above: a carry
    /// runs from each seed through the bits above it, and leaves them changed.
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
            // A contraction's letters are not the end of a word that could have another.
            int index = BitOperations.TrailingZeroCount(apostrophes);
            if ((((contractions << 1) >> index) & 1) == 0)
            {
                byte* start = text + index;
                int length = (int)(PreTokenizer.ContractionEnd(start, textEnd) - start);
                contractions |= ((1UL << length) - 1) << index;
            }
        }

        return contractions;
    }

    /// <summary>
    /// The upper-case letters that follow caseless ones before the tail of a word and begin a piece: those of a run that ends
    /// the word. U* L+ then ends with the caseless letter, whereas with another letter it would go on.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong CutsAfterCaseless(ulong open, ulong upper, ulong letters, int length, bool isLast)
    {
        ulong cuts = 0;
        for (; open != 0; open &= open - 1)
        {
            int index = BitOperations.TrailingZeroCount(open);
            int end = index + BitOperations.TrailingZeroCount(~(upper >> index));
            bool endsWord = end < length ? ((letters >> end) & 1) == 0 : isLast;
            cuts |= (endsWord ? 1UL : 0) << index;
        }

        return cuts;
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
        // What stands behind the window counts as white space here: then the last one in it is no start.
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
            // Not in a run of blanks that may go on behind the window: another line break may follow.
            afterBreaks &= ulong.MaxValue >> BitOperations.LeadingZeroCount(window.Valid & ~blanks);
        }

        // Nor where a line break follows the run: found by a carry through the run, and taken back.
        ulong breaksAfter = (blanks + afterBreaks) & lineBreaks;
        for (; breaksAfter != 0; breaksAfter &= breaksAfter - 1)
        {
            ulong below = afterBreaks & ((breaksAfter & (0 - breaksAfter)) - 1);
            afterBreaks ^= 1UL << (63 - BitOperations.LeadingZeroCount(below));
        }

        return (whiteSpace & ~(whiteSpace << 1)) | lasts | afterBreaks;
    }
}
