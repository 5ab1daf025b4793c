using System.Runtime.CompilerServices;

namespace Harmony.Vocabulary;

/// <summary>
/// The binary form of the o200k vocabulary, which the builder writes and <c>VocabularyTable</c> reads in place.
/// </summary>
/// <remarks>
/// Little-endian. A header (<c>VocabularyHeader</c>, with the fields of <see cref="HeaderField"/>),
/// then the sections in the order of the header, each at a multiple of four bytes. An embedded resource guarantees no more
/// alignment than that, so a 64-bit field may be at any multiple of four and is always read as unaligned.
/// <list type="bullet">
/// <item>Tokens: <c>tokenCount</c> × u32, one load for everything that decoding needs to know of a token: its length
/// (<see cref="TokenLengthMask"/>), <see cref="WholeCharacters"/> and <see cref="AsciiOnly"/>, and, from bit
/// <see cref="TokenStartShift"/> on, the place of its bytes in the bytes section.</item>
/// <item>Bytes: the bytes of all tokens, one after another, and <see cref="CopyWidth"/> zero bytes.</item>
/// <item>ByteTokens: 256 × u32, the token of each single byte.</item>
/// <item>BytePairs: 65,536 × u32, at <c>first &lt;&lt; 8 | second</c> the id that two bytes merge into, or 0. All merging
/// begins with these, and they fit into a processor cache, unlike the pair slots.</item>
/// <item>Trie: a u64 for each beginning of a token; see <c>TrieUnit</c>.</item>
/// <item>Links: 12 bytes for each token; see <c>TokenLinks</c>.</item>
/// <item>Pair slots: u64, the two merged ids above the id that they merge into.</item>
/// <item>Pair filter: a bit for each pair's hash. Half of all pairs that merging looks up do not merge, and the filter is small
/// enough for a processor cache near the core, unlike the pair slots.</item>
/// <item>Class blocks: for each block of 256 code points, its block number as one byte. Classes: the blocks, one
/// <see cref="CharacterClass"/> byte for each code point.</item>
/// </list>
/// The hash table of pairs uses linear probing, and pairs are inserted in the order of their rank, so that frequent ones are found at
/// the first probe.
/// </remarks>
internal static class VocabularyLayout
{
    /// <summary>"o2k3" in little-endian order.</summary>
    public const uint Magic = 0x336B326F;

    public const int TokenCount = 199_998;
    public const int MaxTokenLength = 128;

    /// <summary>The number of bytes that can be read from any byte of a token on.</summary>
    public const int CopyWidth = 32;

    /// <summary>In a token's entry: its length.</summary>
    public const uint TokenLengthMask = 0xFF;

    /// <summary>In a token's entry: its bytes are valid UTF-8 by themselves.</summary>
    public const uint WholeCharacters = 1u << 8;

    /// <summary>In a token's entry: its bytes are ASCII.</summary>
    public const uint AsciiOnly = 1u << 9;

    public const int TokenStartShift = 11;

    public const int PairSlotBits = 19;
    public const int PairFilterBits = 20;

    public const int PairSlotSize = 8;

    /// <summary>The number of bits of an id: two ids and the id they merge into fit in one 64-bit slot.</summary>
    public const int IdBits = 18;

    public const uint IdMask = (1u << IdBits) - 1;

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
        Trie,
        Links,
        PairSlots,
        PairFilter,
        ClassBlocks,
        Classes,
        Count,
    }

    // Multiplicative hashing: the high bits of the product are the slot. The constant is odd and has no structure.
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PairHash(ulong pair) => pair * GoldenRatio;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pair(int left, int right) => ((ulong)(uint)left << IdBits) | (uint)right;
}
