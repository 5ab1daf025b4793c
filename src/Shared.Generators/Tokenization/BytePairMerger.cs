using System.Buffers;
using Harmony.Buffers;
using Harmony.Generators.Vocabulary;

namespace Harmony.Generators.Tokenization;

/// <summary>
/// Byte-pair merging of a piece that is not a token itself: begin with its bytes, and join the adjacent pair of the lowest rank, the
/// leftmost of equals, until no pair can be joined. The possible merges are in a heap, so that a piece of n bytes takes n log n steps.
/// </summary>
internal static class BytePairMerger
{
    /// <summary>The arrays have up to four entries for each byte.</summary>
    private const int MaxPieceLength = int.MaxValue / 4;

    private const int NoMerge = int.MaxValue;

    /// <summary>Writes the ids of a piece.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="piece">The piece; not empty.</param>
    /// <param name="writer">The destination.</param>
    public static void Merge(CompactVocabulary vocabulary, scoped ReadOnlySpan<byte> piece, ref TokenWriter writer)
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
        // A merge whose pair has changed since it was put in is passed over when it comes up.
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

    private static int Rank(CompactVocabulary vocabulary, int left, int right)
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
