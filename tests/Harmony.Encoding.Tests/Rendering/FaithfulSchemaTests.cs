using System.Text.Json;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Rendering;
using Harmony.Tokenization;

namespace Harmony.Tests.Rendering;

/// <summary>The faithful style, case by case; docs/schemas.md names the cases of faithful-schemas.txt.</summary>
public class FaithfulSchemaTests
{
    private static readonly Dictionary<string, string[]> Cases = ReadCases();

    public static TheoryData<string> CaseNames => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void A_case_is_written_as_it_stands(string name)
    {
        string[] lines = Cases[name];
        string text = Schemas.Faithful(lines[1]);
        Assert.Equal(string.Join('\n', lines[2..]), text);
        TypeScriptParser.Check(text);
    }

    [Fact]
    public void Where_the_reference_loses_nothing_the_golden_schemas_are_equal()
    {
        int count = 0;
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.Data, "schemas.jsonl")))
        {
            using var golden = JsonDocument.Parse(line);
            JsonElement parameters = golden.RootElement.GetProperty("parameters");
            if (golden.RootElement.GetProperty("ids").ValueKind != JsonValueKind.Null && PlainSchemas.IsPlain(parameters))
            {
                string schema = parameters.GetRawText();
                Assert.Equal(Schemas.Reference(schema), Schemas.Faithful(schema));
                count++;
            }
        }

        Assert.Equal(95, count);
    }

    [Fact]
    public void Every_golden_schema_is_TypeScript()
    {
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.Data, "schemas.jsonl")))
        {
            using var golden = JsonDocument.Parse(line);
            if (golden.RootElement.GetProperty("ids").ValueKind != JsonValueKind.Null)
            {
                TypeScriptParser.Check(Schemas.Faithful(golden.RootElement.GetProperty("parameters").GetRawText()));
            }
        }
    }

    [Fact]
    public void A_conversation_is_rendered_and_counted_in_the_style_of_its_options()
    {
        var tool = new ToolDescription("f", "", ToolParameters.Parse("""{"const":3}"""));
        Conversation conversation = [Message.Developer(new DeveloperContent { Tools = [ToolNamespace.Functions(tool)] })];
        var options = new RenderOptions { SchemaStyle = SchemaStyle.Faithful };
        int[] ids = HarmonyRenderer.Render(conversation, options);
        Assert.Contains("type f = (_: 3) => any;", O200kTokenizer.Decode(ids), StringComparison.Ordinal);
        Assert.Contains("type f = (_: any) => any;", O200kTokenizer.Decode(HarmonyRenderer.Render(conversation)), StringComparison.Ordinal);
        Assert.Equal(ids.Length, HarmonyRenderer.CountTokens(conversation, options));
        Assert.True(HarmonyRenderer.TryFit(conversation, ids.Length, out _, options));
        Assert.False(HarmonyRenderer.TryFit(conversation, ids.Length - 1, out _, options));
    }

    [Fact]
    public void A_style_that_does_not_exist_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RenderOptions { SchemaStyle = (SchemaStyle)2 });

    /// <summary>Blocks of lines: the name, the schema, and the text that is expected.</summary>
    private static Dictionary<string, string[]> ReadCases()
    {
        string text = TestFiles.Read("tests", "Harmony.Encoding.Tests", "Rendering", "faithful-schemas.txt");
        return text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(block => block.Split('\n')).ToDictionary(lines => lines[0]["# ".Length..]);
    }
}
