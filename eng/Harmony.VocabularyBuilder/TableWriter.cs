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
    private readonly Dictionary<ulong, int> _merges = MergeTable.Build(tokens);

    public byte[] Write()
    {
        WriteTokens();
        WriteSection(HeaderField.ByteTokens, ByteTokens.Write(tokens));
        WriteBytePairs();
        WriteSection(HeaderField.ShortSlots, ShortSlots());
        WriteSection(HeaderField.MediumSlots, MediumSlots());
        WriteSection(HeaderField.LongSlots, LongSlots());
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

    private byte[] ShortSlots()
    {
        var table = new SlotTable(ShortSlotBits, ShortSlotSize, valueOffset: sizeof(ulong));
        for (int id = 0; id < TokenCount; id++)
        {
            if (tokens[id].Length <= ShortLength)
            {
                byte[] key = new byte[sizeof(ulong)];
                tokens[id].CopyTo(key, 0);
                Span<byte> slot = table.Claim(ShortSlot(BinaryPrimitives.ReadUInt64LittleEndian(key)));
                key.CopyTo(slot);
                WriteValue(slot[sizeof(ulong)..], id);
            }
        }

        return table.Bytes;
    }

    private byte[] MediumSlots()
    {
        var table = new SlotTable(MediumSlotBits, MediumSlotSize, valueOffset: 2 * sizeof(ulong));
        for (int id = 0; id < TokenCount; id++)
        {
            if (tokens[id].Length is > ShortLength and <= MediumLength)
            {
                ulong first = BinaryPrimitives.ReadUInt64LittleEndian(tokens[id]);
                ulong last = BinaryPrimitives.ReadUInt64LittleEndian(tokens[id].AsSpan(^8));
                Span<byte> slot = table.Claim(MediumSlot(first, last));
                BinaryPrimitives.WriteUInt64LittleEndian(slot, first);
                BinaryPrimitives.WriteUInt64LittleEndian(slot[8..], last);
                WriteValue(slot[16..], id);
            }
        }

        return table.Bytes;
    }

    private byte[] LongSlots()
    {
        var table = new SlotTable(LongSlotBits, LongSlotSize, valueOffset: sizeof(uint));
        for (int id = 0; id < TokenCount; id++)
        {
            if (tokens[id].Length > MediumLength)
            {
                uint hash = LongHash(tokens[id]);
                Span<byte> slot = table.Claim(LongSlot(hash));
                BinaryPrimitives.WriteUInt32LittleEndian(slot, hash);
                WriteValue(slot[4..], id);
            }
        }

        return table.Bytes;
    }

    private void WriteValue(Span<byte> value, int id) =>
        BinaryPrimitives.WriteUInt32LittleEndian(value, ((uint)tokens[id].Length << LengthShift) | (uint)id);

    private byte[] PairSlots()
    {
        var table = new SlotTable(PairSlotBits, PairSlotSize, valueOffset: 0);
        foreach ((ulong pair, int merged) in _merges.OrderBy(merge => merge.Value))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(table.Claim((uint)(PairHash(pair) >> (64 - PairSlotBits))), (pair << IdBits) | (uint)merged);
        }

        return table.Bytes;
    }

    private byte[] PairFilter()
    {
        byte[] filter = new byte[(1 << PairFilterBits) / 8];
        foreach (ulong pair in _merges.Keys)
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
