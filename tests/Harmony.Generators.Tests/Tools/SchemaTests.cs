using Harmony.Conversations;
using Harmony.Generators.Json;
using Harmony.Generators.Model;
using Harmony.Generators.Schemas;
using Harmony.Generators.Text;

namespace Harmony.Generators.Tests.Tools;

/// <summary>The schemas, names and descriptions that a model sees of a method.</summary>
public class SchemaTests
{
    [Theory]
    [InlineData("bool a", """{"type":"object","properties":{"a":{"type":"boolean"}},"required":["a"]}""")]
    [InlineData("int? a", """{"type":"object","properties":{"a":{"type":"integer","nullable":true}}}""")]
    [InlineData("string a, ulong b", """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},"required":["a","b"]}""")]
    [InlineData("string @class = \"a\\\"b\\u0001\\n\"", "{\"type\":\"object\",\"properties\":{\"class\":{\"type\":\"string\",\"default\":\"a\\\"b\\u0001\\n\"}}}")]
    [InlineData("double a = 0.1, float b = 1e20f, decimal c = 1.50m, double d = double.NaN", """{"type":"object","properties":{"a":{"type":"number","default":0.1},"b":{"type":"number","default":1E+20},"c":{"type":"number","default":1.50},"d":{"type":"number"}}}""")]
    [InlineData("long a = -5, char b = 'x', bool c = true", """{"type":"object","properties":{"a":{"type":"integer","default":-5},"b":{"type":"string","minLength":1,"maxLength":1,"default":"x"},"c":{"type":"boolean","default":true}}}""")]
    [InlineData("Unit a = Unit.Cold, Unit? b = Unit.Hot, Unit c = (Unit)7, Unit? d = null", """{"type":"object","properties":{"a":{"type":"string","description":"How warm.","enum":["hot","Cold"],"default":"Cold"},"b":{"type":"string","description":"How warm.","enum":["hot","Cold"],"nullable":true,"default":"hot"},"c":{"type":"string","description":"How warm.","enum":["hot","Cold"]},"d":{"type":"string","description":"How warm.","enum":["hot","Cold"],"nullable":true}}}""")]
    [InlineData("DateTime a, DateTimeOffset b, DateOnly c, TimeOnly d, TimeSpan e, Guid f, Uri g, byte[] h", """{"type":"object","properties":{"a":{"type":"string","format":"date-time"},"b":{"type":"string","format":"date-time"},"c":{"type":"string","format":"date"},"d":{"type":"string","format":"time"},"e":{"type":"string","format":"duration"},"f":{"type":"string","format":"uuid"},"g":{"type":"string","format":"uri"},"h":{"type":"string","contentEncoding":"base64"}},"required":["a","b","c","d","e","f","g","h"]}""")]
    [InlineData("DateTime a = default, System.Text.Json.JsonElement b = default", """{"type":"object","properties":{"a":{"type":"string","format":"date-time"},"b":{}}}""")]
    [InlineData("System.Text.Json.JsonElement a, System.Text.Json.JsonElement? b", """{"type":"object","properties":{"a":{},"b":{}},"required":["a"]}""")]
    [InlineData("int?[] a, List<string>? b, HashSet<int> c, IReadOnlyDictionary<string, int[]> d", """{"type":"object","properties":{"a":{"type":"array","items":{"type":"integer","nullable":true}},"b":{"type":"array","items":{"type":"string"},"nullable":true},"c":{"type":"array","items":{"type":"integer"},"uniqueItems":true},"d":{"type":"object","additionalProperties":{"type":"array","items":{"type":"integer"}}}},"required":["a","c","d"]}""")]
    [InlineData("Place a", """{"type":"object","properties":{"a":{"type":"object","description":"A place.","properties":{"city":{"type":"string","description":"Its <city> & no \"more\"."},"zip":{"type":"integer","description":"From the property.","nullable":true}},"required":["city"]}},"required":["a"]}""")]
    [InlineData("Options a", """{"type":"object","properties":{"a":{"type":"object","properties":{"id":{"type":"string"},"count":{"type":"integer","description":"How many.","default":3},"the-flag":{"type":"boolean","description":"By attribute."},"unit":{"type":"string","description":"How warm.","enum":["hot","Cold"],"default":"hot"}},"required":["id"]}},"required":["a"]}""")]
    public void A_schema_has_the_types_names_and_defaults_of_the_parameters(string parameters, string schema)
    {
        ToolDescription tool = Assert.Single(ToolsOf(
            $$"""
            /// <summary>How warm.</summary>
            public enum Unit { [System.Text.Json.Serialization.JsonStringEnumMemberName("hot")] Hot, Cold }

            /// <summary>A place.</summary>
            /// <param name="City">Its &lt;city&gt; &amp; no "more".</param>
            public record Place(string City, [property: System.ComponentModel.Description("From the property.")] int? Zip);

            public class Options
            {
                public required string Id { get; init; }

                /// <summary>How many.</summary>
                public int Count { get; init; } = 1 + 2;

                [System.ComponentModel.Description("By attribute."), System.Text.Json.Serialization.JsonPropertyName("the-flag")]
                public bool Flag { get; set; }

                public Unit Unit { get; set; } = Unit.Hot;
            }

            [HarmonyTools]
            public partial class Tools
            {
                [HarmonyTool]
                public void Run({{parameters}}) { }
            }
            """).Tools);
        Assert.Equal(schema, tool.Parameters!.ToString());
    }

