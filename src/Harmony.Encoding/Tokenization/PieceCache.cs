using System.Runtime.InteropServices;

namespace Harmony.Tokenization;

/// <summary>
/// The ids of pieces that were encoded not long ago: most of a text's pieces are the same few thousand words, and one look
/// into memory near the core finds them, tokens and others alike.
/// </summary>
/// <remarks>
/// <para>Of a fixed size. An entry holds all that tells a piece from others, so what is found is right; where pieces want
/// the same place, the one that was put in first goes. Used by one thread at a time: it is rented, and at most as many are
/// kept as there are processors.</para>
/// <para>It has three tables of lines, each a line of the processor's cache. Nine of ten pieces of most texts are short, so
/// those are found with one comparison of four keys, and what is known of them is as small as it can be.</para>
/// <list type="bullet">
/// <item>Short lines: four pieces of up to <see cref="MaxShortLength"/> bytes and <see cref="MaxShortIds"/> ids. Four keys
/// of 64 bits, then the four pairs of ids: the second one's place says <see cref="SingleId"/> if there is none, and
/// <see cref="NotShort"/> if there are too many, which the medium lines may have.</item>
/// <item>Medium lines: two pieces of up to <see cref="MaxMediumLength"/> bytes and <see cref="MaxMediumIds"/> ids. Two keys
/// of 128 bits, then the ids of the two, of each the first with the number of them above it.</item>
/// <item>Long lines: one piece of up to <see cref="MaxLongLength"/> bytes and <see cref="MaxLongIds"/> ids: its first and its
/// last sixteen bytes (of a medium piece its key, and zeros), then the ids, the first with the number of them and the second
/// with the piece's length above it.</item>
/// </list>
/// <para>A key is a piece's bytes, inverted, and zeros behind them. No byte of valid UTF-8 is 0xFF, so that no two pieces
/// have the same key and none has that of an empty entry, which is zero.</para>
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

    /// <summary>In medium and long lines, where an id ends and what is above it begins.</summary>
    public const int AboveIdShift = 24;

    public const int IdMask = (1 << AboveIdShift) - 1;

    /// <summary>The high bits of a key's hash that are the number of its line, with a line's size as factor.</summary>
    public const int ShortLineShift = 64 - ShortLineBits - LineSizeBits;
    public const int MediumLineShift = 64 - MediumLineBits - LineSizeBits;
    public const int LongLineShift = 64 - LongLineBits - LineSizeBits;
    public const ulong LineMask = ~(ulong)(LineSize - 1);

    private const int ShortLineBits = 14;
    private const int MediumLineBits = 15;
    private const int LongLineBits = 15;
    private const int LineSizeBits = 6;
    private const int LineSize = 1 << LineSizeBits;

    private static readonly PieceCache?[] Free = new PieceCache?[Environment.ProcessorCount];

    private readonly void* _memory;

    private PieceCache()
    {
        // All zeros, so that every entry is empty: pages that no piece has come to yet take no memory.
        const int Lines = (1 << ShortLineBits) + (1 << MediumLineBits) + (1 << LongLineBits) + 1;
        _memory = NativeMemory.AllocZeroed((Lines + 1) * LineSize);
        ShortLines = (byte*)(((nuint)_memory + LineSize - 1) & ~(nuint)(LineSize - 1));
        MediumLines = ShortLines + (LineSize << ShortLineBits);
        LongLines = MediumLines + (LineSize << MediumLineBits);
        EmptyLine = LongLines + (LineSize << LongLineBits);
    }

    ~PieceCache() => NativeMemory.Free(_memory);

    public byte* ShortLines { get; }

    public byte* MediumLines { get; }

    public byte* LongLines { get; }

    /// <summary>A line that nothing is ever put into.</summary>
    public byte* EmptyLine { get; }

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
