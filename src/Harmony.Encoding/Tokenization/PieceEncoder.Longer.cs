using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <content>Pieces that are not in the short lines of the cache.</content>
internal unsafe ref partial struct PieceEncoder
{
    /// <summary>Finds the ids of a short piece and puts them into the piece's line, where the others make room.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="length">Its length.</param>
    /// <param name="key">Its key.</param>
    /// <param name="line">Its line.</param>
    /// <param name="next">Takes the ids.</param>
    /// <returns>Their end.</returns>
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

    /// <summary>Has the line of a piece that is not short come from memory.</summary>
    private readonly void PrefetchLonger(byte* piece, int length)
    {
        if (Sse.IsSupported && length <= PieceCache.MaxLongLength)
        {
            Sse.Prefetch0(length <= PieceCache.MaxMediumLength ? MediumLine(MediumKey(piece, length)) : LongLine(LongKey(piece, length)));
        }
    }

    /// <summary>Adds the ids of a piece that is not short, or has more ids than short ones may have.</summary>
    /// <param name="start">Where the piece begins.</param>
    /// <param name="length">Its length.</param>
    /// <param name="ids">The ids that the writer has not got yet.</param>
    /// <param name="next">Their end.</param>
    /// <param name="writer">Takes them if there is no room for more.</param>
    /// <returns>Their new end.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly int* AddLonger(int start, int length, int* ids, int* next, scoped ref TokenWriter writer)
    {
        byte* piece = _text + start;
        if (length > PieceCache.MaxLongLength)
        {
            writer.Add(new ReadOnlySpan<int>(ids, (int)(next - ids)));
            WriteUncached(piece, length, ref writer);
            return ids;
        }

        if (length > PieceCache.MaxMediumLength)
        {
            return AddLong(piece, length, LongKey(piece, length), ids, next, ref writer);
        }

        Vector128<ulong> key = MediumKey(start < _lastStart ? piece : _lastBytes + (start - _lastStart), length);
        byte* line = MediumLine(key);
        byte* entryIds = line + PieceCache.MediumIds;
        uint words = Vector256.Equals(Unsafe.ReadUnaligned<Vector256<ulong>>(line), Vector256.Create(key, key)).ExtractMostSignificantBits();
        uint ways = words & (words >> 1) & 0b0101;
        if (ways == 0)
        {
            int count = Find(piece, length, next);
            bool fits = count <= PieceCache.MaxMediumIds;
            Unsafe.CopyBlockUnaligned(line + PieceCache.MediumKeySize, line, PieceCache.MediumKeySize);
            Unsafe.CopyBlockUnaligned(entryIds + PieceCache.MediumIdsSize, entryIds, PieceCache.MediumIdsSize);
            Unsafe.WriteUnaligned(line, key);
            Unsafe.CopyBlockUnaligned(entryIds, next, PieceCache.MediumIdsSize);
            Unsafe.WriteUnaligned(entryIds, fits ? *next | (count << PieceCache.AboveIdShift) : 0);
            if (fits)
            {
                return next + count;
            }
        }

        // A bit for each way, the second one's is the third.
        var found = Unsafe.ReadUnaligned<Vector128<int>>(entryIds + ((ways >> 2) * PieceCache.MediumIdsSize));
        uint idCount = (uint)found.ToScalar() >> PieceCache.AboveIdShift;
        if (idCount == 0)
        {
            return AddLong(piece, length, Vector256.Create(key, Vector128<ulong>.Zero), ids, next, ref writer);
        }

        // In bounds: no piece before had more than eight ids, and there is room for as many of each.
        Unsafe.WriteUnaligned(next, found & Vector128.Create(PieceCache.IdMask));
        return next + idCount;
    }

    private readonly int* AddLong(byte* piece, int length, Vector256<ulong> key, int* ids, int* next, scoped ref TokenWriter writer)
    {
        byte* line = LongLine(key);
        int* entryIds = (int*)(line + PieceCache.LongIds);
        if (Unsafe.ReadUnaligned<Vector256<ulong>>(line) != key || entryIds[1] >> PieceCache.AboveIdShift != length)
        {
            next[1] = 0;
            int count = Find(piece, length, next);
            if (count > PieceCache.MaxLongIds)
            {
                // In bounds: behind the ids of all pieces there is room for those of one more.
                writer.Add(new ReadOnlySpan<int>(ids, (int)(next - ids) + count));
                return ids;
            }

            Unsafe.WriteUnaligned(line, key);
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

    /// <summary>The key of a piece of up to sixteen bytes, where as many can be read.</summary>
    private static Vector128<ulong> MediumKey(byte* piece, int length) =>
        Vector128.AndNot(
            Unsafe.ReadUnaligned<Vector128<ulong>>((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Masks)) + PieceCache.MaxMediumLength - length),
            Unsafe.ReadUnaligned<Vector128<ulong>>(piece));

    private static Vector256<ulong> LongKey(byte* piece, int length) =>
        Vector256.Create(Unsafe.ReadUnaligned<Vector128<ulong>>(piece), Unsafe.ReadUnaligned<Vector128<ulong>>(piece + length - PieceCache.MediumKeySize));

    private readonly byte* MediumLine(Vector128<ulong> key) =>
        _mediumLines + ((((key.ToScalar() * Factor1) + (key.GetElement(1) * Factor2)) >> PieceCache.MediumLineShift) & PieceCache.LineMask);

    private readonly byte* LongLine(Vector256<ulong> key)
    {
        ulong hash = (key.ToScalar() * Factor1) + (key.GetElement(1) * Factor2) + (key.GetElement(2) * Factor3) + (key.GetElement(3) * Factor4);
        return _longLines + ((hash >> PieceCache.LongLineShift) & PieceCache.LineMask);
    }
}
