using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Harmony.Vocabulary;
using static Harmony.Vocabulary.VocabularyLayout;

namespace Harmony.VocabularyBuilder;

/// <summary>Writes the sections that <see cref="VocabularyLayout"/> describes.</summary>
internal sealed class TableWriter(byte[][] tokens, byte[] classes)
{
    private readonly TableSections _sections = new((int)HeaderField.Count);
    private readonly MergeTable _merges = MergeTable.Build(tokens);

    public byte[] Write()
    {
        WriteTokens();
        WriteSection(HeaderField.ByteTokens, ByteTokens.Write(tokens));
        WriteBytePairs();
        var edges = new TokenEdges(tokens, _merges);
        var trie = new TrieBuilder(tokens, edges);
        WriteSection(HeaderField.Trie, trie.Build());
        WriteSection(HeaderField.Links, Links(edges, trie.Prefixes()));
        WriteSection(HeaderField.PairSlots, PairSlots());
        WriteSection(HeaderField.PairFilter, PairFilter());
        WriteSection(HeaderField.ClassBlocks, ClassBlocks.Write(classes, out byte[] blocks));
        WriteSection(HeaderField.Classes, blocks);
        return _sections.ToTable(Magic);
    }

    private void WriteSection(HeaderField field, ReadOnlySpan<byte> content) => _sections.Write((int)field, content);

    private void WriteTokens()
    {
        byte[] entries = new byte[TokenCount * sizeof(uint)];
        using var bytes = new MemoryStream();
        for (int id = 0; id < TokenCount; id++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(entries.AsSpan(id * sizeof(uint)), TokenEntry(tokens[id], (uint)bytes.Length));
            bytes.Write(tokens[id]);
        }

        bytes.Write(new byte[CopyWidth]);
        WriteSection(HeaderField.Tokens, entries);
        WriteSection(HeaderField.Bytes, bytes.ToArray());
    }

    private static uint TokenEntry(byte[] token, uint start)
    {
        uint flags = (Utf8.IsValid(token) ? WholeCharacters : 0) | (Ascii.IsValid(token) ? AsciiOnly : 0);
        return checked(start * (1u << TokenStartShift)) | flags | (uint)token.Length;
    }

    private void WriteBytePairs()
    {
        byte[] section = new byte[256 * 256 * sizeof(uint)];
        for (int id = 0; id < TokenCount; id++)
        {
            if (tokens[id] is [byte first, byte second])
            {
                BinaryPrimitives.WriteUInt32LittleEndian(section.AsSpan(((first << 8) | second) * sizeof(uint)), (uint)id);
            }
        }

        WriteSection(HeaderField.BytePairs, section);
    }

    private byte[] Links(TokenEdges edges, uint[] prefixes)
    {
        byte[] section = new byte[TokenCount * TokenLinks.Size];
        for (int id = 0; id < TokenCount; id++)
        {
            Span<byte> entry = section.AsSpan(id * TokenLinks.Size);
            ulong links = TokenLinks.Create(_merges.Left(id), _merges.Right(id), prefixes[id], tokens[id].Length);
            BinaryPrimitives.WriteUInt64LittleEndian(entry, links);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[sizeof(ulong)..], edges.LeftEdge(id));
        }

        return section;
    }

    private byte[] PairSlots()
    {
        var table = new SlotTable(PairSlotBits, PairSlotSize, valueOffset: 0);
        foreach ((ulong pair, int merged) in _merges.Pairs.OrderBy(merge => merge.Value))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(table.Claim((uint)(PairHash(pair) >> (64 - PairSlotBits))), (pair << IdBits) | (uint)merged);
        }

        return table.Bytes;
    }

    private byte[] PairFilter()
    {
        byte[] filter = new byte[(1 << PairFilterBits) / 8];
        foreach (ulong pair in _merges.Pairs.Keys)
        {
            uint bit = (uint)(PairHash(pair) >> (64 - PairFilterBits));
            filter[bit / 8] |= (byte)(1 << (int)(bit % 8));
        }

        return filter;
    }

    /// <summary>A hash table with linear probing whose empty slots hold only zeros.</summary>
    private sealed class SlotTable(int bits, int slotSize, int valueOffset)
    {
        public byte[] Bytes { get; } = new byte[slotSize << bits];

        /// <summary>The first free slot at or after <paramref name="slot"/>.</summary>
        public Span<byte> Claim(uint slot)
        {
            uint mask = (1u << bits) - 1;
            while (Bytes.AsSpan((int)slot * slotSize, slotSize)[valueOffset..].ContainsAnyExcept((byte)0))
            {
                slot = (slot + 1) & mask;
            }

            return Bytes.AsSpan((int)slot * slotSize, slotSize);
        }
    }
}
