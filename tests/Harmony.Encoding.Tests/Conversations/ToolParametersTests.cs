using System.Text.Json;
using FsCheck.Fluent;
using Harmony.Conversations;

namespace Harmony.Tests.Conversations;

public class ToolParametersTests
{
    [Theory]
    [InlineData(""" { "type" : "object" , "properties" : { } } """, """{"type":"object","properties":{}}""")]
    [InlineData("""{"b":1,"a":2,"b":3}""", """{"b":3,"a":2}""")]
    [InlineData("""{"b":1,"\u0062":[1, 2]}""", """{"b":[1,2]}""")]
    [InlineData("""["\u00e9\/\u000B\n\"\\ \ud83d\ude00"]""", """["é/\u000b\n\"\\ 😀"]""")]
    [InlineData("""[1.50, 1E5, -0, 123456789012345678901234567890]""", """[1.50,1E5,-0,123456789012345678901234567890]""")]
    [InlineData("""true""", """true""")]
    [InlineData("""{"a":{"a":1,"b":2,"a":[]},"b":{},"a":{"c":0,"c":1}}""", """{"a":{"c":1},"b":{}}""")]
    [InlineData("""{"key one":1,"key two":2,"key one":3,"key two":4,"key six":5}""", """{"key one":3,"key two":4,"key six":5}""")]
    [InlineData("""{"\/\\u0041\"":"\/\\u0041\"\r\u0008\u001f"}""", """{"/\\u0041\"":"/\\u0041\"\r\b\u001f"}""")]
    [InlineData("""{"":1,"":{"":[{}]}}""", """{"":{"":[{}]}}""")]
    public void One_form_is_kept(string json, string kept)
    {
        var parameters = ToolParameters.Parse(json);
        Assert.Equal(kept, parameters.ToString());
        Assert.Equal(parameters, ToolParameters.Parse(kept));
        Assert.Equal(parameters.GetHashCode(), ToolParameters.Parse(kept).GetHashCode());
        using var document = JsonDocument.Parse(json);
        Assert.Equal(parameters, ToolParameters.FromElement(document.RootElement));
    }

    /// <summary>As many as there may be, and as alike: the same length and the same bytes at both ends.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100_000)]
    public void Many_keys_are_kept_in_order_and_one_that_comes_again_at_its_first_place(int count)
    {
        string[] keys = [.. Enumerable.Range(0, count).Select(i => $"\"a common beginning {i:D9} and a common end\"")];
        string distinct = "{" + string.Join(',', keys.Select(key => key + ":0")) + "}";
        Assert.Equal(distinct, ToolParameters.Parse(distinct).ToString());
        string repeated = distinct[..^1] + "," + keys[^2] + ":1}";
        Assert.Equal(distinct.Replace(keys[^2] + ":0", keys[^2] + ":1", StringComparison.Ordinal), ToolParameters.Parse(repeated).ToString());
    }

    /// <summary>Whatever a value is made of: its form is that of a reading in which each object is a dictionary.</summary>
    [Fact]
    public void The_form_of_random_values_is_the_naive_one() =>
        Properties.Check(Gen.Choose(0, int.MaxValue), count: 300, seed =>
        {
            string json = RandomJson(new Random(seed), depth: 4);
            using var document = JsonDocument.Parse(json);
            Assert.Equal(Naive(document.RootElement), ToolParameters.Parse(json).ToString());
        });

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("[1e400]")]
    [InlineData("[01]")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{'a':1}")]
    [InlineData("// no\n1")]
    public void What_the_reference_refuses_is_refused(string json) =>
        Assert.Throws<JsonException>(() => ToolParameters.Parse(json));

    [Fact]
    public void What_can_be_made_can_be_written_and_read()
    {
        string deepest = new string('[', 118) + new string(']', 118);
        Assert.Throws<JsonException>(() => ToolParameters.Parse($"[{deepest}]"));
        Conversation conversation =
        [
            Message.Developer(new DeveloperContent { Tools = [ToolNamespace.Functions(new ToolDescription("f", "", ToolParameters.Parse(deepest)))] }),
        ];
        Assert.Equal(conversation, Conversation.FromJson(conversation.ToJson()));
    }

    private static string RandomJson(Random random, int depth)
    {
        string Space() => random.Next(4) == 0 ? " " : "";
        string Items(Func<string> item) => Space() + string.Join(',', Enumerable.Range(0, random.Next(20)).Select(_ => Space() + item() + Space()));
        return random.Next(depth == 0 ? 3 : 5) switch
        {
            0 => random.Next(100).ToString(provider: null),
            1 => "\"" + random.Next(5) switch { 0 => "", 1 => "\\n", 2 => "é\\\"", 3 => "\\\\", _ => "text" } + "\"",
            2 => "null",
            3 => "[" + Items(() => RandomJson(random, depth - 1)) + "]",
            _ => "{" + Items(() => $"\"key {random.Next(20)}\":{RandomJson(random, depth - 1)}") + "}",
        };
    }

    private static string Naive(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                return "[" + string.Join(',', value.EnumerateArray().Select(Naive)) + "]";
            case JsonValueKind.Object:
                var members = new Dictionary<string, string>();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    members[member.Name] = Naive(member.Value);
                }

                return "{" + string.Join(',', members.Select(member => $"\"{member.Key}\":{member.Value}")) + "}";
            default:
                return value.GetRawText();
        }
    }
}
