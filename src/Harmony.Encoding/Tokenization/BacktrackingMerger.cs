using System.Buffers;
using System.Runtime.CompilerServices;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Finds what the bytes of a piece merge into without merging: from left to right it takes the longest token that may
/// stand there, and goes back where that leads nowhere.
/// </summary>
/// <remarks>
/// <para>Tokens in a row are what their bytes merge into exactly if each two neighbours are what their own bytes merge into
/// (<see cref="TokenPair"/>), given that merging arrives at every single token, which the builder checks. And there is only
/// one such row. So any row of tokens that covers the piece with valid neighbours is the one. (The idea is that of the
/// rust-gems crate <c>bpe</c>, github.com/github/rust-gems.)</para>
/// <para>The tokens before a place are the one row for the bytes before it. So if none can follow there, no row has a border
/// at that place, whatever comes before: it is marked, and never tried again. Each place is left for good at most once and
/// a token has at most as many tokens that it begins with as it has bytes, so the time is linear in the piece's length.</para>
/// <para>Linear, but slow where tokens of nearly every length stand one in another, as those of a run of one character do:
/// most of them may not follow. A piece in which that is found is begun again, and what may follow what is then
/// remembered.</para>
/// </remarks>
internal static unsafe class BacktrackingMerger
{
    /// <summary>Pieces of up to this many bytes need no memory but the stack.</summary>
    private const int StackLength = 1024;

    private const uint NoToken = uint.MaxValue;

    /// <summary>After so many tokens that may not follow, it pays to remember which may.</summary>
    private const int MaxRefusals = 48;

    /// <summary>Says that a piece has more refusals than that.</summary>
    private const int TooManyRefusals = -1;

    /// <summary>Writes the tokens that some bytes merge into.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="bytes">The bytes, at least 1.</param>
    /// <param name="writer">Takes the ids.</param>
    public static void Merge(VocabularyTable vocabulary, scoped ReadOnlySpan<byte> bytes, scoped ref TokenWriter writer)
    {
        fixed (byte* first = bytes)
        {
            Merge(vocabulary, first, bytes.Length, ref writer);
        }
    }

    /// <summary>Writes the tokens of a piece that is no token itself.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="piece">The piece, pinned by the caller.</param>
    /// <param name="length">Its length in bytes, at least 1.</param>
    /// <param name="writer">Takes the ids.</param>
    [SkipLocalsInit]
    public static void Merge(VocabularyTable vocabulary, byte* piece, int length, scoped ref TokenWriter writer)
    {
        if (length <= StackLength)
        {
            int* ids = stackalloc int[StackLength];
            writer.Add(new ReadOnlySpan<int>(ids, Merge(vocabulary, piece, length, ids)));
            return;
        }

        MergeLong(vocabulary, piece, length, ref writer);
    }

    /// <summary>Writes the tokens of a short piece that is no token itself.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="piece">The piece, pinned by the caller.</param>
    /// <param name="length">Its length in bytes, 1 … <see cref="StackLength"/>.</param>
    /// <param name="ids">Takes the ids, at most <paramref name="length"/>.</param>
    /// <returns>How many.</returns>
    [SkipLocalsInit]
    public static int Merge(VocabularyTable vocabulary, byte* piece, int length, int* ids)
    {
        ulong* blocked = stackalloc ulong[(StackLength / 64) + 1];
        Unsafe.InitBlockUnaligned(blocked, 0, (uint)((length / 64) + 1) * sizeof(ulong));
        return Merge(vocabulary, piece, length, ids, blocked);
    }

    private static void MergeLong(VocabularyTable vocabulary, byte* piece, int length, scoped ref TokenWriter writer)
    {
        int[] ids = ArrayPool<int>.Shared.Rent(length);
        ulong[] blocked = ArrayPool<ulong>.Shared.Rent((length / 64) + 1);
        blocked.AsSpan().Clear();
        fixed (int* firstId = ids)
        fixed (ulong* firstBlocked = blocked)
        {
            writer.Add(new ReadOnlySpan<int>(firstId, Merge(vocabulary, piece, length, firstId, firstBlocked)));
        }

        ArrayPool<int>.Shared.Return(ids);
        ArrayPool<ulong>.Shared.Return(blocked);
    }

    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="ids">Takes the ids: as many as there are bytes at the most, since each has at least one.</param>
    /// <param name="blocked">A bit for each place that no row of tokens has a border at; none yet. The place behind the last
    /// byte has one too.</param>
    private static int Merge(VocabularyTable vocabulary, byte* piece, int length, int* ids, ulong* blocked)
    {
        int count = MergeAfresh(vocabulary, piece, length, ids, blocked);
        return count == TooManyRefusals ? MergeRemembering(vocabulary, piece, length, ids, blocked) : count;
    }

