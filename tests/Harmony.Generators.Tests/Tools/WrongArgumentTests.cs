using System.Text.Json;
using Harmony.Tools;

namespace Harmony.Generators.Tests.Tools;

/// <summary>What the model is told of arguments that are wrong.</summary>
public class WrongArgumentTests
{
    private static readonly Lazy<IHarmonyTools> Trips = new(() => ToolCompilation.LoadTools(
        """
        public enum Kind { Train, Plane }
        public enum Only { This }

        public sealed record Stop(string City, DateOnly? Day, Kind Kind = Kind.Train)
        {
            public byte Nights { get; init; } = 1;
        }

        public sealed record Picky
        {
            public Picky(string name) => Name = name.Length > 0 ? name : throw new ArgumentException("No name.");

            public string Name { get; }
        }

        [HarmonyTools]
        public partial class Tools
        {
            [HarmonyTool]
            public string Plan(string title, Stop[] stops, Dictionary<string, int>? budget = null) => "planned";

            [HarmonyTool]
            public string All(
                bool? a = null, byte? b = null, sbyte? c = null, short? d = null, ushort? e = null, int? f = null, uint? g = null,
                long? h = null, ulong? i = null, float? j = null, double? k = null, decimal? l = null, char? m = null, string? n = null,
                DateTime? o = null, DateTimeOffset? p = null, DateOnly? q = null, TimeOnly? r = null, TimeSpan? s = null, Guid? t = null,
                Uri? u = null, byte[]? v = null, int[]? w = null, Stop? x = null, Only? y = null, Dictionary<string, int>? z = null) => "all";

            [HarmonyTool]
            public string Any(System.Text.Json.JsonElement value) => value.ToString();

            [HarmonyTool]
            public string Choose(Picky picky, int after = 0) => picky.Name;
        }
        """));

    [Theory]
    [InlineData("{}", "title", "a string", "nothing")]
    [InlineData("""{"title":5,"stops":[]}""", "title", "a string", "the number 5")]
    [InlineData("""{"title":null,"stops":[]}""", "title", "a string", "null")]
    [InlineData("""{"title":true,"stops":[]}""", "title", "a string", "true")]
    [InlineData("""{"title":["a",{"b":[1]}],"stops":[]}""", "title", "a string", "an array")]
    [InlineData("""{"stops":[],"title":{"a":1}}""", "title", "a string", "an object")]
    [InlineData("""{"title":"a","stops":"none"}""", "stops", "an array", "the string 'none'")]
    [InlineData("""{"title":"a","stops":[{"city":"x"},{"city":"y"},{"city":3}]}""", "stops[2].city", "a string", "the number 3")]
    [InlineData("""{"title":"a","stops":[{"city":"x"},{}]}""", "stops[1].city", "a string", "nothing")]
    [InlineData("""{"title":"a","stops":[{"city":"x","kind":"Boat"}]}""", "stops[0].kind", "one of 'Train', 'Plane'", "the string 'Boat'")]
    [InlineData("""{"title":"a","stops":[{"city":"x","kind":"train"}]}""", "stops[0].kind", "one of 'Train', 'Plane'", "the string 'train'")]
    [InlineData("""{"title":"a","stops":[{"city":"x","kind":0}]}""", "stops[0].kind", "one of 'Train', 'Plane'", "the number 0")]
    [InlineData("""{"title":"a","stops":[{"city":"x","day":"tomorrow"}]}""", "stops[0].day", "a date such as '2025-01-31'", "the string 'tomorrow'")]
    [InlineData("""{"title":"a","stops":[{"city":"x","nights":256}]}""", "stops[0].nights", "an integer from 0 to 255", "the number 256")]
    [InlineData("""{"title":"a","stops":[{"city":"x","nights":1.5}]}""", "stops[0].nights", "an integer from 0 to 255", "the number 1.5")]
    [InlineData("""{"title":"a","stops":[{"city":"x","nights":null}]}""", "stops[0].nights", "an integer from 0 to 255", "null")]
    [InlineData("""{"title":"a","stops":[null]}""", "stops[0]", "an object", "null")]
    [InlineData("""{"title":"a","stops":[],"budget":{"food":1,"fun":"lots"}}""", "budget.fun", "an integer from -2147483648 to 2147483647", "the string 'lots'")]
    [InlineData("""{"title":"a","stops":[],"budget":[]}""", "budget", "an object", "an array")]
    [InlineData("""["a"]""", "", "an object", "an array")]
    [InlineData("""null""", "", "an object", "null")]
    public async Task The_first_problem_names_the_argument_and_what_was_expected(string arguments, string argument, string expected, string found)
    {
        (ToolCallStatus status, string result) = await Trips.Value.CallAsync("plan", arguments);
        Assert.Equal(ToolCallStatus.InvalidArguments, status);
        using var json = JsonDocument.Parse(result);
        Assert.Equal("The arguments of 'functions.plan' are invalid.", json.RootElement.GetProperty("error").GetString());
        JsonElement problem = json.RootElement.GetProperty("problems")[0];
        Assert.Equal((argument, expected, found), (Text(problem, "argument"), Text(problem, "expected"), Text(problem, "found")));
    }

