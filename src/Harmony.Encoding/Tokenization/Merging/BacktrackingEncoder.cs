using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Finds the tokens that the bytes of a piece merge into, without merging: from left to right it takes the longest token that is
/// allowed at a place, and goes back if that leads nowhere.
/// </summary>
/// <remarks>
/// <para>The algorithm:</para>
/// <code>
/// place = 0; token = the longest token at 0
/// loop:
///     if place + length(token) is not blocked, and token may follow the token before:
///         emit token; place += length(token)
///         if place is the end: done
///         token = the longest token at place
///     else if token begins with a shorter token:
///         token = the longest of those
///     else:                            // no token fits here: the token before has to be shorter
///         block place; take back the last token and continue with the next shorter one at its place
/// </code>
/// <para>Why it is right: a row of tokens is what their bytes merge into exactly if every two neighbours are what their own bytes
/// merge into (<see cref="TokenPair"/>), given that merging arrives at every single token, which the builder checks. There is only
/// one such row. So any row of tokens that covers the piece with valid neighbours is that row. (The idea comes from the
/// rust-gems crate <c>bpe</c>, github.com/github/rust-gems.)</para>
/// <para>Why it is linear: the tokens before a place are the one row for the bytes before it. If no token can follow there, no
/// row has a border at that place, whatever comes before: the place is blocked and never tried again. Each place is blocked at most
/// once, and a token begins with at most as many other tokens as it has bytes.</para>
/// <para>Linear, but slow where tokens of nearly every length begin with each other, as those of a run of one character do: most of
/// them may not follow. After <see cref="MaxRefusals"/> refusals a piece is started again with caches for what may follow what
/// (<see cref="FollowerCache"/>) and for the longest tokens (<see cref="LongestTokenCache"/>).</para>
/// </remarks>
internal static unsafe class BacktrackingEncoder
{
    /// <summary>The longest piece, in bytes, that is encoded on the stack alone.</summary>
    internal const int StackLength = 1024;

    private const uint NoToken = uint.MaxValue;

    /// <summary>The number of refusals from which on the caches pay.</summary>
    private const int MaxRefusals = 48;

    /// <summary>The result for a piece with more refusals.</summary>
    private const int TooManyRefusals = -1;

    /// <summary>Writes the tokens that bytes merge into.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="bytes">The bytes, at least 1.</param>
    /// <param name="writer">Receives the ids.</param>
    public static void Encode(VocabularyTable vocabulary, scoped ReadOnlySpan<byte> bytes, scoped ref TokenWriter writer)
    {
        // In bounds: the span's own first byte and length; an empty span has no first byte.
        Debug.Assert(!bytes.IsEmpty);
        fixed (byte* first = bytes)
        {
            Encode(vocabulary, first, bytes.Length, ref writer);
        }
    }

    /// <summary>Writes the tokens of a piece that is not a token itself.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="piece">The piece, pinned by the caller.</param>
    /// <param name="length">Its length in bytes, at least 1.</param>
    /// <param name="writer">Receives the ids.</param>
    [SkipLocalsInit]
    public static void Encode(VocabularyTable vocabulary, byte* piece, int length, scoped ref TokenWriter writer)
    {
        if (length <= StackLength)
        {
            int* ids = stackalloc int[StackLength];
            writer.Add(new ReadOnlySpan<int>(ids, EncodeShort(vocabulary, piece, length, ids)));
            return;
        }

        EncodeLong(vocabulary, piece, length, ref writer);
    }

    /// <summary>Finds the tokens of a short piece that is not a token itself.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="piece">The piece, pinned by the caller.</param>
    /// <param name="length">Its length in bytes, 1 to <see cref="StackLength"/>.</param>
    /// <param name="ids">Receives the ids, at most <paramref name="length"/>.</param>
    /// <returns>The number of ids.</returns>
    [SkipLocalsInit]
    public static int EncodeShort(VocabularyTable vocabulary, byte* piece, int length, int* ids)
    {
        Debug.Assert(length is > 0 and <= StackLength, "blocked has a bit for each place of a piece of up to StackLength bytes.");
        ulong* blocked = stackalloc ulong[(StackLength / 64) + 1];
        Unsafe.InitBlockUnaligned(blocked, 0, (uint)((length / 64) + 1) * sizeof(ulong));
        return EncodeInto(vocabulary, piece, length, ids, blocked);
    }

    private static void EncodeLong(VocabularyTable vocabulary, byte* piece, int length, scoped ref TokenWriter writer)
    {
        int[] ids = ArrayPool<int>.Shared.Rent(length);
        ulong[] blocked = ArrayPool<ulong>.Shared.Rent((length / 64) + 1);
        blocked.AsSpan().Clear();
        fixed (int* firstId = ids)
        fixed (ulong* firstBlocked = blocked)
        {
            writer.Add(new ReadOnlySpan<int>(firstId, EncodeInto(vocabulary, piece, length, firstId, firstBlocked)));
        }

        ArrayPool<int>.Shared.Return(ids);
        ArrayPool<ulong>.Shared.Return(blocked);
    }

    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="ids">Receives the ids: at most <paramref name="length"/>, since each has at least one byte.</param>
    /// <param name="blocked">A bit for each place, 0 to <paramref name="length"/>, that no row of tokens has a border at. All
    /// zero at first.</param>
    private static int EncodeInto(VocabularyTable vocabulary, byte* piece, int length, int* ids, ulong* blocked)
    {
        int count = EncodeDirectly(vocabulary, piece, length, ids, blocked);
        return count == TooManyRefusals ? EncodeWithCaches(vocabulary, piece, length, ids, blocked) : count;
    }

