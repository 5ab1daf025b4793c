using System.Buffers.Binary;

namespace Harmony.VocabularyBuilder;

/// <summary>Writes the section with the tokens of single bytes, which both tables have.</summary>
internal static class ByteTokens
{
    public static byte[] Write(byte[][] tokens)
    {
        byte[] section = new byte[256 * sizeof(uint)];
        for (int id = 0; id < tokens.Length; id++)
        {
            if (tokens[id] is [byte single])
            {
                BinaryPrimitives.WriteUInt32LittleEndian(section.AsSpan(single * sizeof(uint)), (uint)id);
            }
        }

        return section;
    }
}
