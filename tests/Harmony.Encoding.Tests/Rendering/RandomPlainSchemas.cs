using System.Text.Json.Nodes;

namespace Harmony.Tests.Rendering;

/// <summary>Plain schemas at random: see <see cref="PlainSchemas"/>.</summary>
internal sealed class RandomPlainSchemas(Random random)
{
    private static readonly string[] Texts = ["", "celsius", "City and state, e.g. San Francisco, CA", "é", "it's"];

    public string Next() => Object(depth: 3, annotated: false).ToJsonString();

    private JsonObject Object(int depth, bool annotated)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        for (int i = random.Next(5); i > 0; i--)
        {
            properties[$"key_{i}"] = Property(depth - 1);
            if (random.Next(2) == 0)
            {
                required.Add($"key_{i}");
            }
        }

        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false };
        return annotated || random.Next(2) == 0 ? schema : Annotated(schema, ["description"]);
    }

    private JsonObject Property(int depth) => random.Next(depth > 0 ? 6 : 4) switch
    {
        0 => Annotated(new JsonObject { ["type"] = "string" }, ["title", "description", "examples", "default"]),
        1 => Annotated(new JsonObject { ["type"] = "number", ["default"] = random.Next(9) + 0.5 }, ["title", "description"]),
        2 => Annotated(new JsonObject { ["type"] = "boolean", ["default"] = random.Next(2) == 0 }, ["description"]),
        3 => Annotated(new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("celsius", "fahrenheit"), ["default"] = "celsius" }, ["description"]),
        4 => Annotated(new JsonObject { ["type"] = "array", ["items"] = random.Next(2) == 0 ? new JsonObject { ["type"] = "string" } : Object(depth, annotated: false) }, ["title", "description"]),
        _ => Annotated(Object(depth, annotated: true), ["title", "description"]),
    };

    private JsonObject Annotated(JsonObject schema, string[] annotations)
    {
        foreach (string annotation in annotations)
        {
            if (random.Next(2) == 0)
            {
                string text = Texts[random.Next(Texts.Length)];
                schema[annotation] = annotation == "examples" ? new JsonArray(text) : text;
            }
        }

        return schema;
    }
}