    private static int MergeAfresh(VocabularyTable vocabulary, byte* piece, int length, int* ids, ulong* blocked)
    {
        int refusals = 0;
        byte* end = piece + length;
        byte* start = piece;
        int* next = ids;
        ulong unit = vocabulary.LongestToken(start, end, out byte* tokenEnd);
        uint token = TrieUnit.Token(unit);
        uint before = NoToken;

        // The unit of the token before, while that token is the longest that its text begins with; else 0.
        ulong longestBefore = 0;
        while (true)
        {
            long place = tokenEnd - piece;
            if (!IsBlocked(blocked, place)
                && (before == NoToken || Follows(vocabulary, before, longestBefore, token, start)))
            {
                *next++ = (int)token;
                if (tokenEnd >= end)
                {
                    return (int)(next - ids);
                }

                before = token;
                longestBefore = unit;
                start = tokenEnd;
                unit = vocabulary.LongestToken(start, end, out tokenEnd);
                token = TrieUnit.Token(unit);
                continue;
            }

            if (++refusals > MaxRefusals)
            {
                return TooManyRefusals;
            }

            // The next shorter token here; if there is none, the place is blocked, and the token before has to be shorter.
            unit = 0;
            uint shorter = TokenLinks.Prefix(vocabulary.Links(token));
            while (shorter == TokenLinks.NoPrefix)
            {
                shorter = GoBack(vocabulary, piece, ids, blocked, ref next, ref start);
                before = next > ids ? (uint)next[-1] : NoToken;
                longestBefore = 0;
            }

            token = shorter;
            tokenEnd = start + TokenLinks.Length(vocabulary.Links(token));
        }
    }

    /// <summary>The same, with a memory for what may follow what. Places that were found to be blocked stay so.</summary>
    [SkipLocalsInit]
    private static int MergeRemembering(VocabularyTable vocabulary, byte* piece, int length, int* ids, ulong* blocked)
    {
        ulong* memory = stackalloc ulong[FollowerMemory.Size];
        Unsafe.InitBlockUnaligned(memory, 0, FollowerMemory.Size * sizeof(ulong));
        var followers = new FollowerMemory(vocabulary, memory);
        byte* end = piece + length;
        LongestTokenMemory.Entry* places = stackalloc LongestTokenMemory.Entry[LongestTokenMemory.Size];
        Unsafe.InitBlockUnaligned(places, 0, (uint)(LongestTokenMemory.Size * sizeof(LongestTokenMemory.Entry)));
        var longest = new LongestTokenMemory(vocabulary, end, places);
        byte* start = piece;
        int* next = ids;
        uint token = longest.Find(start);
        while (true)
        {
            if (next > ids)
            {
                token = followers.First((uint)next[-1], token);
            }

            while (token == TokenLinks.NoPrefix)
            {
                token = GoBack(vocabulary, piece, ids, blocked, ref next, ref start);
                if (next > ids)
                {
                    token = followers.First((uint)next[-1], token);
                }
            }

            ulong found = vocabulary.Links(token);
            long place = start + TokenLinks.Length(found) - piece;
            if (IsBlocked(blocked, place))
            {
                token = TokenLinks.Prefix(found);
                continue;
            }

            *next++ = (int)token;
            start = piece + place;
            if (start >= end)
            {
                return (int)(next - ids);
            }

            token = longest.Find(start);
        }
    }

    /// <summary>Blocks the place that was come to and takes the last token back.</summary>
    /// <returns>The next shorter token where that one stood, or <see cref="TokenLinks.NoPrefix"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint GoBack(VocabularyTable vocabulary, byte* piece, int* ids, ulong* blocked, ref int* next, ref byte* start)
    {
        // The first place is never left for good: every piece has a row of tokens.
        if (next == ids)
        {
            ThrowHelper.TextChanged();
        }

        long here = start - piece;
        blocked[here >> 6] |= 1UL << (int)(here & 63);
        ulong links = vocabulary.Links((uint)*--next);
        start -= TokenLinks.Length(links);
        return TokenLinks.Prefix(links);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBlocked(ulong* blocked, long place) => ((blocked[place >> 6] >> (int)(place & 63)) & 1) != 0;

    /// <summary>Whether a token may follow another one.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="before">The one before.</param>
    /// <param name="longestBefore">Its unit, if it is the longest token that its text begins with; else 0.</param>
    /// <param name="token">The token.</param>
    /// <param name="start">Where it begins in the text; the other one ends there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Follows(VocabularyTable vocabulary, uint before, ulong longestBefore, uint token, byte* start) =>
        longestBefore == 0 ? TokenPair.IsStable(vocabulary, before, token)
        : !TrieUnit.MayMergeWith(longestBefore, *start)
            || !TokenLinks.MayMergeWith(vocabulary.LeftEdge(token), start[-1])
            || TokenPair.IsStableAfterLongest(vocabulary, before, token);
}
