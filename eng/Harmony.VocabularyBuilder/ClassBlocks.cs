using static Harmony.Vocabulary.VocabularyLayout;

namespace Harmony.VocabularyBuilder;

/// <summary>Writes the two sections with the character classes, which both tables have. Equal blocks are written once.</summary>
internal static class ClassBlocks
{
    /// <param name="classes">The class of every code point.</param>
    /// <param name="blocks">The distinct blocks.</param>
    /// <returns>For every block of code points, the number of its block in <paramref name="blocks"/>.</returns>
    public static byte[] Write(byte[] classes, out byte[] blocks)
    {
        byte[] blockNumbers = new byte[CodePointBlockCount];
        var numberOf = new Dictionary<string, byte>();
        using var different = new MemoryStream();
        for (int block = 0; block < CodePointBlockCount; block++)
        {
            ReadOnlySpan<byte> content = classes.AsSpan(block * CodePointBlockSize, CodePointBlockSize);
            string key = Convert.ToHexString(content);
            if (!numberOf.TryGetValue(key, out byte number))
            {
                number = checked((byte)numberOf.Count);
                numberOf.Add(key, number);
                different.Write(content);
            }

            blockNumbers[block] = number;
        }

        blocks = different.ToArray();
        return blockNumbers;
    }
}
