using System.Reflection;
using System.Text.Json;
using Harmony.Conversations;
using Harmony.Generators.Tests.Tools;
using Harmony.Rendering;
using Harmony.Tools;

namespace Harmony.Generators.Tests.Files;

public class ToolFileTests
{
    private const string Weather =
        """
        [
          {
            "type": "function",
            "function": {
              "name": "get_weather",
              "description": "Says how the weather will be.\nOr was.",
              "parameters": {
                "type": "object",
                "properties": {
                  "city": {"type": "string", "description": "Where <it> is."},
                  "days": {"type": "integer", "default": 3},
                  "unit": {"type": "string", "enum": ["°C", "°F", "kelvin"], "default": "kelvin"},
                  "at-most": {"type": ["number", "null"]},
                  "hours": {"type": "array", "items": {"type": "integer"}},
                  "place": {
                    "type": "object",
                    "properties": {"lat": {"type": "number"}, "lon": {"type": "number"}, "labels": {"type": "object", "additionalProperties": {"type": "string"}}},
                    "required": ["lat", "lon"]
                  },
                  "exact": {"type": "boolean"},
                  "extra": {"anyOf": [{"type": "string"}, {"type": "integer"}]}
                },
                "required": ["city", "unit"]
              }
            }
          },
          {"type": "function", "name": "list_cities"},
          {"type": "function", "name": "store", "description": "Stores anything.", "parameters": {"type": "object", "additionalProperties": {"type": "integer"}}}
        ]
        """;

    private const string Implementation =
        """
        using My.App;

        public sealed class Tools : IWeatherTools
        {
            public static IHarmonyTools Create() => new WeatherTools(new Tools());

            public ValueTask<string> GetWeatherAsync(WeatherTools.GetWeatherArguments arguments, CancellationToken cancellationToken) =>
                ValueTask.FromResult($"{arguments.City} {arguments.Days} {arguments.Unit} {arguments.AtMost} {arguments.Hours?.Count} {arguments.Place?.Lat} {arguments.Place?.Labels?["a"]} {arguments.Exact} {arguments.Extra}");

            public ValueTask<string> ListCitiesAsync(CancellationToken cancellationToken) => ValueTask.FromResult("Paris");

            public async ValueTask<string> StoreAsync(IReadOnlyDictionary<string, long> arguments, CancellationToken cancellationToken)
            {
                await Task.Yield();
                return string.Join(',', arguments);
            }
        }
        """;

    [Theory]
    [InlineData("functions.get_weather", """{"city":"Paris","unit":"°C"}""", "Paris 3 C      ")]
    [InlineData("get_weather", """{"city":"a","unit":"kelvin","days":7,"at-most":1.5,"hours":[1,2],"place":{"lat":1,"lon":2,"labels":{"a":"b"}},"exact":true,"extra":[1]}""", "a 7 Kelvin 1.5 2 1 b True [1]")]
    [InlineData("functions.get_weather", """{"city":"a","unit":"°F","at-most":null,"hours":null,"place":null,"exact":null,"extra":null}""", "a 3 F      ")]
    [InlineData("functions.list_cities", "", "Paris")]
    [InlineData("functions.list_cities", "{}", "Paris")]
    [InlineData("functions.store", """{"x":1,"y":-2}""", "[x, 1],[y, -2]")]
    public async Task A_call_reaches_the_implementation(string name, string arguments, string result)
    {
        IHarmonyTools tools = Load();
        Assert.Equal((ToolCallStatus.Succeeded, result), await tools.CallAsync(name, arguments));
    }

