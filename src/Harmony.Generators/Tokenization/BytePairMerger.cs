using System.Buffers;
using System.Runtime.CompilerServices;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Byte-pair merging of a piece that is no token itself: begin with its bytes, join the adjacent pair of the lowest
/// rank, the leftmost of equals, until no pair can be joined.
/// </summary>
internal static class BytePairMerger
{
    /// <summary>
    /// Up to this many bytes the lowest rank is found by looking at all: quadratic, but without anything to keep in
    /// order. Longer pieces use a heap, which is n log n.
    /// </summary>
    private const int ScanLength = 1 << PlaceBits;

    private const int PlaceBits = 7;

    /// <summary>The heap's arrays have up to four entries a byte.</summary>
    private const int MaxPieceLength = int.MaxValue / 4;

    private const int NoMerge = int.MaxValue;

    [SkipLocalsInit]
    public static void Merge(VocabularyTable vocabulary, scoped ReadOnlySpan<byte> piece, ref TokenWriter writer)
    {
        if (piece.Length <= ScanLength)
        {
            MergeByScan(vocabulary, piece, stackalloc int[ScanLength], stackalloc uint[ScanLength], stackalloc byte[2 * ScanLength], ref writer);
        }
        else
        {
            MergeByHeap(vocabulary, piece, ref writer);
        }
    }

