using System.Buffers.Text;
using Harmony.Buffers;

namespace Harmony.Json;

/// <summary>Writes numbers the way serde_json does.</summary>
internal static class SerdeNumberWriter
{
    // Where plain digits end (the decimal point's place, counted from the first digit): 1e-5 to below 1e16.
    private const int MaxPlainPoint = 16;
    private const int MinPlainPoint = -5;

    /// <summary>Appends a number of a JSON text.</summary>
    /// <param name="json">The number as it stands there; in range.</param>
    /// <param name="signsExponent">Whether an exponent above zero gets a plus sign.</param>
    /// <param name="output">The destination.</param>
    public static void Append(ReadOnlySpan<byte> json, bool signsExponent, ref Utf8TextBuilder output)
    {
        if (SerdeNumber.TryParse(json, out SerdeNumber number) && number.IsInteger)
        {
            output.Append(json);
        }
        else
        {
            AppendDouble(number.Value, signsExponent, ref output);
        }
    }

    /// <summary>The shortest digits that give the same double again.</summary>
    private static void AppendDouble(double value, bool signsExponent, ref Utf8TextBuilder output)
    {
        Span<byte> digits = stackalloc byte[ShortestDigits.MaxDigits];
        int count = ShortestDigits.Write(value, digits, out int point);
        digits = digits.Slice(0, count);

        // Zero has a sign as well.
        if (BitConverter.DoubleToInt64Bits(value) < 0)
        {
            output.Append((byte)'-');
        }

        if (point > MaxPlainPoint || point <= MinPlainPoint)
        {
            AppendExponential(digits, point - 1, signsExponent, ref output);
        }
        else if (point <= 0)
        {
            output.Append("0."u8);
            AppendZeros(-point, ref output);
            output.Append(digits);
        }
        else if (point >= count)
        {
            output.Append(digits);
            AppendZeros(point - count, ref output);
            output.Append(".0"u8);
        }
        else
        {
            output.Append(digits.Slice(0, point));
            output.Append((byte)'.');
            output.Append(digits.Slice(point));
        }
    }

    private static void AppendExponential(scoped ReadOnlySpan<byte> digits, int exponent, bool signsExponent, ref Utf8TextBuilder output)
    {
        output.Append(digits[0]);
        if (digits.Length > 1)
        {
            output.Append((byte)'.');
            output.Append(digits.Slice(1));
        }

        output.Append((byte)'e');
        if (signsExponent && exponent > 0)
        {
            output.Append((byte)'+');
        }

        Span<byte> text = stackalloc byte[8];
        Utf8Formatter.TryFormat(exponent, text, out int length);
        output.Append(text.Slice(0, length));
    }

    private static void AppendZeros(int count, ref Utf8TextBuilder output)
    {
        for (int i = 0; i < count; i++)
        {
            output.Append((byte)'0');
        }
    }
}
