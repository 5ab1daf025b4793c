using System.Text;
using System.Text.Json;
using Harmony.Generators.Tokenization;
using Harmony.Tokenization;

namespace Harmony.Generators.Tests.Tokenization;

public class GeneratorTokenizerTests
{
    [Fact]
    public void Ids_are_those_of_the_golden_file()
    {
        int cases = 0;
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.Data, "encode.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            int[] ids = [.. json.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            Assert.Equal(ids, GeneratorTokenizer.Encode(json.RootElement.GetProperty("text").GetString()!));
            cases++;
        }

        Assert.True(cases > 1_000);
    }

    [Fact]
    public void Ids_of_random_text_are_those_of_the_library() =>
        Properties.Check(TextCases.Text, 5_000, text => Assert.Equal(O200kTokenizer.Encode(text), GeneratorTokenizer.Encode(text)));

    [Fact]
    public void Ids_of_broken_text_are_those_of_the_library() =>
        Properties.Check(TextCases.BrokenText, 1_000, text => Assert.Equal(O200kTokenizer.Encode(text), GeneratorTokenizer.Encode(text)));

    [Theory]
    [InlineData("x", 200_000)]
    [InlineData(" ", 100_000)]
    [InlineData("中A", 50_000)]
    public void Ids_of_a_long_run_are_those_of_the_library(string unit, int count)
    {
        string text = string.Concat(Enumerable.Repeat(unit, count));
        Assert.Equal(O200kTokenizer.Encode(text), GeneratorTokenizer.Encode(Encoding.UTF8.GetBytes(text)));
    }
}