    [Fact]
    public void A_tool_without_parameters_has_no_schema() => Assert.All(
        ToolsOf(
            """
            [HarmonyTools]
            public partial class Tools
            {
                [HarmonyTool] public void A() { }
                [HarmonyTool] public void B(CancellationToken token) { }
            }
            """).Tools,
        tool => Assert.Null(tool.Parameters));

    [Theory]
    [InlineData("GetWeatherAsync", "get_weather")]
    [InlineData("Async", "async")]
    [InlineData("GetHTTPStatus", "get_http_status")]
    [InlineData("Get2Things", "get2_things")]
    [InlineData("already_snake", "already_snake")]
    [InlineData("Mixed_Case", "mixed_case")]
    [InlineData("X", "x")]
    [InlineData("ToJSON", "to_json")]
    public void A_tool_is_named_by_its_method_in_snake_case(string method, string name) => Assert.Equal(
        name,
        Assert.Single(ToolsOf($"[HarmonyTools] public partial class Tools {{ [HarmonyTool] public void {method}() {{ }} }}").Tools).Name);

    [Theory]
    [InlineData("/// <summary>One line.</summary>", "One line.")]
    [InlineData("/// <summary>\n/// Two\n///    lines.\n/// </summary>\n/// <remarks>No.</remarks>", "Two lines.")]
    [InlineData("/// <summary>See <see cref=\"Tools\"/>, <see langword=\"null\"/>, <c>code</c> and <paramref name=\"a\"/>.<para>Next.</para></summary>", "See Tools, null, code and a.\nNext.")]
    [InlineData("/** <summary>A block,\n * of lines.</summary> */", "A block, of lines.")]
    [InlineData("// no documentation\n", "")]
    [InlineData("/// <summary>Broken", "")]
    [InlineData("[System.ComponentModel.Description(\"Attribute.\")]", "Attribute.")]
    [InlineData("/// <summary>Comment.</summary>\n[System.ComponentModel.Description(\"Attribute.\")]", "Attribute.")]
    [InlineData("", "")]
    public void A_description_is_the_attributes_or_the_comments_whether_documentation_is_written_or_not(string comment, string description)
    {
        string source = $"[HarmonyTools] public partial class Tools\n{{\n{comment}\n[HarmonyTool] public void Run(int a) {{ }}\n}}";
        foreach (Microsoft.CodeAnalysis.DocumentationMode mode in Enum.GetValues<Microsoft.CodeAnalysis.DocumentationMode>())
        {
            string generated = ToolCompilation.Generate(source, mode);
            Assert.Contains($"ToolDescription(\"run\", {CSharpText.Literal(description)}", generated, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_the_attributes_say_comes_first()
    {
        ToolNamespace tools = ToolsOf(
            """
            [HarmonyTools("files", Description = "Files.")]
            public partial class Tools
            {
                /// <summary>Not this.</summary>
                [HarmonyTool(Name = "Read-File", Description = "This.")]
                public void Run([System.ComponentModel.Description("The path.")] string path) { }
            }
            """);
        Assert.Equal(("files", "Files."), (tools.Name, tools.Description));
        Assert.Equal(
            new ToolDescription("Read-File", "This.", ToolParameters.Parse("""{"type":"object","properties":{"path":{"type":"string","description":"The path."}},"required":["path"]}""")),
            Assert.Single(tools.Tools));
    }

    [Fact]
    public void A_schema_is_in_the_form_that_the_library_keeps()
    {
        string every = string.Concat(Enumerable.Range(0, 0x300).Select(i => (char)i)) + "\u2028😀\uFFFF";
        var text = new PrimitiveTypeSpec(PrimitiveKind.String, "string");
        string schema = JsonSchemaWriter.OfArguments(new[] { new MemberSpec("a", every, every, text, MemberBinding.Parameter, IsRequired: true, new DefaultValueSpec("", JsonText.Quoted(every))) }.ToEquatableArray())!;
        Assert.Equal(schema, ToolParameters.Parse(schema).ToString());
    }

    private static ToolNamespace ToolsOf(string source) => ToolCompilation.LoadTools(source).ToolNamespace;
}
