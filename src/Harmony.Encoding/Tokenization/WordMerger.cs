using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Byte-pair merging of a piece of a few bytes: begin with its bytes, join the adjacent pair of the lowest rank, the leftmost
/// of equals, until no pair can be joined. The keys of all pairs are kept in registers, where the lowest is found at once.
/// </summary>
/// <remarks>
/// In words, the longest token is as often wrong as right, which is what <see cref="BacktrackingMerger"/> is slow at.
/// </remarks>
internal static unsafe class WordMerger
{
    /// <summary>A key for each byte, in two registers.</summary>
    public const int MaxLength = 16;

    private const int PlaceBits = 4;

    /// <summary>Keys from this one on stand for no merge.</summary>
    private const uint NoKey = uint.MaxValue << (PlaceBits + 1);

    /// <summary>Finds the tokens of a short piece.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="piece">The piece, pinned by the caller.</param>
    /// <param name="length">Its length in bytes, 1 … <see cref="MaxLength"/>.</param>
    /// <param name="ids">Takes the ids, at most <paramref name="length"/>.</param>
    /// <returns>How many.</returns>
    /// <remarks>
    /// In bounds: a place is a bit of <c>live</c>, which has <paramref name="length"/> bits, or the low bits of a key, which
    /// are the key's own index.
    /// </remarks>
    [SkipLocalsInit]
    public static int Merge(VocabularyTable vocabulary, byte* piece, int length, int* ids)
    {
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

            // The token next to the place is absorbed; what follows that one is the new neighbour.
            uint after = live & (~1u << (int)place);
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
    /// The rank of a merge (one less, so that what the vocabulary says for "none", 0 or -1, has all or all but the lowest bit
    /// set) above its place: the smallest key is the lowest rank and, of equals, the leftmost.
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
