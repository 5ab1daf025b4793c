using System.Runtime.CompilerServices;

namespace Harmony.Tokenization;

/// <summary>
/// The ids of short pieces that were encoded not long ago: most of a text's pieces are the same few thousand words, and one
/// look into memory near the core finds them, tokens and others alike.
/// </summary>
/// <remarks>
/// <para>Of a fixed size. An entry holds the whole piece, so what is found is right; where two pieces want the same place,
/// the one not seen for longer goes. Used by one thread at a time: it is rented, and there are at most as many as
/// processors.</para>
/// <para>An entry is 32 bytes: the piece, padded with zeros, and its length in the sixteenth byte; then its ids, at most
/// four, the first with their number above it. Two entries of one hash stand side by side in a line of the cache.</para>
/// </remarks>
internal sealed unsafe class PieceCache
{
    /// <summary>The most bytes that a piece in the cache has.</summary>
    public const int MaxPieceLength = 15;

    /// <summary>The most ids that a piece in the cache has.</summary>
    public const int MaxIds = 4;

    /// <summary>In an entry's first id: where their number begins. 0 says that there are more than fit.</summary>
    public const int CountShift = 24;

    public const int EntrySize = 32;
    public const int BucketSize = 2 * EntrySize;
    public const int BucketBits = 14;

    private static readonly PieceCache?[] s_free = new PieceCache?[Environment.ProcessorCount];

    // Pinned, so that its place does not change; the lines begin at its first multiple of their size.
    private readonly byte[] _memory = GC.AllocateArray<byte>((BucketSize << BucketBits) + BucketSize, pinned: true);

    private PieceCache()
    {
        nuint start = (nuint)Unsafe.AsPointer(ref _memory[0]);
        Buckets = (byte*)((start + BucketSize - 1) & ~(nuint)(BucketSize - 1));
    }

    /// <summary>The first of <c>2^BucketBits</c> buckets.</summary>
    public byte* Buckets { get; }

    /// <summary>A cache that nobody else uses until it is given back.</summary>
    public static PieceCache Rent()
    {
        PieceCache?[] free = s_free;
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
        PieceCache?[] free = s_free;
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
