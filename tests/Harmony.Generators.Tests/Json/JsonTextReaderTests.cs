using System.Text.Json;
using FsCheck.Fluent;
using Harmony.Conversations;
using Harmony.Generators.Json;

namespace Harmony.Generators.Tests.Json;

public class JsonTextReaderTests
{
    private const int MaxDepth = 118;

    [Fact]
    public void Schemas_of_the_golden_file_have_the_form_that_the_library_keeps()
    {
        int cases = 0;
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.Data, "schemas.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            cases += AssertHasTheLibrarysForm(json.RootElement.GetProperty("parameters").GetRawText()) ? 1 : 0;
        }

        Assert.True(cases > 500, $"only {cases} schemas");
    }

    [Fact]
    public void Lines_of_the_golden_conversations_have_the_form_that_the_library_keeps()
    {
        int cases = 0;
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.Data, "conversations.jsonl")))
        {
            cases += AssertHasTheLibrarysForm(line) ? 1 : 0;
        }

        Assert.True(cases > 300, $"only {cases} lines");
    }

    [Theory]
    [InlineData(""" { "type" : "object" , "properties" : { } } """)]
    [InlineData("""{"b":1,"a":2,"b":3}""")]
    [InlineData("""{"b":1,"\u0062":[1, 2]}""")]
    [InlineData("""["\u00e9\/\u000B\n\"\\ \ud83d\ude00"]""")]
    [InlineData("""[1.50, 1E5, -0, 0, 0.5e-7, 10E+2, 123456789012345678901234567890]""")]
    [InlineData("""{"a":{"a":1,"b":2,"a":[]},"b":{},"a":{"c":0,"c":1}}""")]
    [InlineData("""{"\/\\u0041\"":"\/\\u0041\"\r\u0008\u001f\u007f😀"}""")]
    [InlineData("[true,false,null,\"\"]")]
    [InlineData("[\"\\ud800\"]")]
    [InlineData("[\"\\udc00\\ud800\"]")]
    [InlineData("[1e400]")]
    [InlineData("[01]")]
    [InlineData("[1.]")]
    [InlineData("[.5]")]
    [InlineData("[+1]")]
    [InlineData("[-]")]
    [InlineData("[1e]")]
    [InlineData("[1,]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\":}")]
    [InlineData("{'a':1}")]
    [InlineData("{a:1}")]
    [InlineData("// no\n1")]
    [InlineData("\u00a01")]
    [InlineData("\ufeff1")]
    [InlineData("[\"a\tb\"]")]
    [InlineData("[\"a")]
    [InlineData("\"\\")]
    [InlineData("\"\\u12\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"\\x\"")]
    [InlineData("tru")]
    [InlineData("truex")]
    [InlineData("nul")]
    [InlineData("\0")]
    [InlineData("[1]\0")]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("{}{}")]
    [InlineData("{")]
    [InlineData("[")]
    [InlineData("]")]
    public void A_text_is_read_or_refused_as_the_library_does(string json) => AssertHasTheLibrarysForm(json);

    [Theory]
    [InlineData(118, true)]
    [InlineData(119, false)]
    public void Nesting_is_limited_as_in_the_library(int depth, bool isRead)
    {
        string json = string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth));
        Assert.Equal(isRead, AssertHasTheLibrarysForm(json));
        if (isRead)
        {
            Assert.Equal(depth, JsonTextReader.Read(json, MaxDepth).Depth);
        }
    }

    /// <summary>Random changes make random JSON of a good text, mostly broken.</summary>
    [Fact]
    public void Random_texts_are_read_or_refused_as_the_library_does() =>
        Properties.Check(Gen.Choose(0, int.MaxValue), 20_000, seed =>
        {
            const string Good = """{"a": [1, -2.5e+3, "x\u00e9\n\"", {"b": {}, "a": [], "b": null}], "": true, "a": "😀"}""";
            const string Characters = "{}[]\",:\\ue0123456789.-+eE \n\ttrufalsn\ud83d";
            var random = new Random(seed);
            var text = new System.Text.StringBuilder(Good);
            for (int change = random.Next(4); change >= 0; change--)
            {
                int place = random.Next(text.Length);
                _ = random.Next(3) switch
                {
                    0 => text.Remove(place, 1),
                    1 => text.Insert(place, Characters[random.Next(Characters.Length)]),
                    _ => text.Append(text.ToString(place, random.Next(text.Length - place))),
                };
            }

            AssertHasTheLibrarysForm(text.ToString());
        });

    [Theory]
    [InlineData("{\n  \"a\": 1,\n}", 10, 1, "a comma is not allowed before '}'")]
    [InlineData("[1 2]", 3, 1, "expected a comma or ']', found '2'")]
    [InlineData("[", 1, 0, "expected a value, found the end of the file")]
    [InlineData("[\"\\x\"]", 2, 1, "this is not a JSON escape")]
    [InlineData("[1e999]", 1, 5, "this number is out of range")]
    [InlineData("[\"\\ud800\"]", 1, 8, "this string has a lone surrogate")]
    public void An_error_says_what_and_where(string json, int start, int length, string message)
    {
        JsonFormatException error = Assert.Throws<JsonFormatException>(() => JsonTextReader.Read(json, MaxDepth));
        Assert.Equal(message, error.Message);
        Assert.Equal((start, length), (error.Span.Start, error.Span.Length));
    }

    /// <returns>Whether both read it.</returns>
    private static bool AssertHasTheLibrarysForm(string json)
    {
        string? expected = null;
        string? actual = null;
        try
        {
            expected = ToolParameters.Parse(json).ToString();
        }
        catch (JsonException)
        {
        }

        try
        {
            actual = JsonTextReader.Read(json, MaxDepth).ToCompactJson();
        }
        catch (JsonFormatException)
        {
        }

        Assert.True(expected == actual, $"{json}: the library's form is {expected ?? "none"}, here it is {actual ?? "none"}");
        return expected is not null;
    }
}
