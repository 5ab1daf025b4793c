using System.Text.Json.Nodes;

namespace Harmony.Tests.Rendering;

/// <summary>Schemas of every keyword at random, wrong ones and circular references among them.</summary>
internal sealed class RandomSchemas(Random random)
{
    private static readonly string[] Types = ["string", "number", "integer", "boolean", "null", "object", "array", "frobnicate"];
    private static readonly string[] Texts = ["", "a", "two\nlines", "*/", "// x", "q\"uote\\", "\u2028", "\r\n", "é", "}", "]),", "`${x}`", "'"];
    private static readonly string[] Keys = ["a", "b", "kebab-key", "0", "ünï", "", "a/b~c", "\n"];
    private static readonly string[] References = ["#", "#/$defs/a", "#/$defs/b", "#/$defs/a~1b~0c", "#/properties/a", "#/definitions/a", "other.json", "", "#/$defs/a/anyOf/0"];
    private static readonly string[] Notes = ["minimum", "pattern", "format", "minItems", "maxItems", "not", "if", "deprecated", "uniqueItems", "example", "unheard-of"];
    private static readonly string[] Schemas = ["items", "additionalProperties", "additionalItems", "oneOf"];
    private static readonly string[] SchemaLists = ["oneOf", "anyOf", "allOf", "prefixItems", "items"];
    private static readonly string[] SchemaMaps = ["properties", "patternProperties", "$defs", "definitions"];

    /// <summary>A schema that others inside it refer to.</summary>
    public string Next()
    {
        JsonObject schema = Schema(depth: 4) as JsonObject ?? [];
        schema["$defs"] = Map(depth: 3);
        return schema.ToJsonString();
    }

    private JsonNode Schema(int depth)
    {
        if (depth == 0 || random.Next(12) == 0)
        {
            return random.Next(3) switch { 0 => JsonValue.Create(random.Next(2) == 0), 1 => new JsonObject { ["type"] = Pick(Types) }, _ => new JsonObject { ["$ref"] = Pick(References) } };
        }

        var schema = new JsonObject();
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            Add(schema, depth - 1);
        }

        return schema;
    }

    private void Add(JsonObject schema, int depth)
    {
        switch (random.Next(16))
        {
            case < 3:
                schema["type"] = random.Next(4) == 0 ? List(() => Pick(Types)) : Pick(Types);
                break;
            case 3:
                schema["$ref"] = Pick(References);
                break;
            case 4:
                schema[random.Next(2) == 0 ? "enum" : "examples"] = List(Value);
                break;
            case 5:
                schema[random.Next(2) == 0 ? "const" : "default"] = Value();
                break;
            case 6:
                schema["nullable"] = random.Next(3) > 0;
                break;
            case 7:
                schema["required"] = List(() => Pick(Keys));
                break;
            case < 10:
                schema[random.Next(3) == 0 ? "title" : "description"] = random.Next(9) == 0 ? Value() : Pick(Texts);
                break;
            case 10:
                schema[Pick(Notes)] = Value();
                break;
            case 11:
                schema[Pick(Schemas)] = Schema(depth);
                break;
            case < 14:
                schema[Pick(SchemaLists)] = List(() => Schema(depth));
                break;
            default:
                schema[Pick(SchemaMaps)] = Map(depth);
                break;
        }
    }

    private JsonObject Map(int depth)
    {
        var map = new JsonObject();
        for (int i = random.Next(4); i > 0; i--)
        {
            map[Pick(Keys)] = Schema(depth);
        }

        return map;
    }

    private JsonArray List(Func<JsonNode?> item)
    {
        var list = new JsonArray();
        for (int i = random.Next(4); i > 0; i--)
        {
            list.Add(item());
        }

        return list;
    }

    private JsonNode? Value() => random.Next(7) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.Next(-3, 4),
        3 => 1.5,
        4 => new JsonArray(1, "*/"),
        5 => new JsonObject { ["a b"] = "\u2029" },
        _ => Pick(Texts),
    };

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];
}
