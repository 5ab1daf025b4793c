using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <content>Pieces that are not in the short lines of the cache.</content>
/// <remarks>
/// Keys are words in memory, not vectors: ReadyToRun does not compile methods that take or return vectors. In bounds: what is read
/// and written of a line lies inside it, by the constants of <see cref="PieceCache"/>.
/// </remarks>
internal unsafe ref partial struct PieceEncoder
{
    private const int MediumWords = PieceCache.MediumKeySize / Word;
    private const int LongWords = 2 * MediumWords;

    /// <summary>Finds the ids of a short piece and puts them into its line, from which the oldest entry is dropped.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="length">Its length.</param>
    /// <param name="key">Its key.</param>
    /// <param name="line">Its line.</param>
    /// <param name="next">Receives the ids.</param>
    /// <returns>The end of the ids.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly int* AddShort(byte* piece, int length, ulong key, byte* line, int* next)
    {
        int count = Find(piece, length, next);
        for (int way = PieceCache.ShortWays - 1; way > 0; way--)
        {
            byte* to = line + (way * Word);
            Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<ulong>(to - Word));
            Unsafe.WriteUnaligned(to + PieceCache.ShortIds, Unsafe.ReadUnaligned<ulong>(to + PieceCache.ShortIds - Word));
        }

        ulong ids = count == 1 ? (uint)*next | PieceCache.SingleId : count == 2 ? Unsafe.ReadUnaligned<ulong>(next) : PieceCache.NotShort;
        Unsafe.WriteUnaligned(line, key);
        Unsafe.WriteUnaligned(line + PieceCache.ShortIds, ids);
        return next + count;
    }

    /// <summary>Prefetches the line of a piece that is not short.</summary>
    private readonly void PrefetchLonger(byte* piece, int length)
    {
        if (Sse.IsSupported && length <= PieceCache.MaxLongLength)
        {
            ulong* key = stackalloc ulong[LongWords];
            Sse.Prefetch0(length <= PieceCache.MaxMediumLength ? MakeMediumKey(piece, length, key) : MakeLongKey(piece, length, key));
        }
    }

    /// <summary>Adds the ids of a piece that is not short, or has more ids than short ones may have.</summary>
    /// <param name="start">Where the piece begins.</param>
    /// <param name="length">Its length.</param>
    /// <param name="ids">The ids that the writer has not received yet.</param>
    /// <param name="next">The end of those ids.</param>
    /// <param name="writer">Receives them if there is no room for more.</param>
    /// <returns>Their new end.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private readonly int* AddLonger(int start, int length, int* ids, int* next, scoped ref TokenWriter writer)
    {
        byte* piece = _text + start;
        ulong* key = stackalloc ulong[LongWords];
        if (length > PieceCache.MaxLongLength)
        {
            writer.Add(new ReadOnlySpan<int>(ids, (int)(next - ids)));
            WriteUncached(piece, length, ref writer);
            return ids;
        }

        if (length > PieceCache.MaxMediumLength)
        {
            return AddLong(piece, length, key, MakeLongKey(piece, length, key), ids, next, ref writer);
        }

        byte* line = MakeMediumKey(start < _lastStart ? piece : _lastBytes + (start - _lastStart), length, key);
        byte* entryIds = line + PieceCache.MediumIds;
        if (IsAt(line + PieceCache.MediumKeySize, key))
        {
            entryIds += PieceCache.MediumIdsSize;
        }
        else if (!IsAt(line, key))
        {
            int count = Find(piece, length, next);
            bool fits = count <= PieceCache.MaxMediumIds;
            Unsafe.CopyBlockUnaligned(line + PieceCache.MediumKeySize, line, PieceCache.MediumKeySize);
            Unsafe.CopyBlockUnaligned(entryIds + PieceCache.MediumIdsSize, entryIds, PieceCache.MediumIdsSize);
            Unsafe.CopyBlockUnaligned(line, key, PieceCache.MediumKeySize);
            Unsafe.CopyBlockUnaligned(entryIds, next, PieceCache.MediumIdsSize);
            Unsafe.WriteUnaligned(entryIds, fits ? *next | (count << PieceCache.AboveIdShift) : 0);
            if (fits)
            {
                return next + count;
            }
        }

        var found = Unsafe.ReadUnaligned<Vector128<int>>(entryIds);
        uint idCount = (uint)found.ToScalar() >> PieceCache.AboveIdShift;
        if (idCount == 0)
        {
            key[2] = 0;
            key[3] = 0;
            return AddLong(piece, length, key, LongLine(key), ids, next, ref writer);
        }

        // In bounds: no piece before added more than eight ids, and there is room for eight of each.
        Unsafe.WriteUnaligned(next, found & Vector128.Create(PieceCache.IdMask));
        return next + idCount;
    }

    private readonly int* AddLong(byte* piece, int length, ulong* key, byte* line, int* ids, int* next, scoped ref TokenWriter writer)
    {
        int* entryIds = (int*)(line + PieceCache.LongIds);
        if (!IsAt(line, key) || !IsAt(line + PieceCache.MediumKeySize, key + MediumWords) || entryIds[1] >> PieceCache.AboveIdShift != length)
        {
            next[1] = 0;
            int count = Find(piece, length, next);
            if (count > PieceCache.MaxLongIds)
            {
                // In bounds: after the ids of all pieces there is room for those of one more.
                writer.Add(new ReadOnlySpan<int>(ids, (int)(next - ids) + count));
                return ids;
            }

            Unsafe.CopyBlockUnaligned(line, key, LongWords * Word);
            Unsafe.CopyBlockUnaligned(entryIds, next, PieceCache.MaxLongIds * sizeof(int));
            entryIds[0] |= count << PieceCache.AboveIdShift;
            entryIds[1] |= length << PieceCache.AboveIdShift;
            return next + count;
        }

        // In bounds, as above.
        Unsafe.WriteUnaligned(next, Unsafe.ReadUnaligned<Vector256<int>>(entryIds) & Vector256.Create(PieceCache.IdMask));
        return next + ((uint)entryIds[0] >> PieceCache.AboveIdShift);
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
            BacktrackingEncoder.Encode(_vocabulary, piece, length, ref writer);
        }
    }

    /// <summary>Finds the ids of a piece of up to <see cref="PieceCache.MaxLongLength"/> bytes, at most one for each byte.</summary>
    private readonly int Find(byte* piece, int length, int* ids)
    {
        ulong unit = _vocabulary.LongestToken(piece, piece + length, out byte* tokenEnd);
        if (tokenEnd == piece + length)
        {
            *ids = (int)TrieUnit.Token(unit);
            return 1;
        }

        // Pieces of other scripts than Latin have fewer letters for their bytes, and the longest token is rarely wrong.
        return length <= WordMerger.MaxLength && piece[length - 1] < 0x80
            ? WordMerger.Merge(_vocabulary, piece, length, ids)
            : BacktrackingEncoder.EncodeShort(_vocabulary, piece, length, ids);
    }

    /// <summary>Makes the key of a piece of up to sixteen bytes. Sixteen bytes are read.</summary>
    /// <returns>The piece's line.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte* MakeMediumKey(byte* piece, int length, ulong* key)
    {
        Debug.Assert(length is > 0 and <= PieceCache.MaxMediumLength, "Of the masks sixteen bytes can be read up to sixteen before the middle.");
        byte* mask = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Masks)) + PieceCache.MaxMediumLength - length;
        ulong first = ~Unsafe.ReadUnaligned<ulong>(piece) & Unsafe.ReadUnaligned<ulong>(mask);
        ulong second = ~Unsafe.ReadUnaligned<ulong>(piece + Word) & Unsafe.ReadUnaligned<ulong>(mask + Word);
        key[0] = first;
        key[1] = second;
        return PieceCache.MediumLine(_mediumLines, (first * Factor1) + (second * Factor2));
    }

    /// <summary>Makes the key of a piece of 16 to 32 bytes: its first and its last sixteen.</summary>
    /// <returns>The piece's line.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte* MakeLongKey(byte* piece, int length, ulong* key)
    {
        Debug.Assert(length is >= PieceCache.MediumKeySize and <= PieceCache.MaxLongLength, "Two halves of sixteen bytes, which may overlap, are the piece.");
        Unsafe.CopyBlockUnaligned(key, piece, PieceCache.MediumKeySize);
        Unsafe.CopyBlockUnaligned(key + MediumWords, piece + length - PieceCache.MediumKeySize, PieceCache.MediumKeySize);
        return LongLine(key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte* LongLine(ulong* key) =>
        PieceCache.LongLine(_longLines, (key[0] * Factor1) + (key[1] * Factor2) + (key[2] * Factor3) + (key[3] * Factor4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsAt(byte* entry, ulong* key) =>
        ((Unsafe.ReadUnaligned<ulong>(entry) ^ key[0]) | (Unsafe.ReadUnaligned<ulong>(entry + Word) ^ key[1])) == 0;
}
