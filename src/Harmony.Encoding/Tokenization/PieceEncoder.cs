using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Pieces → ids. A short piece is looked up in a <see cref="PieceCache"/>, which what is not there is put into; a long one
/// in the vocabulary itself.
/// </summary>
internal unsafe ref struct PieceEncoder
{
    private const int MaxPieces = 256;

    /// <summary>An entry's ids are always copied as four, so the last ones need so much more room.</summary>
    private const int IdRoom = (MaxPieces * PieceCache.MaxIds) + PieceCache.MaxIds;

    private const int KeySize = 16;

    // Odd numbers without structure (primes of xxHash), one for each half of a key: the high bits of the sum are the bucket.
    private const ulong FirstHalfFactor = 0x9E3779B185EBCA87;
    private const ulong SecondHalfFactor = 0xC2B2AE3D27D4EB4F;

    private readonly VocabularyTable _vocabulary;
    private readonly byte* _buckets;
    private readonly byte* _text;

    // From here on sixteen bytes cannot be read: pieces that begin there are read from a copy with zeros behind it.
    private readonly byte* _lastBytes;
    private readonly int _lastStart;

    private PieceEncoder(VocabularyTable vocabulary, PieceCache cache, byte* text, int length, byte* lastBytes)
    {
        _vocabulary = vocabulary;
        _buckets = cache.Buckets;
        _text = text;
        _lastBytes = lastBytes;
        _lastStart = Math.Max(0, length - KeySize + 1);
        Unsafe.InitBlockUnaligned(lastBytes, 0, 2 * KeySize);
        Unsafe.CopyBlockUnaligned(lastBytes, text + _lastStart, (uint)(length - _lastStart));
    }

    /// <summary>Encodes a text.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="text">Valid UTF-8, pinned by the caller.</param>
    /// <param name="length">Its length in bytes, at least 1.</param>
    /// <param name="writer">Takes the ids.</param>
    [SkipLocalsInit]
    public static void Encode(VocabularyTable vocabulary, byte* text, int length, scoped ref TokenWriter writer)
    {
        int* ends = stackalloc int[MaxPieces];
        int* ids = stackalloc int[IdRoom];
        byte* lastBytes = stackalloc byte[2 * KeySize];
        PieceCache cache = PieceCache.Rent();
        var encoder = new PieceEncoder(vocabulary, cache, text, length, lastBytes);
        var splitter = new PieceSplitter(vocabulary, text, length);
        int start = 0;
        for (int count; (count = splitter.Next(ends, MaxPieces)) > 0;)
        {
            encoder.Encode(start, ends, count, ids, ref writer);
            start = ends[count - 1];
        }

        // Not given back if something throws: a cache that is lost is made anew.
        cache.Return();
        GC.KeepAlive(cache);
    }

    private readonly void Encode(int start, int* ends, int count, int* ids, scoped ref TokenWriter writer)
    {
        byte* buckets = _buckets;
        int* next = ids;
        Vector128<int> idMask = Vector128.Create((1 << PieceCache.CountShift) - 1);
        for (int i = 0; i < count; i++)
        {
            int end = ends[i];
            int length = end - start;
            byte* piece = start < _lastStart ? _text + start : _lastBytes + (start - _lastStart);
            start = end;
            if (length <= PieceCache.MaxPieceLength)
            {
                // In bounds: sixteen bytes can be read at each piece.
                ulong first = Unsafe.ReadUnaligned<ulong>(piece) & FirstMask(length);
                ulong second = (Unsafe.ReadUnaligned<ulong>(piece + sizeof(ulong)) & SecondMask(length)) | ((ulong)(uint)length << 56);
                ulong hash = (first * FirstHalfFactor) + (second * SecondHalfFactor);
                byte* entry = buckets + ((hash >> (64 - PieceCache.BucketBits)) * PieceCache.BucketSize);
                if (!Holds(entry, first, second))
                {
                    entry += PieceCache.EntrySize;
                    if (!Holds(entry, first, second))
                    {
                        entry -= PieceCache.EntrySize;
                        Add(piece, length, first, second, entry);
                    }
                }

                Vector128<int> entryIds = Vector128.Load((int*)(entry + KeySize));
                uint idCount = (uint)entryIds.ToScalar() >> PieceCache.CountShift;
                if (idCount != 0)
                {
                    (entryIds & idMask).Store(next);
                    next += idCount;
                    continue;
                }
            }

            writer.Add(new ReadOnlySpan<int>(ids, (int)(next - ids)));
            next = ids;
            AddLong(_text + (end - length), length, ref writer);
        }

        writer.Add(new ReadOnlySpan<int>(ids, (int)(next - ids)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Holds(byte* entry, ulong first, ulong second) =>
        ((Unsafe.ReadUnaligned<ulong>(entry) ^ first) | (Unsafe.ReadUnaligned<ulong>(entry + sizeof(ulong)) ^ second)) == 0;

    /// <summary>All bits of the first eight bytes of a piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong FirstMask(int length) => length >= 8 ? ulong.MaxValue : (1UL << (length * 8)) - 1;

    /// <summary>All bits of the bytes behind the eighth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SecondMask(int length) => length <= 8 ? 0 : (1UL << ((length - 8) * 8)) - 1;

    /// <summary>Puts a piece in a bucket's first entry, whose piece goes into the second.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private readonly void Add(byte* piece, int length, ulong first, ulong second, byte* entry)
    {
        int* ids = stackalloc int[PieceCache.MaxPieceLength];
        int count = 1;
        ulong unit = _vocabulary.LongestToken(piece, piece + length, out byte* tokenEnd);
        if (tokenEnd == piece + length)
        {
            ids[0] = (int)TrieUnit.Token(unit);
        }
        else
        {
            count = BacktrackingMerger.Merge(_vocabulary, piece, length, ids);
        }

        // In bounds: both entries are in the bucket.
        Unsafe.CopyBlockUnaligned(entry + PieceCache.EntrySize, entry, PieceCache.EntrySize);
        Unsafe.WriteUnaligned(entry, first);
        Unsafe.WriteUnaligned(entry + sizeof(ulong), second);
        Unsafe.CopyBlockUnaligned(entry + KeySize, ids, PieceCache.MaxIds * sizeof(int));
        Unsafe.WriteUnaligned(entry + KeySize, count <= PieceCache.MaxIds ? ids[0] | (count << PieceCache.CountShift) : 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void AddLong(byte* piece, int length, scoped ref TokenWriter writer)
    {
        ulong unit = _vocabulary.LongestToken(piece, piece + length, out byte* tokenEnd);
        if (tokenEnd == piece + length)
        {
            writer.Add((int)TrieUnit.Token(unit));
        }
        else
        {
            BacktrackingMerger.Merge(_vocabulary, piece, length, ref writer);
        }
    }
}
