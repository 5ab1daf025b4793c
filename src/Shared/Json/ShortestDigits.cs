namespace Harmony.Json;

/// <summary>
/// The shortest decimal digits that are read as a given double again; of several, those closest to it, and of two equally
/// close, the even ones.
/// </summary>
/// <remarks>
/// The same on every host, since a compiler may run on a runtime whose own formatting writes other digits. Exact
/// throughout: Burger and Dybvig's free-format algorithm ("Printing Floating-Point Numbers Quickly and Accurately"), and
/// before it a way around it for the numbers that people write.
/// </remarks>
internal static class ShortestDigits
{
    /// <summary>No double needs more digits.</summary>
    public const int MaxDigits = 17;

    private const int FractionBits = 52;
    private const ulong ImplicitBit = 1UL << FractionBits;
    private const int ExponentMask = 0x7FF;
    private const int ExponentBias = 1023 + FractionBits;

    /// <summary>Different decimals of up to 15 digits are different doubles.</summary>
    private const double MaxDistinct = 1e15;

    /// <summary>The largest power of ten that is a double exactly.</summary>
    private const int MaxExactPower = 22;

    /// <param name="value">A finite number; its sign does not count.</param>
    /// <param name="digits">Receives the digits, up to <see cref="MaxDigits"/>, without leading or trailing zeros.</param>
    /// <param name="point">The value is 0.DIGITS × 10^point.</param>
    /// <returns>The number of digits; of zero one.</returns>
    public static int Write(double value, Span<byte> digits, out int point)
    {
        value = Math.Abs(value);
        return TryWriteShortDecimal(value, digits, out int count, out point) ? count : WriteExactly(value, digits, out point);
    }

    /// <summary>
    /// Finds the decimal of up to 15 digits that is the value, if there is one: no other of so few digits is, so its digits
    /// are the shortest.
    /// </summary>
    private static bool TryWriteShortDecimal(double value, Span<byte> digits, out int count, out int point)
    {
        for (int places = 0; places <= MaxExactPower; places++)
        {
            double scaled = Math.Round(value * PowersOfTen.Get(places));
            if (!(scaled < MaxDistinct))
            {
                break;
            }

            // Both are integers that a double holds, so the quotient is rounded once, as a reader rounds the decimal.
            if (scaled / PowersOfTen.Get(places) == value)
            {
                count = WriteInteger((ulong)scaled, digits, out point);
                point -= places;
                return true;
            }
        }

        count = 0;
        point = 0;
        return false;
    }

    private static int WriteInteger(ulong value, Span<byte> digits, out int point)
    {
        if (value == 0)
        {
            digits[0] = (byte)'0';
            point = 1;
            return 1;
        }

        int trailingZeros = 0;
        for (; value % 10 == 0; value /= 10)
        {
            trailingZeros++;
        }

        int count = 0;
        for (ulong rest = value; rest > 0; rest /= 10)
        {
            count++;
        }

        for (int i = count - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + (int)(value % 10));
            value /= 10;
        }

        point = count + trailingZeros;
        return count;
    }

    /// <summary>
    /// Digit by digit: the value is rest / divisor, and the doubles around it are read up to half the way to it; that half
    /// is below / divisor on the one side and above / divisor on the other.
    /// </summary>
    private static int WriteExactly(double value, Span<byte> digits, out int point)
    {
        Span<uint> words = stackalloc uint[4 * NaturalNumber.Capacity];
        var rest = new NaturalNumber(words.Slice(0, NaturalNumber.Capacity));
        var divisor = new NaturalNumber(words.Slice(NaturalNumber.Capacity, NaturalNumber.Capacity));
        var below = new NaturalNumber(words.Slice(2 * NaturalNumber.Capacity, NaturalNumber.Capacity));
        var above = new NaturalNumber(words.Slice(3 * NaturalNumber.Capacity, NaturalNumber.Capacity));
        SetUp(value, ref rest, ref divisor, ref below, ref above, out bool readsBounds);

        // Never too large: the logarithm's error is far below the guard. Too small by one at the most.
        point = (int)Math.Ceiling(Math.Log10(value) - 1e-10);
        if (point >= 0)
        {
            divisor.MultiplyByPowerOfTen(point);
        }
        else
        {
            rest.MultiplyByPowerOfTen(-point);
            below.MultiplyByPowerOfTen(-point);
            above.MultiplyByPowerOfTen(-point);
        }

        if (Reaches(rest, above, divisor, readsBounds))
        {
            point++;
            divisor.Multiply(10);
        }

        return Generate(digits, ref rest, divisor, ref below, ref above, readsBounds);
    }

    private static void SetUp(double value, ref NaturalNumber rest, ref NaturalNumber divisor, ref NaturalNumber below, ref NaturalNumber above, out bool readsBounds)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponentField = (int)(bits >> FractionBits) & ExponentMask;
        ulong fraction = (ulong)bits & (ImplicitBit - 1);
        ulong significand = exponentField == 0 ? fraction : fraction | ImplicitBit;
        int exponent = Math.Max(exponentField, 1) - ExponentBias;

        // What lies exactly between two doubles is read as the one with the even significand.
        readsBounds = significand % 2 == 0;

        // Of a power of two, the double below is only half as far away as the one above. (Below the least normal double
        // they lie as close as above it.)
        int closer = fraction == 0 && exponentField > 1 ? 1 : 0;
        rest.Set(significand);
        rest.ShiftLeft(Math.Max(exponent, 0) + 1 + closer);
        divisor.Set(1);
        divisor.ShiftLeft(Math.Max(-exponent, 0) + 1 + closer);
        below.Set(1);
        below.ShiftLeft(Math.Max(exponent, 0));
        above.Set(1);
        above.ShiftLeft(Math.Max(exponent, 0) + closer);
    }

    private static int Generate(
        Span<byte> digits,
        ref NaturalNumber rest,
        in NaturalNumber divisor,
        ref NaturalNumber below,
        ref NaturalNumber above,
        bool readsBounds)
    {
        for (int count = 1; ; count++)
        {
            rest.Multiply(10);
            below.Multiply(10);
            above.Multiply(10);
            int digit = 0;
            for (; NaturalNumber.Compare(rest, divisor) >= 0; digit++)
            {
                rest.Subtract(divisor);
            }

            int order = NaturalNumber.Compare(rest, below);
            bool downIsRead = order < 0 || (order == 0 && readsBounds);
            bool upIsRead = Reaches(rest, above, divisor, readsBounds);
            if (downIsRead || upIsRead)
            {
                bool roundsUp = downIsRead && upIsRead ? IsCloserAbove(rest, divisor, digit) : upIsRead;
                digits[count - 1] = (byte)('0' + digit + (roundsUp ? 1 : 0));
                return count;
            }

            digits[count - 1] = (byte)('0' + digit);
        }
    }

    /// <summary>Whether the upper bound is at or above the divisor, where bounds are read as the value, or else above it.</summary>
    private static bool Reaches(in NaturalNumber rest, in NaturalNumber above, in NaturalNumber divisor, bool readsBounds)
    {
        int order = NaturalNumber.CompareSum(rest, above, divisor);
        return order > 0 || (order == 0 && readsBounds);
    }

    private static bool IsCloserAbove(in NaturalNumber rest, in NaturalNumber divisor, int digit)
    {
        int order = NaturalNumber.CompareSum(rest, rest, divisor);
        return order > 0 || (order == 0 && digit % 2 == 1);
    }
}
