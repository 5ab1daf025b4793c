using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Merges the bytes of a short piece by the definition of byte-pair encoding. The keys of all pairs are kept in two registers,
/// where the lowest is found at once.
/// </summary>
/// <remarks>
/// <para>In words, the longest token is as often wrong as right, which is what <see cref="BacktrackingEncoder"/> is slow at.</para>
/// <para>The algorithm:</para>
/// <code>
/// tokens = the tokens of the single bytes; all places are live
/// keys[place] = the rank of the merge of the token at place with the next one, and the place
/// while the lowest key is a merge:
///     tokens[place] = the merged token; the next live place is no longer live
///     keys of place and of the live place before it are looked up again
/// the tokens at the live places are the result
/// </code>
/// </remarks>
internal static unsafe class WordMerger
{
    /// <summary>The longest piece, in bytes: two registers hold a key for each.</summary>
    public const int MaxLength = 16;

    private const int PlaceBits = 4;

    /// <summary>Keys from this one on mean that there is no merge.</summary>
    private const uint NoKey = uint.MaxValue << (PlaceBits + 1);

    /// <summary>Finds the tokens of a short piece.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="piece">The piece, pinned by the caller.</param>
    /// <param name="length">Its length in bytes, 1 to <see cref="MaxLength"/>.</param>
    /// <param name="ids">Receives the ids, at most <paramref name="length"/>.</param>
    /// <returns>The number of ids.</returns>
    /// <remarks>
    /// In bounds: a place is a bit of <c>live</c>, which has <paramref name="length"/> bits, or the low bits of a key, which
    /// are the key's own index.
    /// </remarks>
    [SkipLocalsInit]
    public static int Merge(VocabularyTable vocabulary, byte* piece, int length, int* ids)
    {
        Debug.Assert(length is > 0 and <= MaxLength, "Each byte has a place in tokens and a key.");
        uint* tokens = stackalloc uint[MaxLength];
        uint* initialKeys = stackalloc uint[MaxLength];
        Unsafe.InitBlockUnaligned(initialKeys, byte.MaxValue, MaxLength * sizeof(uint));
        byte before = *piece;
        tokens[0] = (uint)vocabulary.ByteToken(before);
        for (int i = 1; i < length; i++)
        {
            byte current = piece[i];
            tokens[i] = (uint)vocabulary.ByteToken(current);
            initialKeys[i - 1] = Key(vocabulary.BytePair(before, current) - 1, (uint)i - 1);
            before = current;
        }

        var low = Unsafe.ReadUnaligned<Vector256<uint>>(initialKeys);
        var high = Unsafe.ReadUnaligned<Vector256<uint>>(initialKeys + Vector256<uint>.Count);
        uint live = (1u << length) - 1;
        for (uint lowest; (lowest = Lowest(low, high)) < NoKey;)
        {
            uint place = lowest & (MaxLength - 1);
            uint token = (lowest >> PlaceBits) + 1;
            tokens[place] = token;

            // The next live place is absorbed; the one after that is the new neighbour. There is a next one: the last live
            // place has no key.
            uint after = live & (~1u << (int)place);
            Debug.Assert(((live >> (int)place) & 1) != 0 && after != 0, "A key belongs to a live place before the last one.");
            uint absorbed = (uint)BitOperations.TrailingZeroCount(after);
            after &= after - 1;
            live ^= 1u << (int)absorbed;
            uint key = NoKey;
            if (after != 0)
            {
                key = Key(vocabulary.FindMerge((int)token, (int)tokens[BitOperations.TrailingZeroCount(after)]) - 1, place);
            }

            SetKey(ref low, ref high, place, key);
            SetKey(ref low, ref high, absorbed, NoKey);
            uint preceding = live & ((1u << (int)place) - 1);
            if (preceding != 0)
            {
                uint left = 31 - (uint)BitOperations.LeadingZeroCount(preceding);
                SetKey(ref low, ref high, left, Key(vocabulary.FindMerge((int)tokens[left], (int)token) - 1, left));
            }
        }

        int count = 0;
        for (; live != 0; live &= live - 1)
        {
            ids[count++] = (int)tokens[BitOperations.TrailingZeroCount(live)];
        }

        return count;
    }

    /// <summary>
    /// The rank of a merge above its place: the lowest key is the lowest rank and, of equal ranks, the leftmost. The rank is one
    /// less than the vocabulary's, so that the vocabulary's "none" (0 or -1) becomes a key from <see cref="NoKey"/> on.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Key(int rank, uint place) => ((uint)rank << PlaceBits) | place;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Lowest(Vector256<uint> low, Vector256<uint> high)
    {
        Vector256<uint> eight = Vector256.Min(low, high);
        Vector128<uint> four = Vector128.Min(eight.GetLower(), eight.GetUpper());
        Vector128<uint> two = Vector128.Min(four, Vector128.Shuffle(four, Vector128.Create(2u, 3, 0, 1)));
        return Vector128.Min(two, Vector128.Shuffle(two, Vector128.Create(1u, 0, 3, 2))).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetKey(ref Vector256<uint> low, ref Vector256<uint> high, uint place, uint key)
    {
        Vector256<uint> places = Vector256.Create(place);
        Vector256<uint> keys = Vector256.Create(key);
        low = Vector256.ConditionalSelect(Vector256.Equals(places, Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7)), keys, low);
        high = Vector256.ConditionalSelect(Vector256.Equals(places, Vector256.Create(8u, 9, 10, 11, 12, 13, 14, 15)), keys, high);
    }
}