    /// <remarks>
    /// In bounds: tokens lie one after another in the piece, so a token's end is a place from 0 to <paramref name="length"/>, for
    /// which <paramref name="blocked"/> has a bit; and no more tokens are in <paramref name="ids"/> than bytes before the place.
    /// </remarks>
    private static int EncodeDirectly(VocabularyTable vocabulary, byte* piece, int length, int* ids, ulong* blocked)
    {
        int refusals = 0;
        byte* end = piece + length;
        byte* start = piece;
        int* next = ids;
        ulong unit = vocabulary.LongestToken(start, end, out byte* tokenEnd);
        uint token = TrieUnit.Token(unit);
        uint before = NoToken;

        // The trie unit of the token before, if that is the longest token at its place; else 0.
        ulong longestBefore = 0;
        while (true)
        {
            long place = tokenEnd - piece;
            Debug.Assert(place > 0 && place <= length, "A token ends inside the piece.");
            if (!IsBlocked(blocked, place)
                && (before == NoToken || Follows(vocabulary, before, longestBefore, token, start)))
            {
                Debug.Assert(next - ids < place, "Each token has at least one byte.");
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

            // The next shorter token here. If there is none, the place is blocked, and the token before has to be shorter.
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

    /// <summary>Does the same with caches. Places that are already blocked stay blocked.</summary>
    /// <remarks>In bounds as in <see cref="EncodeDirectly"/>.</remarks>
    [SkipLocalsInit]
    private static int EncodeWithCaches(VocabularyTable vocabulary, byte* piece, int length, int* ids, ulong* blocked)
    {
        ulong* followerEntries = stackalloc ulong[FollowerCache.Size];
        Unsafe.InitBlockUnaligned(followerEntries, 0, FollowerCache.Size * sizeof(ulong));
        var followers = new FollowerCache(vocabulary, followerEntries);
        byte* end = piece + length;
        LongestTokenCache.Entry* longestEntries = stackalloc LongestTokenCache.Entry[LongestTokenCache.Size];
        Unsafe.InitBlockUnaligned(longestEntries, 0, (uint)(LongestTokenCache.Size * sizeof(LongestTokenCache.Entry)));
        var longest = new LongestTokenCache(vocabulary, end, longestEntries);
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
            Debug.Assert(place > 0 && place <= length, "A token ends inside the piece.");
            if (IsBlocked(blocked, place))
            {
                token = TokenLinks.Prefix(found);
                continue;
            }

            Debug.Assert(next - ids < place, "Each token has at least one byte.");
            *next++ = (int)token;
            start = piece + place;
            if (start >= end)
            {
                return (int)(next - ids);
            }

            token = longest.Find(start);
        }
    }

    /// <summary>Blocks the current place and takes back the last token.</summary>
    /// <returns>The next shorter token at the place of the token taken back, or <see cref="TokenLinks.NoPrefix"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint GoBack(VocabularyTable vocabulary, byte* piece, int* ids, ulong* blocked, ref int* next, ref byte* start)
    {
        // The first place is never blocked, since every piece has a row of tokens, unless its bytes change meanwhile.
        if (next == ids)
        {
            ThrowHelper.TextChanged();
        }

        long here = start - piece;
        blocked[here >> 6] |= 1UL << (int)(here & 63);
        ulong links = vocabulary.Links((uint)*--next);
        start -= TokenLinks.Length(links);
        Debug.Assert(start >= piece, "The token taken back begins inside the piece.");
        return TokenLinks.Prefix(links);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBlocked(ulong* blocked, long place) => ((blocked[place >> 6] >> (int)(place & 63)) & 1) != 0;

    /// <summary>Whether a token may follow another.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="before">The token before.</param>
    /// <param name="longestBefore">The trie unit of the token before, if that is the longest token at its place; else 0.</param>
    /// <param name="token">The token.</param>
    /// <param name="start">Where the token begins in the text, which is where the token before ends; so a byte can be read
    /// before it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Follows(VocabularyTable vocabulary, uint before, ulong longestBefore, uint token, byte* start) =>
        longestBefore == 0 ? TokenPair.IsStable(vocabulary, before, token)
        : !TrieUnit.MayMergeWith(longestBefore, *start)
            || !TokenLinks.MayMergeWith(vocabulary.LeftEdge(token), start[-1])
            || TokenPair.IsStableAfterLongest(vocabulary, before, token);
}