    [Theory]
    [InlineData("functions.get_weather", """{"unit":"°C"}""", "city")]
    [InlineData("functions.get_weather", """{"city":"Paris","unit":"C"}""", "'°C', '°F', 'kelvin'")]
    [InlineData("functions.get_weather", """{"city":"Paris","unit":"°C","place":{"lat":"x"}}""", "place.lat")]
    [InlineData("functions.store", """{"x":1.5}""", "x")]
    [InlineData("functions.store", "[]", "an object")]
    public async Task Wrong_arguments_are_told_to_the_model(string name, string arguments, string part)
    {
        (ToolCallStatus status, string result) = await Load().CallAsync(name, arguments);
        Assert.Equal(ToolCallStatus.InvalidArguments, status);
        Assert.Contains(part, JsonDocument.Parse(result).RootElement.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_records_or_the_class_have_are_no_obstacle() => new FileCompilation(("x.tools.json",
        """
        [{"name": "a", "parameters": {"type": "object",
          "$defs": {"IXTools": {"type": "object", "properties": {"a": {"type": "string"}}}},
          "properties": {"clone": {"type": "string"}, "Clone": {"type": "string"}, "x": {"$ref": "#/$defs/IXTools"}}}}]
        """)).Load();

    [Fact]
    public void A_schema_that_doubles_in_every_level_is_compiled_at_once()
    {
        string definitions = string.Concat(Enumerable.Range(0, 60).Select(i =>
            $$$"""  "D{{{i}}}":{"type":"object","properties":{"x":{"$ref":"#/$defs/D{{{i + 1}}}"},"y":{"$ref":"#/$defs/D{{{i + 1}}}" } } },"""));
        Dictionary<string, string> generated = new FileCompilation(("x.tools.json",
            """[{"name":"a","parameters":{"type":"object","$defs":{""" + definitions + """  "D60":{"type":"string"}},"properties":{"a":{"$ref":"#/$defs/D0"}}}}]""")).Generate();
        Assert.Contains("JsonElement? A { get; init; }", generated["My.App.XTools.Types.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_namespace_says_what_the_file_says()
    {
        ToolNamespace tools = Load().ToolNamespace;
        using var file = JsonDocument.Parse(Weather);
        var expected = ToolNamespace.Functions(
            new ToolDescription("get_weather", "Says how the weather will be.\nOr was.", ToolParameters.FromElement(file.RootElement[0].GetProperty("function").GetProperty("parameters"))),
            new ToolDescription("list_cities", ""),
            new ToolDescription("store", "Stores anything.", ToolParameters.FromElement(file.RootElement[2].GetProperty("parameters"))));
        Assert.Equal(expected, tools);
        Assert.Equal(Ids(expected), Ids(tools));
    }

    [Fact]
    public void A_list_of_MCP_tools_is_the_same_as_a_list_of_functions()
    {
        const string Mcp =
            """
            {"tools": [
              {"name": "a", "title": "A", "description": "Does a.", "inputSchema": {"type": "object", "properties": {"x": {"type": "string"}}}, "annotations": {"readOnlyHint": true}},
              {"name": "b", "inputSchema": {"type": "object"}}
            ], "nextCursor": null}
            """;
        const string Functions =
            """
            [
              {"type": "function", "function": {"name": "a", "description": "Does a.", "parameters": {"type": "object", "properties": {"x": {"type": "string"}}}}},
              {"type": "function", "name": "b", "description": null, "parameters": {"type": "object"}, "strict": true}
            ]
            """;
        Dictionary<string, string> mcp = new FileCompilation(("x.tools.json", Mcp)).Generate();
        Assert.NotEmpty(mcp);
        Assert.Equal(new FileCompilation(("x.tools.json", Functions)).Generate(), mcp);
    }

    [Fact]
    public async Task References_and_unions_with_null_become_types()
    {
        const string Tools =
            """
            {"tools": [{"name": "send", "inputSchema": {
              "$defs": {
                "Address": {"type": "object", "properties": {"street": {"type": "string"}, "number": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": null}}, "required": ["street"]},
                "Tree": {"type": "object", "properties": {"children": {"type": "array", "items": {"$ref": "#/$defs/Tree"}}}}
              },
              "type": "object",
              "properties": {
                "to": {"$ref": "#/$defs/Address"}, "from": {"allOf": [{"$ref": "#/$defs/Address"}]}, "tree": {"$ref": "#/$defs/Tree"},
                "class": {"const": "first"}, "Class": {"enum": ["", "a b", "a-b", null]}, "SendArguments": {"type": "integer"}, "1st": {"type": "string"}, "--": {"type": "string"}
              },
              "required": ["to", "class", "Class"]
            }}]}
            """;
        const string User =
            """
            using My.App;

            public sealed class Tools : IMailTools
            {
                public static IHarmonyTools Create() => new MailTools(new Tools());

                public ValueTask<string> SendAsync(MailTools.SendArguments arguments, CancellationToken cancellationToken)
                {
                    MailTools.Address to = arguments.To;
                    MailTools.Address? from = arguments.From;
                    IReadOnlyList<System.Text.Json.JsonElement>? children = arguments.Tree?.Children;
                    return ValueTask.FromResult($"{to.Street} {to.Number} {from?.Number} {children?.Count} {arguments.Class} {arguments.Class2} {arguments.SendArguments2} {arguments._1st} {arguments.Value}");
                }
            }
            """;
        var tools = (IHarmonyTools)new FileCompilation(("mail.tools.json", Tools)).Load(User).GetType("Tools")!.GetMethod("Create")!.Invoke(null, null)!;
        (ToolCallStatus status, string result) = await tools.CallAsync(
            "send",
            """{"to":{"street":"s"},"from":{"street":"t","number":3},"tree":{"children":[{},{}]},"class":"first","Class":"a-b","SendArguments":4,"1st":"x","--":"y"}""");
        Assert.Equal((ToolCallStatus.Succeeded, "s  3 2 First AB2 4 x y"), (status, result));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"a\"")]
    [InlineData("true")]
    [InlineData("{\"description\":\"\"}")]
    [InlineData("{\"description\":\"\\\"\\\"\\\"\"}")]
    [InlineData("{\"description\":\"a\u2028b\u0085c\u2029\ufeff\u200e😀*/</summary>\"}")]
    [InlineData("{\"properties\":{\"a\\u0000\u2028b\":{\"enum\":[\"\u2028\",\"\\n\"],\"description\":\"\u2029\"}}}")]
    public void Any_schema_and_any_text_can_be_written_in_CSharp(string schema)
    {
        string file = $$"""[{"name":"f","description":"x\u2028\n\u0085*/ <b>","parameters":{{schema}}}]""";
        var tools = (ToolNamespace)new FileCompilation(("x.tools.json", file)).Load().GetType("My.App.XTools")!.GetProperty("ToolNamespace")!.GetValue(null)!;
        Assert.Equal(ToolParameters.Parse(schema), tools.Tools[0].Parameters);
        Assert.Equal("x\u2028\n\u0085*/ <b>", tools.Tools[0].Description);
    }

    [Fact]
    public void Golden_schemas_compiled_from_files_have_the_ids_of_the_golden_file()
    {
        List<(string Name, string Text)> files = [];
        List<(int[] Ids, string Line)> expected = [];
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.Data, "schemas.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.GetProperty("ids").ValueKind != JsonValueKind.Null)
            {
                files.Add(($"Schema{files.Count}.tools.json", $$"""{"tools":[{"name":"f","description":"Does it.","inputSchema":{{json.RootElement.GetProperty("parameters").GetRawText()}}}]}"""));
                expected.Add(([.. json.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())], line));
            }
        }

        Assert.True(files.Count > 500, $"only {files.Count} schemas");
        Assembly assembly = new FileCompilation([.. files]) { NoWarn = ["HRM037"] }.Load();
        for (int i = 0; i < files.Count; i++)
        {
            var tools = (ToolNamespace)assembly.GetType($"My.App.Schema{i}Tools")!.GetProperty("ToolNamespace")!.GetValue(null)!;
            Assert.True(expected[i].Ids.AsSpan().SequenceEqual(Ids(tools)), expected[i].Line);
        }
    }

    private static IHarmonyTools Load() =>
        (IHarmonyTools)new FileCompilation(("data/weather.tools.json", Weather)).Load(Implementation).GetType("Tools")!.GetMethod("Create")!.Invoke(null, null)!;

    private static int[] Ids(ToolNamespace tools) =>
        [.. HarmonyRenderer.Render([Message.Developer(new DeveloperContent { Tools = [tools] })], new RenderOptions { Purpose = RenderPurpose.Conversation })];
}
