using Harmony.Vocabulary;

namespace Harmony.Generators.Vocabulary;

/// <summary>
/// The binary form of the o200k vocabulary that a compiler loads: what the builder writes and <c>CompactVocabulary</c> reads in
/// place. A quarter of the size of <see cref="VocabularyLayout"/>'s, which is laid out for
/// speed: one hash table finds the tokens of any length, and merges by the bytes that they make.
/// </summary>
/// <remarks>
/// Little-endian. A header (see <c>VocabularyHeader</c> and <see cref="HeaderField"/>), then the sections, each at a multiple of four bytes, which is all that an embedded resource promises.
/// <list type="bullet">
/// <item>Group offsets: for each group of <see cref="GroupSize"/> tokens a u32, where the bytes of its first token begin in
/// the bytes section; those of the others follow one after another.</item>
/// <item>Lengths: a byte for each token, the number of its bytes.</item>
/// <item>Bytes: the bytes of all tokens, one after another.</item>
/// <item>ByteTokens: 256 × u32, the token of each single byte.</item>
/// <item>Slots: <c>1 &lt;&lt; SlotBits</c> × u32, a hash table with linear probing over the tokens' bytes. A slot is the low
/// bits of the token's hash above its id (<see cref="SlotValue"/>), so that most tokens that are not the one looked for
/// are passed over without looking at their bytes; or <see cref="EmptySlot"/>.</item>
/// <item>Class blocks and classes: as in <see cref="VocabularyLayout"/>.</item>
/// </list>
/// </remarks>
internal static class CompactVocabularyLayout
{
    /// <summary>"o2kc" in little-endian order.</summary>
    public const uint Magic = 0x636B326F;

    public const int GroupSize = 16;

    public const int SlotBits = 18;
    public const int SlotSize = sizeof(uint);

    /// <summary>An empty slot; no token has such an id.</summary>
    public const uint EmptySlot = uint.MaxValue;

    /// <summary>The hash of no bytes (FNV-1a's offset basis).</summary>
    public const uint HashSeed = 2166136261;

    public enum HeaderField
    {
        Magic,
        TotalSize,
        GroupOffsets,
        Lengths,
        Bytes,
        ByteTokens,
        Slots,
        ClassBlocks,
        Classes,
        Count,
    }

    /// <summary>
    /// FNV-1a, one part after another: the hash of some bytes is that of their second part, begun with the hash of their
    /// first.
    /// </summary>
    public static uint Hash(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            hash = unchecked((hash ^ value) * 16777619);
        }

        return hash;
    }

    /// <summary>Where probing begins: the high bits of the hash times an odd constant without structure (the golden ratio).</summary>
    public static uint FirstSlot(uint hash) => unchecked(hash * 0x9E3779B1) >> (32 - SlotBits);

    public static uint NextSlot(uint slot) => (slot + 1) & ((1u << SlotBits) - 1);

    public static uint SlotValue(uint hash, int id) => (hash << VocabularyLayout.IdBits) | (uint)id;
}
