using Harmony.Tools;

namespace Harmony.Generators.Tests.Tools;

/// <summary>Each type as an argument and as a result.</summary>
public class TypeTests
{
    /// <summary>A type and a tool that gives its argument back.</summary>
    private static async Task<(ToolCallStatus Status, string Result)> EchoAsync(string type, string json, string declarations = "")
    {
        IHarmonyTools tools = ToolCompilation.LoadTools(
            $$"""
            {{declarations}}

            [HarmonyTools]
            public partial class Tools
            {
                [HarmonyTool]
                public {{type}} Echo({{type}} value) => value;
            }
            """);
        return await tools.CallAsync("echo", $$"""{"value":{{json}}}""");
    }

    [Theory]
    [InlineData("bool", "true", "true")]
    [InlineData("byte", "255", "255")]
    [InlineData("sbyte", "-128", "-128")]
    [InlineData("short", "-32768", "-32768")]
    [InlineData("ushort", "65535", "65535")]
    [InlineData("int", "-2147483648", "-2147483648")]
    [InlineData("uint", "4294967295", "4294967295")]
    [InlineData("long", "-9223372036854775808", "-9223372036854775808")]
    [InlineData("ulong", "18446744073709551615", "18446744073709551615")]
    [InlineData("float", "1.5e10", "1.5E+10")]
    [InlineData("double", "0.1", "0.1")]
    [InlineData("decimal", "0.1000", "0.1000")]
    [InlineData("char", "\"é\"", "é")]
    [InlineData("string", "\"a\\nb\"", "a\nb")]
    [InlineData("DateTime", "\"2025-01-31T13:45:00Z\"", "2025-01-31T13:45:00Z")]
    [InlineData("DateTime", "\"2025-01-31\"", "2025-01-31T00:00:00")]
    [InlineData("DateTimeOffset", "\"2025-01-31T13:45:00.25+01:00\"", "2025-01-31T13:45:00.25+01:00")]
    [InlineData("DateOnly", "\"2025-01-31\"", "2025-01-31")]
    [InlineData("TimeOnly", "\"13:45\"", "13:45:00")]
    [InlineData("TimeSpan", "\"PT1H30M\"", "01:30:00")]
    [InlineData("TimeSpan", "\"-1.02:03:04.5\"", "-1.02:03:04.5000000")]
    [InlineData("Guid", "\"123e4567-e89b-12d3-a456-426614174000\"", "123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("Uri", "\"https://example.org/a b\"", "https://example.org/a b")]
    [InlineData("byte[]", "\"AQID\"", "\"AQID\"")]
    [InlineData("System.Text.Json.JsonElement", "{\"a\": [1, null]}", "{\"a\":[1,null]}")]
    [InlineData("int?", "null", "null")]
    [InlineData("int?", "5", "5")]
    [InlineData("string?", "null", "null")]
    [InlineData("DayOfWeek", "\"Monday\"", "Monday")]
    [InlineData("DayOfWeek?", "null", "null")]
    public async Task Primitives_and_texts_are_written_as_they_are(string type, string json, string result) =>
        Assert.Equal((ToolCallStatus.Succeeded, result), await EchoAsync(type, json));

