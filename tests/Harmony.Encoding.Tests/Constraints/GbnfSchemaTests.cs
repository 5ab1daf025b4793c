using System.Text.Json;
using Harmony.Constraints;
using Harmony.Conversations;

namespace Harmony.Tests.Constraints;

public class GbnfSchemaTests
{
    /// <summary>A schema, values that its rules take, and values that they refuse.</summary>
    public static TheoryData<string, string[], string[]> Schemas => new()
    {
        { """{}""", ["{\"a\": [1, -2.5e3, \"x\\n\\u00e9\", true, false, null, {}, []]}"], ["x", "01", "{a:1}", "[1,]", "\"\t\""] },
        { """{"type":"string"}""", ["\"a < b << c\"", "\"<\\n\"", "\"<\""], ["a", "\"a", "\"<|end|>\""] },
        { """{"type":"number"}""", ["-1.5", "0"], ["1.", "\"1\""] },
        { """{"type":"integer"}""", ["-15", "0"], ["1.5"] },
        { """{"type":["boolean","null"]}""", ["true", "null"], ["1"] },
        { """{"enum":["a\"b",1,null,{"x":[]}]}""", ["\"a\\\"b\"", "{\"x\":[]}", "1"], ["2"] },
        { """{"const":"x"}""", ["\"x\""], ["\"y\""] },
        { """{"anyOf":[{"type":"string"},{"type":"array","items":{"type":"integer"}}]}""", ["\"x\"", "[1, 2]", "[]"], ["[\"x\"]"] },
        { """{"oneOf":[{"const":1},{"const":2}]}""", ["2"], ["3"] },
        { """{"allOf":[{"type":"string"}]}""", ["\"x\""], ["1"] },
        { """{"type":"array","items":{"type":"integer"},"minItems":2,"maxItems":3}""", ["[1,2]", "[1, 2, 3]"], ["[1]", "[1,2,3,4]"] },
        { """{"type":"array","maxItems":1}""", ["[]", "[{}]"], ["[1,2]"] },
        { """{"type":"array","maxItems":0}""", ["[]", "[ ]"], ["[1]"] },
        { """{"type":"array","minItems":1}""", ["[1]", "[1,2,3,4]"], ["[]"] },
        { """{"type":"array","prefixItems":[{"type":"string"}],"items":{"type":"integer"}}""", ["[\"x\",1]"], ["{}"] },
        { """{"type":"object"}""", ["{}", "{\"a\": 1}", "{\n  \"a\": 1\n}"], ["[]", "{\"a\":1,}"] },
        { """{"type":"object","additionalProperties":false}""", ["{}"], ["{\"a\":1}"] },
        { """{"type":"object","additionalProperties":{"type":"integer"}}""", ["{\"a\":1,\"b\":2}", "{}"], ["{\"a\":\"x\"}"] },
        { """{"properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a"]}""", ["{\"a\":1}", "{ \"a\" : 1 , \"b\" : \"x\" }"], ["{}", "{\"b\":\"x\",\"a\":1}", "{\"a\":1,\"c\":2}"] },
        { """{"properties":{"a":{},"b":{},"c":{}},"required":["b"]}""", ["{\"b\":1}", "{\"a\":1,\"b\":2,\"c\":3}"], ["{\"a\":1}", "{\"a\":1,\"c\":2}", "{\"b\":1,\"a\":2}"] },
        { """{"properties":{"a":{},"b":{}}}""", ["{}", "{\"b\":1}", "{\"a\":1}"], ["{\"c\":1}", "{\"b\":1,\"a\":1}"] },
        { """{"properties":{"a":{}},"required":["a","x"]}""", ["{\"a\":1,\"x\":2}"], ["{\"a\":1}"] },
        { """{"properties":{"a":{"type":"integer"}},"additionalProperties":true}""", ["{\"a\":1,\"z\":[]}"], ["{\"a\":1,}"] },
        { """{"properties":{"a":{"type":"integer","nullable":true}},"required":["a"]}""", ["{\"a\":null}"], ["{\"a\":\"x\"}"] },
        { """{"$ref":"#/$defs/tree","$defs":{"tree":{"type":"object","properties":{"v":{"type":"integer"},"next":{"$ref":"#/$defs/tree"}},"required":["v"]}}}""", ["{\"v\":1,\"next\":{\"v\":2}}"], ["{\"v\":1,\"next\":{}}"] },
        { """{"type":"object","properties":{"child":{"$ref":"#"}}}""", ["{\"child\":{\"child\":{}}}"], ["{\"child\":1}"] },
    };

    [Theory]
    [MemberData(nameof(Schemas))]
    public void An_answer_keeps_to_the_schema(string schema, string[] taken, string[] refused)
    {
        GbnfGrammar grammar = GbnfGrammar.Parse(new EngineGrammar([], new ResponseFormat("x", schema)).ToGbnf());
        Assert.All(taken, value => Assert.True(Accepts(grammar, value), value));
        Assert.All(refused, value => Assert.False(Accepts(grammar, value), value));
    }

    [Fact]
    public void The_golden_schemas_all_have_rules()
    {
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.Data, "schemas.jsonl")))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            if (document.RootElement.GetProperty("ids").ValueKind == JsonValueKind.Array && document.RootElement.TryGetProperty("parameters", out JsonElement parameters))
            {
                var tool = new ToolDescription("f", "", ToolParameters.FromElement(parameters));
                GbnfGrammar.Parse(new EngineGrammar([ToolNamespace.Functions(tool)]).ToGbnf());
            }
        }
    }

    private static bool Accepts(GbnfGrammar grammar, string value)
    {
        List<int> symbols = Turns.Symbols("<|channel|>final<|message|>");
        symbols.AddRange(value.EnumerateRunes().Select(character => character.Value));
        return grammar.Accepts(symbols);
    }
}
