using System.Runtime.CompilerServices;

namespace Harmony.Vocabulary;

/// <summary>
/// The binary form of the o200k vocabulary: what the builder writes and <c>VocabularyTable</c> reads in place.
/// </summary>
/// <remarks>
/// Little-endian. A header of <see cref="HeaderSize"/> bytes (unsigned 32-bit fields, see <see cref="HeaderField"/>),
/// then the sections, each at a multiple of four bytes: an embedded resource promises no more than that, so a 64-bit
/// field may stand at any multiple of four and is always read as unaligned.
/// <list type="bullet">
/// <item>Tokens: <c>tokenCount</c> × u32, one load for all that decoding has to know of a token: its length
/// (<see cref="TokenLengthMask"/>), <see cref="WholeCharacters"/> and <see cref="AsciiOnly"/>, and from
/// <see cref="TokenStartShift"/> on where its bytes begin in the bytes section.</item>
/// <item>Bytes: the bytes of all tokens, one after another, and <see cref="CopyWidth"/> zero bytes.</item>
/// <item>ByteTokens: 256 × u32, the token of each single byte.</item>
/// <item>BytePairs: 65,536 × u32, at <c>first &lt;&lt; 8 | second</c> the id that two bytes merge into, or 0. Every
/// merging begins with these, and they fit in a cache where the pair slots do not.</item>
/// <item>Short slots (tokens of 1-8 bytes): key u64 (the bytes, zero-padded), value u32.</item>
/// <item>Medium slots (9-16 bytes): first 8 bytes u64, last 8 bytes u64, value u32.</item>
/// <item>Long slots (17 bytes and more): hash u32, value u32; the bytes decide.</item>
/// <item>Pair slots: u64, the two merged ids above the id that they merge into.</item>
/// <item>Pair filter: a bit for each pair's hash. Half of all pairs that merging asks for do not merge, and this is
/// small enough for a cache near the core, where the pair slots are not.</item>
/// <item>Class blocks: for code points in blocks of 256, the block's number as one byte each; then the blocks, one
/// <see cref="CharacterClass"/> byte a code point.</item>
/// </list>
/// The value of a slot is <c>length &lt;&lt; 24 | id</c>, so that 0 is an empty slot. All hash tables use linear probing
/// and hold tokens in the order of their rank: the frequent ones are found at the first probe.
/// </remarks>
internal static class VocabularyLayout
{
    /// <summary>"o2k2" in little-endian order.</summary>
    public const uint Magic = 0x326B326F;

    public const int TokenCount = 199_998;
    public const int MaxTokenLength = 128;

    /// <summary>So many bytes can be read where any token begins, and wherever in it one does.</summary>
    public const int CopyWidth = 32;

    /// <summary>In a token's entry: its length.</summary>
    public const uint TokenLengthMask = 0xFF;

    /// <summary>In a token's entry: its bytes are valid UTF-8 by themselves.</summary>
    public const uint WholeCharacters = 1u << 8;

    /// <summary>In a token's entry: its bytes are ASCII.</summary>
    public const uint AsciiOnly = 1u << 9;

    public const int TokenStartShift = 11;

    public const int ShortLength = 8;
    public const int MediumLength = 16;

    public const int ShortSlotBits = 18;
    public const int MediumSlotBits = 17;
    public const int LongSlotBits = 13;
    public const int PairSlotBits = 19;
    public const int PairFilterBits = 20;

    public const int ShortSlotSize = 12;
    public const int MediumSlotSize = 20;
    public const int LongSlotSize = 8;
    public const int PairSlotSize = 8;

    /// <summary>An id fits in this many bits, so two ids and the id they merge into fit in one 64-bit slot.</summary>
    public const int IdBits = 18;

    public const uint IdMask = (1u << IdBits) - 1;
    public const int LengthShift = 24;

    public const int CodePointBlockSize = 256;
    public const int CodePointBlockCount = 0x110000 / CodePointBlockSize;

    public enum HeaderField
    {
        Magic,
        TotalSize,
        Tokens,
        Bytes,
        ByteTokens,
        BytePairs,
        ShortSlots,
        MediumSlots,
        LongSlots,
        PairSlots,
        PairFilter,
        ClassBlocks,
        Classes,
        Count,
    }

    public const int HeaderSize = (int)HeaderField.Count * sizeof(uint);

    // Multiplicative hashing: the high bits of the product are the slot. The constants are odd and have no structure
    // (the golden ratio, and primes of xxHash).
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ShortSlot(ulong key) => (uint)((key * GoldenRatio) >> (64 - ShortSlotBits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MediumSlot(ulong first, ulong last) =>
        (uint)(((first * Prime1) ^ (last * Prime2)) >> (64 - MediumSlotBits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PairHash(ulong pair) => pair * GoldenRatio;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pair(int left, int right) => ((ulong)(uint)left << IdBits) | (uint)right;

    /// <summary>FNV-1a over all bytes; never 0, which marks an empty slot.</summary>
    public static uint LongHash(ReadOnlySpan<byte> token)
    {
        uint hash = 2166136261;
        foreach (byte b in token)
        {
            hash = (hash ^ b) * 16777619;
        }

        return hash == 0 ? 1 : hash;
    }

    public static uint LongSlot(uint hash) => (hash * 0x9E3779B1) >> (32 - LongSlotBits);
}