    [Theory]
    [InlineData("int[]", "[1,2,3]")]
    [InlineData("int[][]", "[[1],[],[2,3]]")]
    [InlineData("int[]?[]", "[[1],null]")]
    [InlineData("string?[]", "[\"a\",null]")]
    [InlineData("List<double>", "[1.5]")]
    [InlineData("IList<string>", "[]")]
    [InlineData("ICollection<char>", "[\"x\"]")]
    [InlineData("IEnumerable<bool>", "[true,false]")]
    [InlineData("IReadOnlyList<DateOnly>", "[\"2025-01-31\"]")]
    [InlineData("IReadOnlyCollection<TimeOnly>", "[\"13:45:00\"]")]
    [InlineData("HashSet<int>", "[3]")]
    [InlineData("ISet<long>", "[3]")]
    [InlineData("IReadOnlySet<ulong>", "[3]")]
    [InlineData("System.Collections.Immutable.ImmutableArray<float>", "[0.5]")]
    [InlineData("Dictionary<string, int>", "{\"a\":1,\"b c\":2}")]
    [InlineData("IDictionary<string, List<int>?>", "{\"a\":[1],\"b\":null}")]
    [InlineData("IReadOnlyDictionary<string, TimeSpan>", "{\"a\":\"01:00:00\"}")]
    [InlineData("List<int?>", "[1,null]")]
    [InlineData("List<List<string>>?", "[[\"a\"]]")]
    [InlineData("Dictionary<string, DayOfWeek[]>", "{\"a\":[\"Monday\"]}")]
    [InlineData("List<System.Text.Json.JsonElement>", "[1,\"a\",{}]")]
    [InlineData("byte[][]", "[\"AQID\"]")]
    [InlineData("List<Guid?>", "[null,\"123e4567-e89b-12d3-a456-426614174000\"]")]
    [InlineData("List<DateTime>", "[\"2025-01-31T13:45:00Z\"]")]
    [InlineData("Uri?[]", "[\"https://example.org\",null]")]
    public async Task Lists_and_dictionaries_are_JSON(string type, string json) =>
        Assert.Equal((ToolCallStatus.Succeeded, json), await EchoAsync(type, json));

    [Theory]
    [InlineData("public sealed record Value(string Name, int Count = 3);", "{\"name\":\"a\"}", "{\"name\":\"a\",\"count\":3}")]
    [InlineData("public record struct Value(string Name, int? Count);", "{\"name\":\"a\"}", "{\"name\":\"a\",\"count\":null}")]
    [InlineData("public class Value { public required string Name { get; init; } public int Count { get; init; } = 3; }", "{\"name\":\"a\"}", "{\"name\":\"a\",\"count\":3}")]
    [InlineData("public class Value { public required string Name { get; init; } public int Count { get; init; } = 3; }", "{\"name\":\"a\",\"count\":4}", "{\"name\":\"a\",\"count\":4}")]
    [InlineData("public struct Value { public Value() { } public int Count { get; init; } = 3; public int Other { get; set; } = 4; }", "{\"count\":5,\"other\":6}", "{\"count\":5,\"other\":6}")]
    [InlineData("public struct Value { public Value() { } public int Count { get; init; } = 3; public int Other { get; set; } = 4; }", "{}", "{\"count\":3,\"other\":4}")]
    [InlineData("public abstract class Root { public string? Id { get; init; } = \"x\"; } public class Value : Root { public int Count { get; set; } = 3; }", "{}", "{\"id\":\"x\",\"count\":3}")]
    [InlineData("public abstract class Root { public string? Id { get; init; } = \"x\"; } public class Value : Root { public int Count { get; set; } = 3; }", "{\"id\":\"y\",\"count\":4}", "{\"id\":\"y\",\"count\":4}")]
    [InlineData("public class Value { [System.Text.Json.Serialization.JsonPropertyName(\"the-name\")] public string Name { get; set; } = \"\"; [System.Text.Json.Serialization.JsonIgnore] public Action? Done { get; set; } public int Length => Name.Length; }", "{\"the-name\":\"ab\",\"length\":9}", "{\"the-name\":\"ab\",\"length\":2}")]
    [InlineData("public class Value { public Value(int a) => A = a; [System.Text.Json.Serialization.JsonConstructor] public Value(int a, string urlText) { A = a; URLText = urlText; } public int A { get; } public string? URLText { get; } }", "{\"a\":1,\"urlText\":\"t\"}", "{\"a\":1,\"urlText\":\"t\"}")]
    [InlineData("public class Value { public Value(int a) => A = a; public required int A { get; init; } public required string? B { get; set; } }", "{\"a\":1,\"b\":null}", "{\"a\":1,\"b\":null}")]
    [InlineData("public enum Kind { [System.Text.Json.Serialization.JsonStringEnumMemberName(\"first-one\")] First, Second, Also = Second } public record Value(Kind[] Kinds);", "{\"kinds\":[\"first-one\",\"Second\",\"Also\"]}", "{\"kinds\":[\"first-one\",\"Second\",\"Second\"]}")]
    [InlineData("public record Inner(List<Value.Deep> Deeps) { } public record Value(Inner Inner, Dictionary<string, Inner>? More = null) { public record Deep(int @int); }", "{\"inner\":{\"deeps\":[{\"int\":1},{\"int\":2}]},\"more\":{\"k\":{\"deeps\":[]}}}", "{\"inner\":{\"deeps\":[{\"int\":1},{\"int\":2}]},\"more\":{\"k\":{\"deeps\":[]}}}")]
    [InlineData("public record Box<T>(T Item); public record Value(Box<int> A, Box<string> B, Box<Box<bool>> C);", "{\"a\":{\"item\":1},\"b\":{\"item\":\"x\"},\"c\":{\"item\":{\"item\":true}}}", "{\"a\":{\"item\":1},\"b\":{\"item\":\"x\"},\"c\":{\"item\":{\"item\":true}}}")]
    public async Task Objects_are_made_as_System_Text_Json_makes_them(string declarations, string json, string result) =>
        Assert.Equal((ToolCallStatus.Succeeded, result), await EchoAsync("Value", json, declarations));

