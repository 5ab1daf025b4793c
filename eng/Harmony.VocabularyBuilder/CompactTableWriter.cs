using System.Buffers.Binary;
using Harmony.Generators.Vocabulary;
using static Harmony.Generators.Vocabulary.CompactVocabularyLayout;

namespace Harmony.VocabularyBuilder;

/// <summary>Writes the sections that <see cref="CompactVocabularyLayout"/> describes.</summary>
internal sealed class CompactTableWriter(byte[][] tokens, byte[] classes)
{
    private readonly TableSections _sections = new((int)HeaderField.Count);

    public byte[] Write()
    {
        WriteTokens();
        WriteSection(HeaderField.ByteTokens, ByteTokens.Write(tokens));
        WriteSection(HeaderField.Slots, Slots());
        WriteSection(HeaderField.ClassBlocks, ClassBlocks.Write(classes, out byte[] blocks));
        WriteSection(HeaderField.Classes, blocks);
        return _sections.ToTable(Magic);
    }

    private void WriteSection(HeaderField field, ReadOnlySpan<byte> content) => _sections.Write((int)field, content);

    private void WriteTokens()
    {
        byte[] lengths = new byte[tokens.Length];
        byte[] groupOffsets = new byte[((tokens.Length + GroupSize - 1) / GroupSize) * sizeof(uint)];
        using var bytes = new MemoryStream();
        for (int id = 0; id < tokens.Length; id++)
        {
            if (id % GroupSize == 0)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(groupOffsets.AsSpan(id / GroupSize * sizeof(uint)), (uint)bytes.Length);
            }

            lengths[id] = checked((byte)tokens[id].Length);
            bytes.Write(tokens[id]);
        }

        WriteSection(HeaderField.GroupOffsets, groupOffsets);
        WriteSection(HeaderField.Lengths, lengths);
        WriteSection(HeaderField.Bytes, bytes.ToArray());
    }

    private byte[] Slots()
    {
        byte[] slots = new byte[SlotSize << SlotBits];
        slots.AsSpan().Fill(byte.MaxValue);
        for (int id = 0; id < tokens.Length; id++)
        {
            uint hash = Hash(HashSeed, tokens[id]);
            uint slot = FirstSlot(hash);
            while (BinaryPrimitives.ReadUInt32LittleEndian(slots.AsSpan((int)slot * SlotSize)) != EmptySlot)
            {
                slot = NextSlot(slot);
            }

            BinaryPrimitives.WriteUInt32LittleEndian(slots.AsSpan((int)slot * SlotSize), SlotValue(hash, id));
        }

        return slots;
    }
}
