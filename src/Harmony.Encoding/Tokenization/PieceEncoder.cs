using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Pieces → ids: through the <see cref="PieceCache"/>, which what is not there is put into; what is too long for it comes
/// from the vocabulary each time.
/// </summary>
internal unsafe ref struct PieceEncoder
{
    private const int MaxPieces = 256;

    /// <summary>The ids of the short pieces of one round; four are copied wherever one is written.</summary>
    private const int IdRoom = MaxPieces * PieceCache.MaxShortIds;

    private const int HalfKey = sizeof(ulong);
    private const int Key = 2 * HalfKey;
    private const int LongKey = 2 * Key;

    // Odd numbers without structure (primes of xxHash), one for each word of a key: the high bits of the sum say the place.
    private const ulong Factor1 = 0x9E3779B185EBCA87;
    private const ulong Factor2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Factor3 = 0x165667B19E3779F9;
    private const ulong Factor4 = 0x27D4EB2F165667C5;

    private readonly VocabularyTable _vocabulary;
    private readonly byte* _shortBuckets;
    private readonly byte* _longEntries;
    private readonly byte* _text;

    // From here on a key's bytes cannot be read: pieces that begin there are read from a copy with zeros behind it.
    private readonly int _lastStart;
    private readonly byte* _lastBytes;

    /// <summary>Sixteen bytes from n before the middle have n bytes of ones.</summary>
    private static ReadOnlySpan<byte> Masks =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    private PieceEncoder(VocabularyTable vocabulary, PieceCache cache, byte* text, int length, byte* lastBytes)
    {
        _vocabulary = vocabulary;
        _shortBuckets = cache.ShortBuckets;
        _longEntries = cache.LongEntries;
        _text = text;
        _lastBytes = lastBytes;
        _lastStart = Math.Max(0, length - Key + 1);
        Unsafe.InitBlockUnaligned(lastBytes, 0, 2 * Key);
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
        byte** entries = stackalloc byte*[MaxPieces];
        ulong* keys = stackalloc ulong[2 * MaxPieces];
        int* ids = stackalloc int[IdRoom];
        var scratch = new Scratch { Entries = entries, Keys = keys, Ids = ids };
        byte* lastBytes = stackalloc byte[2 * Key];
        PieceCache cache = PieceCache.Rent();
        var encoder = new PieceEncoder(vocabulary, cache, text, length, lastBytes);
        var splitter = new PieceSplitter(vocabulary, text, length);
        int start = 0;
        for (int count; (count = splitter.Next(ends, MaxPieces)) > 0;)
        {
            encoder.Encode(start, ends, count, scratch, ref writer);
            start = ends[count - 1];
        }

        // Not given back if something throws: a cache that is lost is made anew. It lives at least until here.
        cache.Return();
    }

    /// <summary>Encodes some pieces, in two rounds: while the first one makes the keys, what the second compares them with comes
    /// from memory.</summary>
    private readonly void Encode(int start, int* ends, int count, Scratch scratch, scoped ref TokenWriter writer)
    {
        MakeKeys(start, ends, count, scratch);
        int* next = scratch.Ids;
        Vector128<int> idMask = Vector128.Create(PieceCache.IdMask);
        for (int i = 0; i < count; i++)
        {
            byte* entry = scratch.Entries[i];
            if (entry != null)
            {
                ulong first = scratch.Keys[2 * i];
                ulong second = scratch.Keys[(2 * i) + 1];
                if (!Holds(entry, first, second))
                {
                    entry += PieceCache.ShortEntrySize;
                    if (!Holds(entry, first, second))
                    {
                        entry -= PieceCache.ShortEntrySize;
                        int pieceStart = i == 0 ? start : ends[i - 1];
                        AddShort(_text + pieceStart, ends[i] - pieceStart, first, second, entry);
                    }
                }

                var entryIds = Unsafe.ReadUnaligned<Vector128<int>>(entry + Key);
                uint idCount = (uint)entryIds.ToScalar() >> PieceCache.AboveIdShift;
                if (idCount != 0)
                {
                    // In bounds: no piece before had more than four ids, so there is room for four.
                    Unsafe.WriteUnaligned(next, entryIds & idMask);
                    next += idCount;
                    continue;
                }
            }

            writer.Add(new ReadOnlySpan<int>(scratch.Ids, (int)(next - scratch.Ids)));
            next = scratch.Ids;
            int longStart = i == 0 ? start : ends[i - 1];
            WriteLong(_text + longStart, ends[i] - longStart, ref writer);
        }

        writer.Add(new ReadOnlySpan<int>(scratch.Ids, (int)(next - scratch.Ids)));
    }

    /// <summary>The keys of short pieces, and the buckets where they belong; none for longer ones.</summary>
    private readonly void MakeKeys(int start, int* ends, int count, Scratch scratch)
    {
        byte* buckets = _shortBuckets;
        byte* masks = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Masks)) + Key;
        for (int i = 0; i < count; i++)
        {
            int length = ends[i] - start;
            byte* piece = start < _lastStart ? _text + start : _lastBytes + (start - _lastStart);
            start = ends[i];
            byte* bucket = null;
            if (length <= PieceCache.MaxShortLength)
            {
                // In bounds: a key's bytes can be read at each piece, and at each place up to as many before the masks' middle.
                ulong first = Unsafe.ReadUnaligned<ulong>(piece) & Unsafe.ReadUnaligned<ulong>(masks - length);
                ulong second = (Unsafe.ReadUnaligned<ulong>(piece + HalfKey) & Unsafe.ReadUnaligned<ulong>(masks + HalfKey - length)) | ((ulong)(uint)length << 56);
                scratch.Keys[2 * i] = first;
                scratch.Keys[(2 * i) + 1] = second;
                ulong hash = (first * Factor1) + (second * Factor2);
                bucket = buckets + ((hash >> (64 - PieceCache.ShortBucketBits)) * PieceCache.ShortBucketSize);
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(bucket);
                }
            }

            scratch.Entries[i] = bucket;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Holds(byte* entry, ulong first, ulong second) =>
        ((Unsafe.ReadUnaligned<ulong>(entry) ^ first) | (Unsafe.ReadUnaligned<ulong>(entry + HalfKey) ^ second)) == 0;

    /// <summary>Puts a piece into a bucket's first entry, whose piece goes into the second. If it has too many ids, the entry
    /// says that it has none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private readonly void AddShort(byte* piece, int length, ulong first, ulong second, byte* entry)
    {
        int* ids = stackalloc int[WordMerger.MaxLength];
        int count = Find(piece, length, ids);

        // In bounds: both entries are in the bucket.
        Unsafe.CopyBlockUnaligned(entry + PieceCache.ShortEntrySize, entry, PieceCache.ShortEntrySize);
        Unsafe.WriteUnaligned(entry, first);
        Unsafe.WriteUnaligned(entry + HalfKey, second);
        Unsafe.CopyBlockUnaligned(entry + Key, ids, PieceCache.MaxShortIds * sizeof(int));
        Unsafe.WriteUnaligned(entry + Key, count <= PieceCache.MaxShortIds ? ids[0] | (count << PieceCache.AboveIdShift) : 0);
    }

    /// <summary>Writes the ids of a piece that the short entries do not have.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private readonly void WriteLong(byte* piece, int length, scoped ref TokenWriter writer)
    {
        if (length > PieceCache.MaxLongLength)
        {
            WriteUncached(piece, length, ref writer);
            return;
        }

        ulong first, second, third = 0, fourth = 0;
        if (length < Key)
        {
            byte* padded = stackalloc byte[Key];
            Unsafe.InitBlockUnaligned(padded, 0, Key);
            Unsafe.CopyBlockUnaligned(padded, piece, (uint)length);
            first = Unsafe.ReadUnaligned<ulong>(padded);
            second = Unsafe.ReadUnaligned<ulong>(padded + HalfKey);
        }
        else
        {
            first = Unsafe.ReadUnaligned<ulong>(piece);
            second = Unsafe.ReadUnaligned<ulong>(piece + HalfKey);
            third = Unsafe.ReadUnaligned<ulong>(piece + length - Key);
            fourth = Unsafe.ReadUnaligned<ulong>(piece + length - HalfKey);
        }

        ulong hash = (first * Factor1) + (second * Factor2) + (third * Factor3) + (fourth * Factor4);
        byte* entry = _longEntries + ((hash >> (64 - PieceCache.LongEntryBits)) * PieceCache.LongEntrySize);
        int* entryIds = (int*)(entry + LongKey);
        if (!Holds(entry, first, second) || !Holds(entry + Key, third, fourth) || entryIds[1] >> PieceCache.AboveIdShift != length)
        {
            int* ids = stackalloc int[PieceCache.MaxLongLength];
            ids[1] = 0;
            int count = Find(piece, length, ids);
            if (count > PieceCache.MaxLongIds)
            {
                writer.Add(new ReadOnlySpan<int>(ids, count));
                return;
            }

            Unsafe.WriteUnaligned(entry, first);
            Unsafe.WriteUnaligned(entry + HalfKey, second);
            Unsafe.WriteUnaligned(entry + Key, third);
            Unsafe.WriteUnaligned(entry + Key + HalfKey, fourth);
            Unsafe.CopyBlockUnaligned(entryIds, ids, PieceCache.MaxLongIds * sizeof(int));
            entryIds[0] |= count << PieceCache.AboveIdShift;
            entryIds[1] |= length << PieceCache.AboveIdShift;
        }

        Vector256<int> found = Unsafe.ReadUnaligned<Vector256<int>>(entryIds) & Vector256.Create(PieceCache.IdMask);
        int* room = stackalloc int[PieceCache.MaxLongIds];
        Unsafe.WriteUnaligned(room, found);
        writer.Add(new ReadOnlySpan<int>(room, (int)((uint)entryIds[0] >> PieceCache.AboveIdShift)));
    }

    private readonly void WriteUncached(byte* piece, int length, scoped ref TokenWriter writer)
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

    /// <summary>Finds the ids of a piece of up to <see cref="PieceCache.MaxLongLength"/> bytes, which are at most as many.</summary>
    private readonly int Find(byte* piece, int length, int* ids)
    {
        ulong unit = _vocabulary.LongestToken(piece, piece + length, out byte* tokenEnd);
        if (tokenEnd == piece + length)
        {
            *ids = (int)TrieUnit.Token(unit);
            return 1;
        }

        // Of other scripts than Latin a piece has fewer letters to its bytes, and the longest token is rarely wrong.
        return length <= WordMerger.MaxLength && piece[length - 1] < 0x80
            ? WordMerger.Merge(_vocabulary, piece, length, ids)
            : BacktrackingMerger.Merge(_vocabulary, piece, length, ids);
    }

    /// <summary>What one round of pieces needs; nothing in it lives longer.</summary>
    private struct Scratch
    {
        /// <summary>For each piece its bucket, or null.</summary>
        public byte** Entries;

        /// <summary>For each piece the two words of its key.</summary>
        public ulong* Keys;

        /// <summary>Ids that have not been handed to the writer yet.</summary>
        public int* Ids;
    }
}
