using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using Harmony.Buffers;
using Harmony.Json;

namespace Harmony.Tests.Rendering;

/// <summary>What the golden schemas do not show: sizes, and numbers at random.</summary>
public class SchemaTests
{
    [Fact]
    public void A_schema_with_many_required_properties_is_written()
    {
        // Each looked up among all others: quadratic work would take minutes.
        string[] keys = [.. Enumerable.Range(0, 50_000).Select(i => $"key{i}")];
        string properties = string.Join(',', keys.Select(key => $$"""{{'"'}}{{key}}":{"type":"string"}"""));
        string required = string.Join(',', keys.Where((_, i) => i % 2 == 0).Select(key => $"\"{key}\""));
        string text = Schemas.Reference($$$"""{"type":"object","properties":{{{{properties}}}},"required":[5,{{{required}}}]}""");
        Assert.Contains("\nkey0: string,\nkey1?: string,\n", text, StringComparison.Ordinal);
        Assert.Contains("\nkey49998: string,\nkey49999?: string,\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Required_keys_of_an_equal_hash_are_told_apart()
    {
        // These two have the same FNV-1a hash; past 32 required keys they are looked up by it.
        string required = string.Join(',', Enumerable.Range(0, 40).Select(i => $"\"k{i}\"")) + ",\"8yn0iYCKYHlIj4-BwPqk\"";
        string text = Schemas.Reference($$$"""{"type":"object","properties":{"GReLUrM4wMqfg9yzV3KQ":{"type":"string"},"8yn0iYCKYHlIj4-BwPqk":{"type":"string"}},"required":[{{{required}}}]}""");
        Assert.Equal("{\nGReLUrM4wMqfg9yzV3KQ?: string,\n8yn0iYCKYHlIj4-BwPqk: string,\n}", text);
    }

    [Fact]
    public void The_deepest_schema_is_written()
    {
        string text = Schemas.Reference(string.Concat(Enumerable.Repeat("""{"type":"array","items":""", 117)) + "true" + new string('}', 117));
        Assert.Equal("any" + string.Concat(Enumerable.Repeat("[]", 117)), text);
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("-0", "-0.0")]
    [InlineData("1e2", "100.0")]
    [InlineData("1E-7", "1e-7")]
    [InlineData("0.00001", "0.00001")]
    [InlineData("9999999999999998.0", "9999999999999998.0")]
    [InlineData("1e16", "1e16")]
    [InlineData("1.5e300", "1.5e300")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("123456789012345678901", "1.2345678901234567e20")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("-9223372036854775809", "-9.223372036854776e18")]
    public void Numbers_are_written_as_serde_does(string json, string expected) => Assert.Equal(expected, Number(json, signsExponent: false));

    [Fact]
    public void A_signed_exponent_is_the_other_dialects()
    {
        Assert.Equal("1e+16", Number("1e16", signsExponent: true));
        Assert.Equal("1e-7", Number("1e-7", signsExponent: true));
    }

    [Fact]
    public void What_is_written_is_the_number() => Properties.Check(Gen.Choose(int.MinValue, int.MaxValue).Two(), 5_000, halves =>
    {
        double value = BitConverter.Int64BitsToDouble(((long)halves.Item1 << 32) | (uint)halves.Item2);
        if (double.IsFinite(value))
        {
            // The digits that it takes to tell a double from its neighbours, read exactly, are that double again.
            string json = value.ToString("E16", CultureInfo.InvariantCulture);
            Assert.True(SerdeNumber.TryParse(Encoding.ASCII.GetBytes(json), out SerdeNumber read));
            Assert.Equal(read.Value, double.Parse(Number(json, signsExponent: false), CultureInfo.InvariantCulture));
        }
    });

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e309")]
    [InlineData("1e99999999999")]
    [InlineData("2e308")]
    public void Numbers_out_of_range_are_not_read(string json) => Assert.False(SerdeNumber.TryParse(Encoding.ASCII.GetBytes(json), out _));

    private static string Number(string json, bool signsExponent)
    {
        Utf8TextBuilder output = default;
        SerdeNumberWriter.Append(Encoding.ASCII.GetBytes(json), signsExponent, ref output);
        string text = Encoding.UTF8.GetString(output.Text);
        output.Dispose();
        return text;
    }
}
