using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Pieces → ids, through the <see cref="PieceCache"/>. Pieces that are too long for the cache are encoded each time.
/// </summary>
/// <remarks>
/// The algorithm, for up to <see cref="MaxPieces"/> pieces at once:
/// <code>
/// round 1: for each piece: make its key, and prefetch the cache line where it belongs
/// round 2: for each piece:
///     if its short line has the key: copy its one or two ids
///     else if it is short: encode it, and put it into the short line
///     else: look into the medium or the long line, and encode it if it is not there
/// </code>
/// </remarks>
internal unsafe ref partial struct PieceEncoder
{
    private const int MaxPieces = 256;

    /// <summary>Room for the ids of the pieces of one round, and for those of one piece with too many for the cache.</summary>
    private const int IdRoom = (MaxPieces * PieceCache.MaxLongIds) + PieceCache.MaxLongLength;

    private const int Word = sizeof(ulong);

    /// <summary>A key that no piece and no empty entry has.</summary>
    private const ulong NoPiece = 1;

    // Odd numbers without structure (primes of xxHash), one for each word of a key: the high bits of the sum are the line.
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

    // From here on, fewer than MaxMediumLength bytes follow: pieces that begin there are read from a copy followed by zeros.
    private readonly int _lastStart;
    private readonly byte* _lastBytes;

    /// <summary>From n bytes before the middle on, n bytes of ones, then zeros.</summary>
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
    /// <param name="writer">Receives the ids.</param>
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

        // Not returned if something throws: a lost cache is made anew. It lives at least until here.
        cache.Return();
    }

    /// <summary>The first round: makes the keys of short pieces, and prefetches their lines while the keys of others are made. A
    /// longer piece has the key <see cref="NoPiece"/> and the empty line.</summary>
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
    /// <param name="ends">The end of each piece. <see cref="PieceCache.MaxMediumLength"/> bytes can be read where one begins.</param>
    /// <param name="count">The number of pieces.</param>
    /// <param name="keys">Receives their keys.</param>
    /// <param name="lines">Receives their lines.</param>
    /// <returns>The end of the last one.</returns>
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
            Debug.Assert(length > 0 && (text == _text) == (start < _lastStart), "Pieces follow each other, and MaxMediumLength bytes can be read where one begins.");
            if (length <= PieceCache.MaxShortLength)
            {
                // In bounds: eight bytes can be read where a piece begins, and of the masks up to sixteen bytes before the middle.
                key = ~Unsafe.ReadUnaligned<ulong>(text + start) & Unsafe.ReadUnaligned<ulong>(masks - length);
                line = PieceCache.ShortLine(shortLines, key * Factor1);
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

    /// <summary>The second round: finds the ids of all pieces.</summary>
    /// <remarks>In bounds: a line has four keys, and <c>ways</c> four bits for them.</remarks>
    private readonly void FindAll(int start, int* ends, int count, ulong* keys, byte** lines, int* ids, scoped ref TokenWriter writer)
    {
        int* next = ids;
        for (nint i = 0; i < count; i++)
        {
            byte* line = lines[i];
            Debug.Assert(next - ids <= i * PieceCache.MaxLongIds, "There is room for as many ids of each piece.");
            uint ways = Vector256.Equals(Unsafe.ReadUnaligned<Vector256<ulong>>(line), Vector256.Create(keys[i])).ExtractMostSignificantBits();
            if (ways != 0)
            {
                ulong found = Unsafe.ReadUnaligned<ulong>(line + PieceCache.ShortIds + (BitOperations.TrailingZeroCount(ways) * Word));
                if ((long)found >= 0)
                {
                    // In bounds: no piece before added more than eight ids, so there is room for two. If there is only one, the
                    // next piece's ids overwrite the second.
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
