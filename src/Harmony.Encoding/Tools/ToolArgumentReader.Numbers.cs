using System.Globalization;
using System.Text.Json;

namespace Harmony.Tools;

public ref partial struct ToolArgumentReader
{
    /// <summary>Reads an integer.</summary>
    public byte ReadByte() => IsNumber && _reader.TryGetByte(out byte value) ? value : (byte)ReadInteger(byte.MinValue, byte.MaxValue);

    /// <inheritdoc cref="ReadByte"/>
    public sbyte ReadSByte() => IsNumber && _reader.TryGetSByte(out sbyte value) ? value : (sbyte)ReadInteger(sbyte.MinValue, sbyte.MaxValue);

    /// <inheritdoc cref="ReadByte"/>
    public short ReadInt16() => IsNumber && _reader.TryGetInt16(out short value) ? value : (short)ReadInteger(short.MinValue, short.MaxValue);

    /// <inheritdoc cref="ReadByte"/>
    public ushort ReadUInt16() => IsNumber && _reader.TryGetUInt16(out ushort value) ? value : (ushort)ReadInteger(ushort.MinValue, ushort.MaxValue);

    /// <inheritdoc cref="ReadByte"/>
    public int ReadInt32() => IsNumber && _reader.TryGetInt32(out int value) ? value : (int)ReadInteger(int.MinValue, int.MaxValue);

    /// <inheritdoc cref="ReadByte"/>
    public uint ReadUInt32() => IsNumber && _reader.TryGetUInt32(out uint value) ? value : (uint)ReadInteger(uint.MinValue, uint.MaxValue);

    /// <inheritdoc cref="ReadByte"/>
    public long ReadInt64() => IsNumber && _reader.TryGetInt64(out long value) ? value : (long)ReadInteger(long.MinValue, long.MaxValue);

    /// <inheritdoc cref="ReadByte"/>
    public ulong ReadUInt64() => IsNumber && _reader.TryGetUInt64(out ulong value) ? value : (ulong)ReadInteger(ulong.MinValue, ulong.MaxValue);

    /// <summary>Reads a number.</summary>
    public float ReadSingle()
    {
        if (IsNumber && _reader.TryGetSingle(out float value) && float.IsFinite(value))
        {
            return value;
        }

        Refuse("a number from -3.4e38 to 3.4e38");
        return default;
    }

    /// <inheritdoc cref="ReadSingle"/>
    public double ReadDouble()
    {
        if (IsNumber && _reader.TryGetDouble(out double value) && double.IsFinite(value))
        {
            return value;
        }

        Refuse(IsNumber ? "a number from -1.7e308 to 1.7e308" : "a number");
        return default;
    }

    /// <inheritdoc cref="ReadSingle"/>
    public decimal ReadDecimal()
    {
        if (IsNumber && _reader.TryGetDecimal(out decimal value))
        {
            return value;
        }

        Refuse(IsNumber ? "a number from -7.9e28 to 7.9e28" : "a number");
        return default;
    }

    private readonly bool IsNumber => _reader.TokenType == JsonTokenType.Number;

    /// <summary>Reads an integer in another spelling, such as 3.0 or 1e2, which JSON schemas accept as integers.</summary>
    private decimal ReadInteger(decimal minimum, decimal maximum)
    {
        if (IsNumber && _reader.TryGetDecimal(out decimal value) && decimal.IsInteger(value) && value >= minimum && value <= maximum)
        {
            return value;
        }

        Refuse(string.Create(CultureInfo.InvariantCulture, $"an integer from {minimum} to {maximum}"));
        return 0;
    }
}
