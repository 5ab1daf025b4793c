// The sources that are shared with the library call the vocabulary by the name of the library's own.
global using VocabularyTable = Harmony.Generators.Vocabulary.CompactVocabulary;

using System.Runtime.CompilerServices;
using Harmony.Vocabulary;
using static Harmony.Generators.Vocabulary.CompactVocabularyLayout;

namespace Harmony.Generators.Vocabulary;

/// <summary>
/// The o200k vocabulary, read in place from the binary form that <see cref="CompactVocabularyLayout"/> describes. The library's own
/// table is larger and faster.
/// </summary>
/// <remarks>
/// Thread-safe: immutable. All pointers stay inside the table: the builder wrote it, the constructor checks that it is
/// whole, slot numbers are masked to the hash table's size, and the hash table has empty slots, so that probing ends.
/// </remarks>
internal sealed unsafe class CompactVocabulary
{
    private readonly byte* _groupOffsets;
    private readonly byte* _lengths;
    private readonly byte* _bytes;
    private readonly byte* _byteTokens;
    private readonly byte* _slots;
    private readonly byte* _classBlocks;
    private readonly byte* _classes;

    /// <param name="table">The table, mapped or fixed for as long as this object lives.</param>
    /// <param name="length">Its size in bytes.</param>
    /// <exception cref="InvalidDataException">The memory is not such a table.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine is big-endian.</exception>
    public CompactVocabulary(byte* table, long length)
    {
        ReadOnlySpan<uint> header = VocabularyHeader.Read(table, length, Magic, (int)HeaderField.Count);
        _groupOffsets = table + header[(int)HeaderField.GroupOffsets];
        _lengths = table + header[(int)HeaderField.Lengths];
        _bytes = table + header[(int)HeaderField.Bytes];
        _byteTokens = table + header[(int)HeaderField.ByteTokens];
        _slots = table + header[(int)HeaderField.Slots];
        _classBlocks = table + header[(int)HeaderField.ClassBlocks];
        _classes = table + header[(int)HeaderField.Classes];
    }

    /// <summary>The token of a single byte; every byte is one.</summary>
    public int ByteToken(byte value) => (int)ReadUInt32(_byteTokens + (value * sizeof(uint)));

    /// <summary>The bytes of an ordinary token: 0 … <see cref="VocabularyLayout.TokenCount"/> - 1.</summary>
    public ReadOnlySpan<byte> TokenBytes(int id)
    {
        // In bounds: a group has an offset, and every token of it a length.
        int group = id / GroupSize;
        uint offset = ReadUInt32(_groupOffsets + (group * sizeof(uint)));
        for (int before = group * GroupSize; before < id; before++)
        {
            offset += _lengths[before];
        }

        return new ReadOnlySpan<byte>(_bytes + offset, _lengths[id]);
    }

    /// <summary>The class of an ASCII character: block 0 of the classes holds the first 256 code points.</summary>
    public CharacterClass AsciiClass(byte value) => (CharacterClass)_classes[value];

    /// <summary>The class of a code point, 0 … 0x10FFFF.</summary>
    public CharacterClass ClassOf(uint codePoint)
    {
        int block = _classBlocks[codePoint / VocabularyLayout.CodePointBlockSize];
        return (CharacterClass)_classes[(block * VocabularyLayout.CodePointBlockSize) + (codePoint % VocabularyLayout.CodePointBlockSize)];
    }

    /// <summary>The token that is exactly the <paramref name="length"/> bytes at <paramref name="piece"/>, or -1.</summary>
    public int Find(byte* piece, int length) => FindJoined(new ReadOnlySpan<byte>(piece, length), []);

    /// <summary>The id that two adjacent tokens merge into (which is also the rank of the merge), or -1.</summary>
    /// <remarks>
    /// The token of their joined bytes, as the reference has it; the library's table holds the one pair that merging can
    /// arrive at, which comes to the same.
    /// </remarks>
    public int FindMerge(int left, int right) => FindJoined(TokenBytes(left), TokenBytes(right));

    /// <summary>The token whose bytes are two parts one after another, or -1.</summary>
    private int FindJoined(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (first.Length + second.Length > VocabularyLayout.MaxTokenLength)
        {
            return -1;
        }

        uint hash = Hash(Hash(HashSeed, first), second);
        uint tag = SlotValue(hash, 0);
        for (uint slot = FirstSlot(hash); ; slot = NextSlot(slot))
        {
            uint value = ReadUInt32(_slots + (slot * SlotSize));
            if (value == EmptySlot)
            {
                return -1;
            }

            int id = (int)(value & VocabularyLayout.IdMask);
            if ((value & ~VocabularyLayout.IdMask) == tag && IsJoined(TokenBytes(id), first, second))
            {
                return id;
            }
        }
    }

    private static bool IsJoined(ReadOnlySpan<byte> token, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        token.Length == first.Length + second.Length && token.StartsWith(first) && token.EndsWith(second);

    private static uint ReadUInt32(byte* address) => Unsafe.ReadUnaligned<uint>(address);
}
