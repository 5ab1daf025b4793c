using System.Diagnostics;
using System.Runtime.CompilerServices;
using static Harmony.Vocabulary.VocabularyLayout;

namespace Harmony.Vocabulary;

/// <summary>
/// The o200k vocabulary, read in place from the binary form that <see cref="VocabularyLayout"/> describes: nothing is
/// parsed, copied or hashed at start-up.
/// </summary>
/// <remarks>
/// Thread-safe: immutable. Safety: all pointers stay inside the table. The builder wrote it, the constructor checks that it is whole,
/// slot numbers are masked to the sizes of the tables, and every hash table has empty slots, so probing ends.
/// </remarks>
internal sealed unsafe partial class VocabularyTable
{
    private readonly uint* _tokens;
    private readonly byte* _bytes;
    private readonly byte* _byteTokens;
    private readonly byte* _bytePairs;
    private readonly byte* _trie;
    private readonly byte* _links;
    private readonly byte* _pairSlots;
    private readonly byte* _pairFilter;
    private readonly byte* _classBlocks;
    private readonly byte* _classes;

    /// <param name="table">The table, mapped or pinned for the lifetime of this object.</param>
    /// <param name="length">Its size in bytes.</param>
    /// <exception cref="InvalidDataException">The memory is not such a table.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine is big-endian.</exception>
    public VocabularyTable(byte* table, long length)
    {
        ReadOnlySpan<uint> header = VocabularyHeader.Read(table, length, Magic, (int)HeaderField.Count);
        _tokens = (uint*)(table + header[(int)HeaderField.Tokens]);
        _bytes = table + header[(int)HeaderField.Bytes];
        _byteTokens = table + header[(int)HeaderField.ByteTokens];
        _bytePairs = table + header[(int)HeaderField.BytePairs];
        _trie = table + header[(int)HeaderField.Trie];
        _links = table + header[(int)HeaderField.Links];
        _pairSlots = table + header[(int)HeaderField.PairSlots];
        _pairFilter = table + header[(int)HeaderField.PairFilter];
        _classBlocks = table + header[(int)HeaderField.ClassBlocks];
        _classes = table + header[(int)HeaderField.Classes];
    }

    /// <summary>The token of a single byte. Every byte is a token.</summary>
    public int ByteToken(byte value) => (int)ReadUInt32(_byteTokens + (value * sizeof(uint)));

    /// <summary>The id that two adjacent bytes merge into, or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int BytePair(byte first, byte second) => (int)ReadUInt32(_bytePairs + (((first << 8) | second) * sizeof(uint)));

    /// <summary>The class of an ASCII character. In bounds: block 0 has the classes of the first 256 code points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CharacterClass AsciiClass(byte value) => (CharacterClass)_classes[value];

    /// <summary>The class of a code point, 0 to 0x10FFFF.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CharacterClass ClassOf(uint codePoint)
    {
        // In bounds: every block of code points has a number, and the builder wrote the block with that number.
        Debug.Assert(codePoint < CodePointBlockCount * CodePointBlockSize, "The code point is at most 0x10FFFF.");
        int block = _classBlocks[codePoint / CodePointBlockSize];
        return (CharacterClass)_classes[(block * CodePointBlockSize) + (codePoint % CodePointBlockSize)];
    }

    /// <summary>The id that two adjacent tokens merge into (which is also the rank of the merge), or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindMerge(int left, int right)
    {
        // In bounds: the highest PairFilterBits or PairSlotBits bits of a hash, and slots are counted modulo their number.
        Debug.Assert((uint)left < TokenCount && (uint)right < TokenCount, "Only ordinary tokens merge.");
        ulong pair = Pair(left, right);
        ulong hash = PairHash(pair);
        uint bit = (uint)(hash >> (64 - PairFilterBits));
        if (((_pairFilter[bit / 8] >> (int)(bit % 8)) & 1) == 0)
        {
            return -1;
        }

        for (uint slot = (uint)(hash >> (64 - PairSlotBits)); ; slot = (slot + 1) & ((1u << PairSlotBits) - 1))
        {
            ulong entry = ReadUInt64(_pairSlots + ((long)slot * PairSlotSize));
            if (entry >> IdBits == pair && entry != 0)
            {
                return (int)((uint)entry & IdMask);
            }

            if (entry == 0)
            {
                return -1;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ReadUInt32(byte* address) => Unsafe.ReadUnaligned<uint>(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ReadUInt64(byte* address) => Unsafe.ReadUnaligned<ulong>(address);
}
