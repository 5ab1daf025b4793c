using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Harmony.Tokenization;

/// <summary>
/// Caches the ids of recent pieces. Most pieces of a text are the same few thousand words, and one access to memory near the core
/// finds them, whether they are tokens or not.
/// </summary>
/// <remarks>
/// <para>The size is fixed. An entry holds everything that distinguishes a piece from others, so what is found is right; a new
/// entry pushes out the oldest one in its line. Used by one thread at a time: a cache is rented, and at most as many are kept as
/// there are processors.</para>
/// <para>There are three tables of lines, each the size of a line of the processor's cache. In most texts nine of ten pieces are
/// short, so those are found with one comparison of four keys, and their entries are as small as possible.</para>
/// <list type="bullet">
/// <item>A short line has four pieces of up to <see cref="MaxShortLength"/> bytes and <see cref="MaxShortIds"/> ids: four keys of 64
/// bits, then four pairs of ids. The second id of a pair is <see cref="SingleId"/> if there is only one, and <see cref="NotShort"/>
/// if there are more than two, which may be in the medium lines.</item>
/// <item>A medium line has two pieces of up to <see cref="MaxMediumLength"/> bytes and <see cref="MaxMediumIds"/> ids: two keys of
/// 128 bits, then the ids of each, the first with their number in the bits above it.</item>
/// <item>A long line has one piece of up to <see cref="MaxLongLength"/> bytes and <see cref="MaxLongIds"/> ids: its first and its
/// last sixteen bytes (for a medium piece its key and zeros), then the ids, the first with their number and the second with the
/// piece's length in the bits above it.</item>
/// </list>
/// <para>A key is a piece's bytes, inverted, followed by zeros. No byte of valid UTF-8 is 0xFF, so no two pieces have the same key,
/// and none has the key of an empty entry, which is zero.</para>
/// </remarks>
internal sealed unsafe class PieceCache
{
    public const int MaxShortLength = 8;
    public const int MaxShortIds = 2;
    public const int ShortWays = 4;
    public const int ShortIds = ShortWays * sizeof(ulong);
    public const int SingleIdShift = 62;
    public const ulong SingleId = 1UL << SingleIdShift;
    public const ulong NotShort = 1UL << 63;

    public const int MaxMediumLength = 16;
    public const int MaxMediumIds = 4;
    public const int MediumKeySize = 2 * sizeof(ulong);
    public const int MediumIds = 2 * MediumKeySize;
    public const int MediumIdsSize = MaxMediumIds * sizeof(int);

    public const int MaxLongLength = 32;
    public const int MaxLongIds = 8;
    public const int LongIds = 4 * sizeof(ulong);

    /// <summary>In medium and long lines: the number of bits of an id, above which another number may be stored.</summary>
    public const int AboveIdShift = 24;

    public const int IdMask = (1 << AboveIdShift) - 1;

    private const int ShortLineBits = 14;
    private const int MediumLineBits = 15;
    private const int LongLineBits = 15;
    private const int LineSizeBits = 6;
    private const int LineSize = 1 << LineSizeBits;

    private static readonly PieceCache?[] Free = new PieceCache?[Environment.ProcessorCount];

    private readonly void* _memory;

    private PieceCache()
    {
        // All zeros, so that every entry is empty. Pages that no piece has come to yet take no memory. One line more than there
        // are, so that the first can be aligned.
        const int Lines = (1 << ShortLineBits) + (1 << MediumLineBits) + (1 << LongLineBits) + 1;
        _memory = NativeMemory.AllocZeroed((Lines + 1) * LineSize);
        ShortLines = (byte*)(((nuint)_memory + LineSize - 1) & ~(nuint)(LineSize - 1));
        MediumLines = ShortLines + (LineSize << ShortLineBits);
        LongLines = MediumLines + (LineSize << MediumLineBits);
        EmptyLine = LongLines + (LineSize << LongLineBits);
        Debug.Assert(EmptyLine + LineSize <= (byte*)_memory + ((Lines + 1) * LineSize), "The last line is inside the memory.");
    }

    ~PieceCache() => NativeMemory.Free(_memory);

    public byte* ShortLines { get; }

    public byte* MediumLines { get; }

    public byte* LongLines { get; }

    /// <summary>A line that is never written to.</summary>
    public byte* EmptyLine { get; }

    /// <summary>The short line of a key.</summary>
    /// <param name="lines">The short lines.</param>
    /// <param name="hash">The key's hash.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* ShortLine(byte* lines, ulong hash) => Line(lines, hash, ShortLineBits);

    /// <summary>The medium line of a key.</summary>
    /// <inheritdoc cref="ShortLine"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* MediumLine(byte* lines, ulong hash) => Line(lines, hash, MediumLineBits);

    /// <summary>The long line of a key.</summary>
    /// <inheritdoc cref="ShortLine"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* LongLine(byte* lines, ulong hash) => Line(lines, hash, LongLineBits);

    /// <summary>The line whose number is the highest bits of a hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Line(byte* lines, ulong hash, int lineBits)
    {
        // In bounds: lineBits bits are the number of one of 1 << lineBits lines.
        ulong offset = (hash >> (64 - lineBits - LineSizeBits)) & ~(ulong)(LineSize - 1);
        Debug.Assert(offset <= ((ulong)LineSize << lineBits) - LineSize, "A line begins inside its table, and ends there.");
        return lines + offset;
    }

    /// <summary>Takes a cache that nobody else uses until it is returned.</summary>
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

    /// <summary>Returns the cache. If as many as there are processors are kept already, it is dropped.</summary>
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