    [Fact]
    public async Task A_nullable_struct_and_an_object_that_is_null_are_null()
    {
        Assert.Equal((ToolCallStatus.Succeeded, "[null,{\"x\":1}]"), await EchoAsync("Point?[]", "[null,{\"x\":1}]", "public readonly record struct Point(int X);"));
        Assert.Equal((ToolCallStatus.Succeeded, "[null,{\"x\":1}]"), await EchoAsync("Point?[]", "[null,{\"x\":1}]", "public record Point(int X);"));
        Assert.Equal((ToolCallStatus.Succeeded, "null"), await EchoAsync("Point?", "null", "public readonly record struct Point(int X);"));
    }

    [Fact]
    public async Task Results_need_only_be_readable()
    {
        IHarmonyTools tools = ToolCompilation.LoadTools(
            """
            using System.Linq;

            public interface INamed { string Name { get; } }
            public interface IPet : INamed { int Legs { get; } }
            public sealed class Dog : IPet { public string Name => "Rex\"é"; public int Legs => 4; }
            [Flags] public enum Days { None = 0, Monday = 1, Tuesday = 2 }

            [HarmonyTools]
            public partial class Tools
            {
                [HarmonyTool] public IPet Pet() => new Dog();
                [HarmonyTool] public IEnumerable<double> Numbers() => Enumerable.Range(0, 2).Select(i => i / 0.0);
                [HarmonyTool] public Days Both() => Days.Monday | Days.Tuesday;
                [HarmonyTool] public SortedDictionary<string, int> Sorted() => new() { ["b"] = 2, ["a"] = 1 };
                [HarmonyTool] public Queue<int> Queue() => new([1, 2]);
                [HarmonyTool] public float NotANumber() => float.NaN;
                [HarmonyTool] public string[] Nulls() => null!;
                [HarmonyTool] public DayOfWeek Unnamed() => (DayOfWeek)9;
            }
            """);
        Assert.Equal("""{"name":"Rex\"é","legs":4}""", (await tools.CallAsync("pet", "{}")).Result);
        Assert.Equal("""["NaN","Infinity"]""", (await tools.CallAsync("numbers", "{}")).Result);
        Assert.Equal("Monday, Tuesday", (await tools.CallAsync("both", "{}")).Result);
        Assert.Equal("""{"a":1,"b":2}""", (await tools.CallAsync("sorted", "{}")).Result);
        Assert.Equal("[1,2]", (await tools.CallAsync("queue", "{}")).Result);
        Assert.Equal("NaN", (await tools.CallAsync("not_a_number", "{}")).Result);
        Assert.Equal("null", (await tools.CallAsync("nulls", "{}")).Result);
        Assert.Equal("9", (await tools.CallAsync("unnamed", "{}")).Result);
    }
}