    /// <summary>
    /// <paramref name="ids"/>, next and previous form a doubly linked list over the places. <paramref name="keys"/>
    /// holds, for the token at each place, the merge with its right neighbour as <c>rank &lt;&lt; 7 | place</c>, so that
    /// the smallest key is the lowest rank and, of equals, the leftmost; all ones if they do not merge.
    /// </summary>
    private static void MergeByScan(
        VocabularyTable vocabulary,
        scoped ReadOnlySpan<byte> piece,
        scoped Span<int> ids,
        scoped Span<uint> keys,
        scoped Span<byte> links,
        ref TokenWriter writer)
    {
        const uint NoKey = uint.MaxValue;
        int length = piece.Length;
        ids = ids.Slice(0, length);
        keys = keys.Slice(0, length);
        Span<byte> next = links.Slice(0, length);
        Span<byte> previous = links.Slice(ScanLength, length);
        for (int i = 0; i < ids.Length; i++)
        {
            int merged = i + 1 < piece.Length ? vocabulary.BytePair(piece[i], piece[i + 1]) : 0;
            keys[i] = merged == 0 ? NoKey : Key(merged, i);
            ids[i] = vocabulary.ByteToken(piece[i]);
            next[i] = (byte)(i + 1);
            previous[i] = (byte)(i - 1);
        }

        while (true)
        {
            uint lowest = NoKey;
            foreach (uint key in keys)
            {
                lowest = Math.Min(lowest, key);
            }

            if (lowest == NoKey)
            {
                break;
            }

            int place = (int)(lowest & (ScanLength - 1));
            int absorbed = next[place];
            int right = next[absorbed];
            ids[place] = (int)(lowest >> PlaceBits);
            keys[absorbed] = NoKey;
            next[place] = (byte)right;
            keys[place] = NoKey;
            if (right < length)
            {
                previous[right] = (byte)place;
                keys[place] = KeyOf(vocabulary, ids[place], ids[right], place);
            }

            if (place > 0)
            {
                int left = previous[place];
                keys[left] = KeyOf(vocabulary, ids[left], ids[place], left);
            }
        }

        for (int i = 0; i < length; i = next[i])
        {
            writer.Add(ids[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint KeyOf(VocabularyTable vocabulary, int left, int right, int place)
    {
        int merged = vocabulary.FindMerge(left, right);
        return merged < 0 ? uint.MaxValue : Key(merged, place);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Key(int rank, int place) => ((uint)rank << PlaceBits) | (uint)place;

    /// <summary>
    /// The same with a heap of the possible merges, ordered by rank, then place. A merge whose pair has changed since
    /// is left in the heap and passed over when it comes up.
    /// </summary>
    private static void MergeByHeap(VocabularyTable vocabulary, scoped ReadOnlySpan<byte> piece, ref TokenWriter writer)
    {
        int length = piece.Length;
        if (length > MaxPieceLength)
        {
            throw new NotSupportedException($"The text has a piece of {length} bytes without a seam; {MaxPieceLength} is the most.");
        }

        // ids, next and previous form a doubly linked list over the places; ranks[i] is the rank of joining the token
        // at i with its right neighbour.
        int[] places = ArrayPool<int>.Shared.Rent(4 * length);
        Span<int> ids = places.AsSpan(0, length);
        Span<int> next = places.AsSpan(length, length);
        Span<int> previous = places.AsSpan(2 * length, length);
        Span<int> ranks = places.AsSpan(3 * length, length);

        // Every merge takes one entry out and puts at most two in, and there are fewer than length merges.
        var heap = new MergeHeap(ArrayPool<ulong>.Shared.Rent(2 * length));
        for (int i = 0; i < length; i++)
        {
            ids[i] = vocabulary.ByteToken(piece[i]);
            next[i] = i + 1;
            previous[i] = i - 1;
        }

        ranks[length - 1] = NoMerge;
        for (int i = 0; i + 1 < length; i++)
        {
            ranks[i] = Rank(vocabulary, ids[i], ids[i + 1]);
            heap.Push(ranks[i], i);
        }

        while (heap.TryPop(out int rank, out int place))
        {
            if (ranks[place] != rank)
            {
                continue;
            }

            int absorbed = next[place];
            int right = next[absorbed];
            ids[place] = rank;
            ranks[absorbed] = NoMerge;
            next[place] = right;
            ranks[place] = NoMerge;
            if (right < length)
            {
                previous[right] = place;
                ranks[place] = Rank(vocabulary, ids[place], ids[right]);
                heap.Push(ranks[place], place);
            }

            int left = previous[place];
            if (left >= 0)
            {
                ranks[left] = Rank(vocabulary, ids[left], ids[place]);
                heap.Push(ranks[left], left);
            }
        }

        for (int i = 0; i < length; i = next[i])
        {
            writer.Add(ids[i]);
        }

        ArrayPool<int>.Shared.Return(places);
        ArrayPool<ulong>.Shared.Return(heap.Storage);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Rank(VocabularyTable vocabulary, int left, int right)
    {
        int merged = vocabulary.FindMerge(left, right);
        return merged < 0 ? NoMerge : merged;
    }

    /// <summary>A binary heap of merges, each as <c>rank &lt;&lt; 32 | place</c>, the smallest on top.</summary>
    private struct MergeHeap(ulong[] storage)
    {
        private int _count;

        public readonly ulong[] Storage => storage;

        public void Push(int rank, int place)
        {
            if (rank == NoMerge)
            {
                return;
            }

            ulong entry = ((ulong)(uint)rank << 32) | (uint)place;
            int child = _count++;
            while (child > 0)
            {
                int parent = (child - 1) / 2;
                if (storage[parent] <= entry)
                {
                    break;
                }

                storage[child] = storage[parent];
                child = parent;
            }

            storage[child] = entry;
        }

        public bool TryPop(out int rank, out int place)
        {
            if (_count == 0)
            {
                rank = 0;
                place = 0;
                return false;
            }

            ulong top = storage[0];
            rank = (int)(top >> 32);
            place = (int)(uint)top;
            ulong last = storage[--_count];
            int parent = 0;
            while (true)
            {
                int child = (2 * parent) + 1;
                if (child >= _count)
                {
                    break;
                }

                if (child + 1 < _count && storage[child + 1] < storage[child])
                {
                    child++;
                }

                if (storage[child] >= last)
                {
                    break;
                }

                storage[parent] = storage[child];
                parent = child;
            }

            storage[parent] = last;
            return true;
        }
    }
}
