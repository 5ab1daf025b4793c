using System.Numerics;
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
internal unsafe ref partial struct PieceEncoder
{
    private const int MaxPieces = 256;

    /// <summary>The ids of the pieces of one round, and those of one piece that the cache cannot take.</summary>
    private const int IdRoom = (MaxPieces * PieceCache.MaxLongIds) + PieceCache.MaxLongLength;

    private const int Word = sizeof(ulong);

    /// <summary>Any key but the empty entries'.</summary>
    private const ulong NoPiece = 1;

    // Odd numbers without structure (primes of xxHash), one for each word of a key: the high bits of the sum say the place.
    private const ulong Factor1 = 0x9E3779B185EBCA87;
    private const ulong Factor2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Factor3 = 0x165667B19E3779F9;
    private const ulong Factor4 = 0x27D4EB2F165667C5;

    private readonly VocabularyTable _vocabulary;
    private readonly byte* _shortLines;
    private readonly byte* _mediumLines;
    private readonly byte* _longLines;
    private readonly byte* _emptyLine;
    private readonly byte* _text;

    // From here on a key's bytes cannot be read: pieces that begin there are read from a copy with zeros behind it.
    private readonly int _lastStart;
    private readonly byte* _lastBytes;

    /// <summary>Eight or sixteen bytes from n before the middle have n bytes of ones.</summary>
    private static ReadOnlySpan<byte> Masks =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    private PieceEncoder(VocabularyTable vocabulary, PieceCache cache, byte* text, int length, byte* lastBytes)
    {
        _vocabulary = vocabulary;
        _shortLines = cache.ShortLines;
        _mediumLines = cache.MediumLines;
        _longLines = cache.LongLines;
        _emptyLine = cache.EmptyLine;
        _text = text;
        _lastBytes = lastBytes;
        _lastStart = Math.Max(0, length - PieceCache.MaxMediumLength + 1);
        Unsafe.InitBlockUnaligned(lastBytes, 0, 2 * PieceCache.MaxMediumLength);
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
        byte** lines = stackalloc byte*[MaxPieces];
        ulong* keys = stackalloc ulong[MaxPieces];
        int* ids = stackalloc int[IdRoom];
        byte* lastBytes = stackalloc byte[2 * PieceCache.MaxMediumLength];
        PieceCache cache = PieceCache.Rent();
        var encoder = new PieceEncoder(vocabulary, cache, text, length, lastBytes);
        var splitter = new PieceSplitter(vocabulary, text, length);
        int start = 0;
        for (int count; (count = splitter.Next(ends, MaxPieces)) > 0;)
        {
            encoder.MakeKeys(start, ends, count, keys, lines);
            encoder.FindAll(start, ends, count, keys, lines, ids, ref writer);
            start = ends[count - 1];
        }

        // Not given back if something throws: a cache that is lost is made anew. It lives at least until here.
        cache.Return();
    }

    /// <summary>The first round: the keys of short pieces, and the lines where they belong, which then come from memory while
    /// the keys of others are made. Of longer pieces the first bytes, and a line that has none.</summary>
    private readonly void MakeKeys(int start, int* ends, int count, ulong* keys, byte** lines)
    {
        int near = count;
        while (near > 0 && (near == 1 ? start : ends[near - 2]) >= _lastStart)
        {
            near--;
        }

        start = MakeKeys(_text, start, ends, near, keys, lines);
        MakeKeys(_lastBytes - _lastStart, start, ends + near, count - near, keys + near, lines + near);
    }

    /// <param name="text">The text, or where it would begin if its last bytes were those of the copy.</param>
    /// <param name="start">Where the first piece begins.</param>
    /// <param name="ends">Where each ends. A key's bytes can be read wherever one begins.</param>
    /// <param name="count">Their number.</param>
    /// <param name="keys">Takes their keys.</param>
    /// <param name="lines">Takes their lines.</param>
    /// <returns>Where the last one ends.</returns>
    private readonly int MakeKeys(byte* text, int start, int* ends, int count, ulong* keys, byte** lines)
    {
        byte* shortLines = _shortLines;
        byte* emptyLine = _emptyLine;
        byte* masks = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Masks)) + PieceCache.MaxMediumLength;
        for (nint i = 0; i < count; i++)
        {
            int end = ends[i];
            int length = end - start;
            byte* line = emptyLine;
            ulong key = NoPiece;
            if (length <= PieceCache.MaxShortLength)
            {
                // In bounds: up to sixteen bytes before their middle, sixteen of the masks can be read.
                key = ~Unsafe.ReadUnaligned<ulong>(text + start) & Unsafe.ReadUnaligned<ulong>(masks - length);
                line = shortLines + (((key * Factor1) >> PieceCache.ShortLineShift) & PieceCache.LineMask);
                if (Sse.IsSupported)
                {
                    Sse.Prefetch0(line);
                }
            }
            else
            {
                PrefetchLonger(text + start, length);
            }

            keys[i] = key;
            lines[i] = line;
            start = end;
        }

        return start;
    }

    /// <summary>The second round: the ids of all pieces.</summary>
    private readonly void FindAll(int start, int* ends, int count, ulong* keys, byte** lines, int* ids, scoped ref TokenWriter writer)
    {
        int* next = ids;
        for (nint i = 0; i < count; i++)
        {
            byte* line = lines[i];
            uint ways = Vector256.Equals(Unsafe.ReadUnaligned<Vector256<ulong>>(line), Vector256.Create(keys[i])).ExtractMostSignificantBits();
            if (ways != 0)
            {
                ulong found = Unsafe.ReadUnaligned<ulong>(line + PieceCache.ShortIds + (BitOperations.TrailingZeroCount(ways) * Word));
                if ((long)found >= 0)
                {
                    // In bounds: no piece before had more than eight ids, so there is room for two. Where there is one, the
                    // next piece's goes over what is written here.
                    Unsafe.WriteUnaligned(next, found);
                    next += PieceCache.MaxShortIds - (nint)(found >> PieceCache.SingleIdShift);
                    continue;
                }
            }

            int pieceStart = i == 0 ? start : ends[i - 1];
            int length = ends[i] - pieceStart;
            next = ways == 0 && length <= PieceCache.MaxShortLength
                ? AddShort(_text + pieceStart, length, keys[i], line, next)
                : AddLonger(pieceStart, length, ids, next, ref writer);
        }

        writer.Add(new ReadOnlySpan<int>(ids, (int)(next - ids)));
    }
}
