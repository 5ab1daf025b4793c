using System.Buffers.Text;
using System.Diagnostics;
using Harmony.Buffers;

namespace Harmony.Json;

/// <summary>Writes numbers the way serde_json does.</summary>
internal static class SerdeNumberWriter
{
    // Where plain digits end (the decimal point's place, counted from the first digit): 1e-5 to below 1e16.
    private const int MaxPlainPoint = 16;
    private const int MinPlainPoint = -5;
    private const int MaxDigits = 17;

    /// <summary>Appends a number of a JSON text.</summary>
    /// <param name="json">The number as it stands there; in range.</param>
    /// <param name="signsExponent">Whether an exponent above zero gets a plus sign.</param>
    /// <param name="output">Where to.</param>
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
        Span<byte> digits = stackalloc byte[MaxDigits];
        int count = ShortestDigits(value, digits, out bool isNegative, out int point);
        digits = digits.Slice(0, count);
        if (isNegative)
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

    /// <summary>The digits without leading or trailing zeros; their value is 0.DIGITS × 10^<paramref name="point"/>.</summary>
    private static int ShortestDigits(double value, Span<byte> digits, out bool isNegative, out int point)
    {
        // The runtime writes the shortest digits too, with an exponent or plain: only the digits and their place are
        // taken from it.
        Span<byte> text = stackalloc byte[32];
        Utf8Formatter.TryFormat(value, text, out int length);
        text = text.Slice(0, length);
        isNegative = text[0] == '-';
        int count = 0;
        int beforePoint = -1;
        int leadingZeros = 0;
        int exponent = 0;
        for (int i = isNegative ? 1 : 0; i < text.Length; i++)
        {
            if (text[i] == '.')
            {
                beforePoint = count - leadingZeros;
            }
            else if (text[i] == 'E')
            {
                bool isExponent = Utf8Parser.TryParse(text.Slice(text[i + 1] == '+' ? i + 2 : i + 1), out exponent, out _);
                Debug.Assert(isExponent, "The runtime writes digits after an E.");
                break;
            }
            else if (text[i] == '0' && count == 0)
            {
                leadingZeros += beforePoint < 0 ? 0 : 1;
            }
            else
            {
                digits[count++] = text[i];
            }
        }

        if (count == 0)
        {
            digits[0] = (byte)'0';
            point = 1;
            return 1;
        }

        point = (beforePoint < 0 ? count : beforePoint - leadingZeros) + exponent;
        while (count > 1 && digits[count - 1] == '0')
        {
            count--;
        }

        return count;
    }
}
