using System.Numerics;
using System.Runtime.CompilerServices;

namespace Harmony.Tokenization;

/// <summary>Finds where pieces begin among up to 64 bytes, all at once: one bit a byte, the first the lowest.</summary>
internal static unsafe class PieceStarts
{
    /// <summary>The piece starts in a window all of ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong OfAscii(in TextWindow window)
    {
        var classes = ClassMasks.OfAscii(window);
        return Of(window, classes, isAscii: true, out _);
    }

    /// <summary>The piece starts in any window.</summary>
    /// <param name="window">The text.</param>
    /// <param name="classes">The classes of its characters, each on all bytes of the character; without marks that follow
    /// no letter or mark.</param>
    /// <param name="isAscii">A constant: whether there are characters of one byte only.</param>
    /// <param name="after">after</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(in TextWindow window, in ClassMasks classes, bool isAscii, out WordPart after)
    {
        ulong lower = classes.Lower;
        ulong letters = classes.Upper | lower | classes.Caseless;
        ulong whiteSpace = classes.WhiteSpace;
        ulong number = classes.Number;
        ulong continuation = isAscii ? 0 : classes.Continuation;
        ulong letterBefore = isAscii ? 0 : window.Before == WordPart.None ? 0UL : 1;
        ulong tailBefore = isAscii ? 0 : window.Before == WordPart.Tail ? 1UL : 0;

        // Contractions are the ends of words. Nothing begins in them, and something new behind them.
        ulong contractions = 0;
        ulong apostrophes = ByteMask.Equal(window.Bytes, (byte)'\'') & ((letters << 1) | letterBefore);
        if (apostrophes != 0)
        {
            contractions = Contractions(window.Text, window.TextEnd, apostrophes);
            letters &= ~contractions;
            lower &= ~contractions;
        }

        ulong punctuation = window.Valid & ~(letters | number | whiteSpace | contractions);
        ulong lineBreaks = ByteMask.EqualEither(window.Bytes, (byte)'\n', (byte)'\r') & window.Valid;

        // Line breaks that follow punctuation belong to it, with all line breaks and slashes that follow them.
        ulong firstOfTail = lineBreaks & (punctuation << 1);
        if (firstOfTail != 0)
        {
            ulong slashes = ByteMask.Equal(window.Bytes, (byte)'/') & window.Valid;
            ulong tail = Flood(firstOfTail, lineBreaks | slashes);
            punctuation &= ~tail;
            whiteSpace &= ~tail;
            lineBreaks &= ~tail;
        }

        // A run of punctuation; unless it follows a space, which it then belongs to.
        ulong punctuationStarts = punctuation & ~((punctuation | classes.Space) << 1);

        // A run of letters, unless a prefix stands before it.
        ulong blanks = whiteSpace & ~lineBreaks;
        ulong prefixEnds = (isAscii ? punctuationStarts : LastBytes(punctuationStarts, continuation)) | blanks;
        ulong starts = punctuationStarts | (letters & ~(((letters | prefixEnds) << 1) | letterBefore));

        // In a run of letters, what is upper-case after what is lower-case.
        if (isAscii)
        {
            starts |= classes.Upper & (lower << 1);
            after = WordPart.None;
        }
        else
        {
            ulong caseless = classes.Caseless & ~contractions;
            ulong upper = classes.Upper & ~contractions;
            ulong tail = lower | Flood(((lower << 1) | tailBefore) & caseless, caseless);
            starts |= upper & ((tail << 1) | tailBefore);
            ulong open = upper & (((caseless & ~tail) << 1) | (letterBefore & ~tailBefore));
            if (open != 0)
            {
                starts |= CutsAfterCaseless(open, upper, letters, window.Length, window.IsLast);
            }

            after = ((tail >> (window.Length - 1)) & 1) != 0 ? WordPart.Tail : ((caseless >> (window.Length - 1)) & 1) != 0 ? WordPart.Caseless : WordPart.None;
        }

        return starts | NumberStarts(number) | WhiteSpaceStarts(window, whiteSpace, lineBreaks, isAscii ? 0 : continuation);
    }

    /// <summary>The bits of <paramref name="through"/> that are reached from <paramref name="seeds"/>, some of them, going
    /// up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Flood(ulong seeds, ulong through) => (((through + seeds) ^ through) & through) | seeds;

    /// <summary>The last bytes of the characters that begin at <paramref name="starts"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LastBytes(ulong starts, ulong continuation)
    {
        ulong all = starts | Flood((starts << 1) & continuation, continuation);
        return all & ~(continuation >> 1);
    }

    /// <summary>The bytes of the contractions that begin at some of the apostrophes, each of which follows a letter.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Contractions(byte* text, byte* textEnd, ulong apostrophes)
    {
        ulong contractions = 0;
        for (; apostrophes != 0; apostrophes &= apostrophes - 1)
        {
            // The letters of a contraction are not a word that another could end.
            int index = BitOperations.TrailingZeroCount(apostrophes);
            if (((contractions << 1) >> index & 1) == 0)
            {
                byte* start = text + index;
                int length = (int)(PreTokenizer.ContractionEnd(start, textEnd) - start);
                contractions |= ((1UL << length) - 1) << index;
            }
        }

        return contractions;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong CutsAfterCaseless(ulong open, ulong upper, ulong letters, int length, bool isLast)
    {
        ulong cuts = 0;
        for (; open != 0; open &= open - 1)
        {
            int index = BitOperations.TrailingZeroCount(open);
            int end = index + BitOperations.TrailingZeroCount(~(upper >> index));
            bool followed = end >= length ? !isLast : ((letters >> end) & 1) != 0;
            cuts |= (followed ? 0UL : 1UL) << index;
        }

        return cuts;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NumberStarts(ulong number)
    {
        ulong starts = number & ~(number << 1);
        ulong fourth = number & (number << 1);
        fourth &= fourth << 2;
        for (ulong next = (starts << 3) & fourth; next != 0; next = (next << 3) & fourth)
        {
            starts |= next;
        }

        return starts;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WhiteSpaceStarts(in TextWindow window, ulong whiteSpace, ulong lineBreaks, ulong continuation)
    {
        ulong blanks = whiteSpace & ~lineBreaks;
        ulong starts = whiteSpace & ~(whiteSpace << 1);

        // The last one, if something else follows.
        ulong last = blanks & ~((whiteSpace | ~window.Valid) >> 1) & ~(1UL << 63);
        if (continuation != 0)
        {
            // White space has at most three bytes.
            last = (last & ~continuation) | ((last & continuation) >> 1);
            last = (last & ~continuation) | ((last & continuation) >> 1);
        }

        starts |= last;

        // After the last line break.
        ulong afterBreak = blanks & (lineBreaks << 1);
        if (!window.IsLast)
        {
            // not those that may go on
            afterBreak &= ulong.MaxValue >> BitOperations.LeadingZeroCount(window.Valid & ~blanks);
        }

        ulong ends = (blanks + afterBreak) & lineBreaks;
        starts |= afterBreak;
        for (; ends != 0; ends &= ends - 1)
        {
            ulong below = afterBreak & ((ends & (0 - ends)) - 1);
            starts &= ~(1UL << (63 - BitOperations.LeadingZeroCount(below)));
        }

        return starts;
    }
}
