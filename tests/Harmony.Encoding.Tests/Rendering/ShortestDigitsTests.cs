using System.Globalization;
using System.Text;
using Harmony.Json;

namespace Harmony.Tests.Rendering;

public class ShortestDigitsTests
{
    private const int RandomCases = 1_000_000;

    [Fact]
    public void Digits_of_random_doubles_are_the_runtimes()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        for (int i = 0; i < RandomCases; i++)
        {
            AssertIsRuntimes(BitConverter.Int64BitsToDouble(random.NextInt64()), seed);
        }
    }

    [Fact]
    public void Digits_of_decimals_are_those_that_they_are_written_with()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        for (int i = 0; i < RandomCases; i++)
        {
            long digits = random.NextInt64(1, (long)Math.Pow(10, random.Next(1, 17)));
            AssertIsRuntimes(double.Parse($"{digits}e{random.Next(-30, 20)}", CultureInfo.InvariantCulture), seed);
        }
    }

    [Fact]
    public void Digits_around_powers_of_two_and_ten_are_the_shortest()
    {
        for (int exponent = -1074; exponent < 1024; exponent++)
        {
            AssertAroundIsShortest(Math.ScaleB(1, exponent));
        }

        for (int exponent = -323; exponent <= 308; exponent++)
        {
            AssertAroundIsShortest(double.Parse($"1e{exponent}", CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData(0, "0", 1)]
    [InlineData(-0.0, "0", 1)]
    [InlineData(5e-324, "5", -323)]
    [InlineData(double.MaxValue, "17976931348623157", 309)]
    [InlineData(1e23, "1", 24)]
    [InlineData(9007199254740993, "9007199254740992", 16)]
    [InlineData(2.2250738585072014e-308, "22250738585072014", -307)]
    [InlineData(2.98023223876953125e-8, "29802322387695312", -7)]
    [InlineData(5.9604644775390625e-8, "5960464477539063", -7)]
    [InlineData(4.1045368012983762e-289, "41045368012983762", -288)]
    public void Digits_and_point_of(double value, string digits, int point)
    {
        Assert.Equal((digits, point), Digits(value));
    }

    private static void AssertAroundIsShortest(double value)
    {
        AssertIsShortest(Math.BitDecrement(value));
        AssertIsShortest(value);
        AssertIsShortest(Math.BitIncrement(value));
    }

    private static void AssertIsRuntimes(double value, int seed)
    {
        if (double.IsFinite(value) && value != 0)
        {
            (string digits, int point) = Digits(value);
            string runtimes = value.ToString("R", CultureInfo.InvariantCulture);
            if (digits != OnlyDigits(runtimes) || Read(digits, point) != Math.Abs(value))
            {
                Assert.Fail($"seed {seed}: 0.{digits}e{point}, not {runtimes}");
            }
        }
    }

    /// <summary>By the definition alone: of a power of two, the runtime writes digits that are not always read as it again.</summary>
    private static void AssertIsShortest(double value)
    {
        if (!double.IsFinite(value) || value == 0)
        {
            return;
        }

        (string digits, int point) = Digits(value);
        Assert.Equal(value, Read(digits, point));
        if (digits.Length > 1)
        {
            // With one digit less, neither the closest decimal nor the ones beside it are the value.
            long closest = Rounded(value, digits.Length - 1, out int closestPoint);
            for (long shorter = closest - 1; shorter <= closest + 1; shorter++)
            {
                Assert.NotEqual(value, Read($"{shorter}", closestPoint + $"{shorter}".Length - $"{closest}".Length));
            }
        }

        // The closest decimal of so many digits, unless it is not read as the value, and the one on its other side is.
        long rounded = Rounded(value, digits.Length, out int roundedPoint);
        Assert.True($"{rounded}" == digits || Read($"{rounded}", roundedPoint) != value || IsTie(value, digits.Length), $"{digits}, not {rounded}");
    }

    private static bool IsTie(double value, int count) =>
        value.ToString("E60", CultureInfo.InvariantCulture).Replace(".", "", StringComparison.Ordinal).Split('E')[0][count..].TrimEnd('0') == "5";

    /// <summary>A value rounded to a number of digits; the runtime does this exactly.</summary>
    private static long Rounded(double value, int count, out int point)
    {
        string[] parts = value.ToString($"E{count - 1}", CultureInfo.InvariantCulture).Split('E');
        point = int.Parse(parts[1], CultureInfo.InvariantCulture) + 1;
        return long.Parse(parts[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    private static double Read(string digits, int point) => double.Parse($"0.{digits}e{point}", CultureInfo.InvariantCulture);

    private static string OnlyDigits(string number) =>
        number.TrimStart('-').Split('E')[0].Replace(".", "", StringComparison.Ordinal).Trim('0');

    private static (string Digits, int Point) Digits(double value)
    {
        Span<byte> digits = stackalloc byte[ShortestDigits.MaxDigits];
        int count = ShortestDigits.Write(value, digits, out int point);
        return (Encoding.ASCII.GetString(digits[..count]), point);
    }
}