    [Fact]
    public async Task All_problems_are_told_at_once() => Assert.Equal(
        (ToolCallStatus.InvalidArguments, """{"error":"The arguments of 'functions.plan' are invalid.","problems":[{"argument":"stops[0].city","expected":"a string","found":"nothing"},{"argument":"stops[1].city","expected":"a string","found":"the number 1"},{"argument":"title","expected":"a string","found":"nothing"}]}"""),
        await Trips.Value.CallAsync("plan", """{"stops":[{},{"city":1},{"city":"z"}]}"""));

    [Fact]
    public async Task But_not_more_than_a_few()
    {
        (_, string result) = await Trips.Value.CallAsync("plan", $$"""{"title":"a","stops":[{{string.Join(',', Enumerable.Repeat("1", 1000))}}]}""");
        using var json = JsonDocument.Parse(result);
        Assert.Equal(8, json.RootElement.GetProperty("problems").GetArrayLength());
    }

    [Fact]
    public async Task A_long_value_is_not_quoted_whole()
    {
        (_, string result) = await Trips.Value.CallAsync("plan", $$"""{"title":"a","stops":"{{new string('x', 59)}}😀{{new string('x', 5000)}}"}""");
        Assert.Contains($"'{new string('x', 59)}…'", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_type_refuses_what_is_not_its_own()
    {
        // Of another kind, out of range, and of the right kind but not readable.
        string[] values = ["[]", "{}", "null", "true", "0", "-1", "1e400", "1e40", "12345678901234567890123456789012345678901234567890", "\"\"", "\"two\"", "\"2025-13-01\"", "\"25:00\"", "\"P1Y\"", "\"PT\"", "\"P1DT\"", "\"P1M1D\"", "\"PT1M1H\"", "\"P99999999999D\"", "\"PT1.S.S\"", "\"not a uri\"", "\"=\"", "0.5"];
        foreach (char name in "abcdefghijklmnopqrstuvwxyz")
        {
            foreach (string value in values)
            {
                (ToolCallStatus status, string result) = await Trips.Value.CallAsync("all", $$"""{"{{name}}":{{value}}}""");
                if (status == ToolCallStatus.Succeeded)
                {
                    Assert.Equal("all", result);
                    continue;
                }

                using var json = JsonDocument.Parse(result);
                JsonElement problem = json.RootElement.GetProperty("problems")[0];
                Assert.StartsWith(name.ToString(), Text(problem, "argument"), StringComparison.Ordinal);
                Assert.NotEmpty(Text(problem, "expected")!);
                Assert.NotEqual("null", value);
            }
        }
    }

    [Theory]
    [InlineData("a", "true")]
    [InlineData("b", "0")]
    [InlineData("m", "\"two\"", false)]
    [InlineData("m", "\"\"", false)]
    [InlineData("j", "1e40", false)]
    [InlineData("k", "1e40")]
    [InlineData("k", "1e400", false)]
    [InlineData("l", "1e40", false)]
    [InlineData("h", "12345678901234567890123456789012345678901234567890", false)]
    [InlineData("i", "-1", false)]
    [InlineData("h", "-1")]
    [InlineData("s", "\"P1DT2H30M1.5S\"")]
    [InlineData("s", "\"-P2W\"")]
    [InlineData("s", "\"P1Y\"", false)]
    [InlineData("s", "\"P1DT\"", false)]
    [InlineData("s", "\"PT1M1H\"", false)]
    [InlineData("s", "\"P99999999999D\"", false)]
    [InlineData("u", "\"not a uri\"", false)]
    [InlineData("v", "\"=\"", false)]
    [InlineData("y", "\"This\"")]
    [InlineData("y", "\"That\"", false)]
    public async Task What_is_read_and_what_is_refused(string name, string value, bool isRead = true) => Assert.Equal(
        isRead ? ToolCallStatus.Succeeded : ToolCallStatus.InvalidArguments,
        (await Trips.Value.CallAsync("all", $$"""{"{{name}}":{{value}}}""")).Status);

    [Theory]
    [InlineData("""{"title":"a" "stops":[]}""", "line 1, column 14")]
    [InlineData("{\"title\":\"a\",\n  \"stops\":[{\"city\":'x'}]}", "stops[0].city: ''' is an invalid start of a value. (line 2, column 20)")]
    [InlineData("""{"title":"a","stops":[""", "stops")]
    [InlineData("""{"title":"a","stops":[{"city":"x"}]""", "(line 1, column 36)")]
    [InlineData("""{"title":"a","stops":[]} and more""", "(line 1, column 26)")]
    [InlineData("""{"title":"\ud800","stops":[]}""", "title: this string has a lone surrogate")]
    [InlineData("""{"\udc00":"a"}""", "this string has a lone surrogate")]
    [InlineData("""{"title":"a","stops":[],"budget":{"a":1""", "budget")]
    [InlineData("""{"title":{"a":[""", "title")]
    [InlineData("hello", "'h' is an invalid start of a value.")]
    public async Task Malformed_JSON_is_told_with_its_place(string arguments, string place)
    {
        (ToolCallStatus status, string result) = await Trips.Value.CallAsync("plan", arguments);
        Assert.Equal(ToolCallStatus.InvalidArguments, status);
        using var json = JsonDocument.Parse(result);
        string error = Text(json.RootElement, "error")!;
        Assert.StartsWith("The arguments of 'functions.plan' are not valid JSON: ", error, StringComparison.Ordinal);
        Assert.Contains(place, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"value":{"a":["\ud800"]}}""")]
    [InlineData("""{"value":{"\udc00":1}}""")]
    public async Task Half_of_a_surrogate_pair_is_told_wherever_it_is_in_any_value(string arguments)
    {
        (ToolCallStatus status, string result) = await Trips.Value.CallAsync("any", arguments);
        Assert.Equal(ToolCallStatus.InvalidArguments, status);
        Assert.Contains("value: this string has a lone surrogate", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_no_text_hides_no_place_behind_it()
    {
        (_, string result) = await Trips.Value.CallAsync("plan", """{"zz":{"\ud800":1},"title":5,"stops":[]}""");
        using var json = JsonDocument.Parse(result);
        Assert.Equal("title", Text(json.RootElement.GetProperty("problems")[0], "argument"));
    }

    [Fact]
    public async Task Long_names_are_told_by_their_beginnings()
    {
        string name = new('x', 100_000);
        (ToolCallStatus status, string result) = await Trips.Value.CallAsync(name, "{}");
        Assert.Equal(ToolCallStatus.UnknownTool, status);
        Assert.InRange(result.Length, 60, 500);
        (status, result) = await Trips.Value.CallAsync("plan", $$$"""{"title":"a","stops":[],"budget":{"{{{name}}}":"x" }}""");
        Assert.Equal(ToolCallStatus.InvalidArguments, status);
        Assert.InRange(result.Length, 60, 500);
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_in_a_name_or_a_result_is_written_as_what_stands_for_it()
    {
        (ToolCallStatus status, string result) = await Trips.Value.CallAsync("a\ud800b", "{}");
        Assert.Equal(ToolCallStatus.UnknownTool, status);
        Assert.StartsWith("{\"error\":\"Unknown tool 'a\ufffdb'.\"", result, StringComparison.Ordinal);
        Harmony.Tools.IHarmonyTools tools = ToolCompilation.LoadTools(
            """
            public record R(string S, Dictionary<string, string> D, char C);

            [HarmonyTools]
            public partial class Tools
            {
                [HarmonyTool]
                public static R Get() => new("a\ud800", new() { ["\udc00b"] = "v" }, '\ud800');
            }
            """);
        Assert.Equal((ToolCallStatus.Succeeded, "{\"s\":\"a\ufffd\",\"d\":{\"\ufffdb\":\"v\"},\"c\":\"\ufffd\"}"), await tools.CallAsync("get", "{}"));
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_told_with_their_place()
    {
        var result = new System.Buffers.ArrayBufferWriter<byte>();
        byte[] arguments = [.. "{\"title\":\""u8, 0xFF, .. "\"}"u8];
        Assert.Equal(ToolCallStatus.InvalidArguments, await Trips.Value.DispatchAsync("plan", arguments, result, TestContext.Current.CancellationToken));
        Assert.Contains("this byte is not valid UTF-8 (line 1, column 11)", System.Text.Encoding.UTF8.GetString(result.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_prefix_and_no_broken_byte_throws()
    {
        byte[] whole = """{"title":"a\u00e9","stops":[{"city":"x","day":"2025-01-31","kind":"Plane","nights":2},{"city":"y"}],"budget":{"f":1.0e0}}"""u8.ToArray();
        var result = new System.Buffers.ArrayBufferWriter<byte>();
        for (int i = 0; i < whole.Length; i++)
        {
            foreach (byte[] arguments in new[] { whole[..i], [.. whole[..i], (byte)'"', .. whole[(i + 1)..]], [.. whole[..i], 0x80, .. whole[(i + 1)..]], [.. whole[..i], (byte)'{', .. whole[i..]] })
            {
                result.ResetWrittenCount();
                ToolCallStatus status = await Trips.Value.DispatchAsync("plan", arguments, result, TestContext.Current.CancellationToken);
                if (status == ToolCallStatus.InvalidArguments)
                {
                    JsonDocument.Parse(result.WrittenMemory).Dispose();
                }

                await Trips.Value.DispatchAsync("any", arguments, result, TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public async Task Nesting_deeper_than_a_reader_goes_is_told_too()
    {
        string deep = $$"""{"value":{{new string('[', 100)}}{{new string(']', 100)}}}""";
        Assert.Equal(ToolCallStatus.InvalidArguments, (await Trips.Value.CallAsync("any", deep)).Status);
        Assert.Equal(ToolCallStatus.InvalidArguments, (await Trips.Value.CallAsync("plan", deep)).Status);
    }

    [Fact]
    public async Task No_object_is_made_of_what_is_wrong_and_what_its_constructor_throws_is_the_callers()
    {
        Assert.Equal(ToolCallStatus.InvalidArguments, (await Trips.Value.CallAsync("choose", """{"picky":{}}""")).Status);
        Assert.Equal(ToolCallStatus.InvalidArguments, (await Trips.Value.CallAsync("choose", """{"after":"x","picky":{"name":""}}""")).Status);
        await Assert.ThrowsAsync<ArgumentException>(() => Trips.Value.CallAsync("choose", """{"picky":{"name":""}}"""));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
