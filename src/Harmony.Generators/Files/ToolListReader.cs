using Harmony.Generators.Json;
using Harmony.Json;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Files;

/// <summary>
/// Reads the lists of tools that there are: OpenAI's tools array, in the form of chat completions
/// (<c>{"type": "function", "function": {…}}</c>) or of responses (<c>{"type": "function", "name": …}</c>), and MCP's tool list
/// (<c>{"tools": [{"name": …, "inputSchema": …}]}</c>).
/// </summary>
internal static class ToolListReader
{
    /// <summary>The maximum depth of a list: a schema and what surrounds it.</summary>
    public const int MaxDepth = JsonDepth.MaxSchema + 4;

    /// <exception cref="JsonFormatException">The value is not such a list.</exception>
    public static IReadOnlyList<ListedTool> Read(JsonNode root) =>
        [.. Expect<JsonArrayNode>(root is JsonObjectNode list ? Required(list, "tools") : root, "an array of tools").Items.Select(ReadTool)];

    private static ListedTool ReadTool(JsonNode item)
    {
        JsonObjectNode tool = Expect<JsonObjectNode>(item, "a tool, which is an object");
        if (tool["type"] is { } type && Expect<JsonStringNode>(type, "a string").Value != "function")
        {
            throw new JsonFormatException("only tools of the type 'function' can be called by a program", type.Span);
        }

        // With its own name first: an MCP tool or a flat one may have anything else besides.
        JsonObjectNode function = tool["name"] is null && tool["function"] is { } inner ? Expect<JsonObjectNode>(inner, "a function, which is an object") : tool;
        JsonStringNode name = Expect<JsonStringNode>(Required(function, "name"), "a string");
        string description = function["description"] is { } text && !IsNull(text) ? Expect<JsonStringNode>(text, "a string").Value : "";
        JsonNode? parameters = function["parameters"] ?? function["inputSchema"] ?? function["input_schema"];
        if (parameters is { Depth: > JsonDepth.MaxSchema })
        {
            throw new JsonFormatException($"this is nested more than {JsonDepth.MaxSchema} levels deep", parameters.Span);
        }

        return new ListedTool(name.Value, name.Span, description, parameters is null || IsNull(parameters) ? null : parameters);
    }

    private static bool IsNull(JsonNode node) => node is JsonScalarNode { IsNull: true };

    private static JsonNode Required(JsonObjectNode node, string key) =>
        node[key] ?? throw new JsonFormatException($"'{key}' is missing here", new TextSpan(node.Span.Start, 1));

    private static T Expect<T>(JsonNode node, string expected)
        where T : JsonNode => node as T ?? throw new JsonFormatException($"expected {expected}, found {node.Kind}", new TextSpan(node.Span.Start, node.Depth == 0 ? node.Span.Length : 1));
}
