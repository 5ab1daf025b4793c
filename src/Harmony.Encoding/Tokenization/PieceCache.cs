using System.Runtime.InteropServices;

namespace Harmony.Tokenization;

/// <summary>
/// The ids of pieces that were encoded not long ago: most of a text's pieces are the same few thousand words, and one look
/// into memory near the core finds them, tokens and others alike.
/// </summary>
/// <remarks>
/// <para>Of a fixed size. An entry holds all that tells a piece from others, so what is found is right; where pieces want
/// the same place, one that was not put in last goes. Used by one thread at a time: it is rented, and at most as many are
/// kept as there are processors.</para>
/// <para>Short entries are for pieces of up to <see cref="MaxShortLength"/> bytes and <see cref="MaxShortIds"/> ids: the piece,
/// padded with zeros, and its length in the sixteenth byte; then its ids, the first with their number above it. Two of one
/// hash stand side by side in a line of the processor's cache. Long entries are for up to <see cref="MaxLongLength"/> bytes
/// and <see cref="MaxLongIds"/> ids, one to a line: the piece's first and last sixteen bytes (a short piece as above, and
/// zeros), then its ids, the first with their number and the second with the piece's length above it.</para>
/// </remarks>
internal sealed unsafe class PieceCache
{
    public const int MaxShortLength = 15;
    public const int MaxShortIds = 4;
    public const int ShortEntrySize = 32;
    public const int ShortBucketSize = 2 * ShortEntrySize;
    public const int ShortBucketBits = 14;

    public const int MaxLongLength = 32;
    public const int MaxLongIds = 8;
    public const int LongEntrySize = 64;
    public const int LongEntryBits = 13;

    /// <summary>Where an id ends and what is above it begins.</summary>
    public const int AboveIdShift = 24;

    public const int IdMask = (1 << AboveIdShift) - 1;

    private const int LineSize = 64;

    private static readonly PieceCache?[] Free = new PieceCache?[Environment.ProcessorCount];

    private readonly void* _memory;

    private PieceCache()
    {
        // All zeros, so that no entry is one of a piece: pages that no piece has come to yet take no memory.
        _memory = NativeMemory.AllocZeroed((ShortBucketSize << ShortBucketBits) + (LongEntrySize << LongEntryBits) + LineSize);
        ShortBuckets = (byte*)(((nuint)_memory + LineSize - 1) & ~(nuint)(LineSize - 1));
        LongEntries = ShortBuckets + (ShortBucketSize << ShortBucketBits);
    }

    ~PieceCache() => NativeMemory.Free(_memory);

    /// <summary>The first of <c>2^ShortBucketBits</c> buckets of two short entries.</summary>
    public byte* ShortBuckets { get; }

    /// <summary>The first of <c>2^LongEntryBits</c> long entries.</summary>
    public byte* LongEntries { get; }

    /// <summary>A cache that nobody else uses until it is given back.</summary>
    public static PieceCache Rent()
    {
        PieceCache?[] free = Free;
        int first = Thread.GetCurrentProcessorId() % free.Length;
        PieceCache? cache = Interlocked.Exchange(ref free[first], null);
        for (int i = 0; cache is null && i < free.Length; i++)
        {
            cache = Interlocked.Exchange(ref free[i], null);
        }

        return cache ?? new PieceCache();
    }

    /// <summary>Gives it back. If as many as processors are there already, it is dropped.</summary>
    public void Return()
    {
        PieceCache?[] free = Free;
        int first = Thread.GetCurrentProcessorId() % free.Length;
        if (Interlocked.CompareExchange(ref free[first], this, null) is null)
        {
            return;
        }

        for (int i = 0; i < free.Length; i++)
        {
            if (Interlocked.CompareExchange(ref free[i], this, null) is null)
            {
                return;
            }
        }
    }
}
