using System.Buffers;
using System.Buffers.Binary;

namespace Harmony.VocabularyBuilder;

/// <summary>
/// Assembles a table: a header of unsigned 32-bit fields (magic, total size, then the place of each section), and the sections, each
/// at a multiple of four bytes.
/// </summary>
internal sealed class TableSections
{
    private const int MagicField = 0;
    private const int TotalSizeField = 1;

    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly byte[] _header;

    public TableSections(int headerFields)
    {
        _header = new byte[headerFields * sizeof(uint)];
        _output.Write(_header);
    }

    public void Write(int headerField, ReadOnlySpan<byte> content)
    {
        int padding = -_output.WrittenCount & 3;
        _output.Write(stackalloc byte[padding]);
        SetHeader(headerField, (uint)_output.WrittenCount);
        _output.Write(content);
    }

    public byte[] ToTable(uint magic)
    {
        SetHeader(MagicField, magic);
        SetHeader(TotalSizeField, (uint)_output.WrittenCount);
        byte[] table = _output.WrittenSpan.ToArray();
        _header.CopyTo(table, 0);
        return table;
    }

    private void SetHeader(int field, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_header.AsSpan(field * sizeof(uint)), value);
}
