namespace Harmony.Vocabulary;

/// <summary>
/// The header of a binary vocabulary: unsigned 32-bit fields in little-endian order. The first says what the table is, the second its
/// size in bytes, and each of the others the offset of a section.
/// </summary>
internal static unsafe class VocabularyHeader
{
    private const int MagicField = 0;
    private const int TotalSizeField = 1;
    private const int FirstSection = 2;

    /// <summary>Reads the header of a table and checks that the table is whole.</summary>
    /// <param name="table">The table, mapped or pinned. Its address is a multiple of four, as that of every embedded resource is.</param>
    /// <param name="length">The table's size in bytes.</param>
    /// <param name="magic">The expected first field.</param>
    /// <param name="fieldCount">The number of fields.</param>
    /// <returns>The fields, in the table's memory; every section's offset is less than <paramref name="length"/>.</returns>
    /// <exception cref="InvalidDataException">The memory is not such a table.</exception>
    /// <exception cref="PlatformNotSupportedException">The machine is big-endian.</exception>
    public static ReadOnlySpan<uint> Read(byte* table, long length, uint magic, int fieldCount)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("The o200k vocabulary is laid out for little-endian machines.");
        }

        // In bounds: the fields are only looked at when the table is long enough for them.
        var header = new ReadOnlySpan<uint>(table, length < fieldCount * sizeof(uint) ? 0 : fieldCount);
        if (header.IsEmpty || header[MagicField] != magic || header[TotalSizeField] != length)
        {
            throw Damaged();
        }

        foreach (uint offset in header.Slice(FirstSection))
        {
            if (offset >= length)
            {
                throw Damaged();
            }
        }

        return header;
    }

    private static InvalidDataException Damaged() => new("The embedded o200k vocabulary is damaged: rebuild the assembly.");
}
