using System.Text;
using Harmony.Generators.Json;
using Harmony.Generators.Model;
using Harmony.Generators.Rendering;
using Harmony.Generators.Text;
using Harmony.Grammar;
using Harmony.Json;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Files;

/// <summary>
/// Reads the reference's JSON form of a conversation. Like the reference it passes over fields that it does not know, and
/// refuses known ones that occur twice; of the several forms that a structure may have there it accepts the object.
/// </summary>
/// <param name="text">The file's text, for values that keep their spelling.</param>
/// <param name="placeholders">Collects the placeholders of texts.</param>
internal sealed class ConversationShapeReader(string text, PlaceholderText placeholders)
{
    private static readonly string[] ReasoningEfforts = ["Low", "Medium", "High"];

    /// <exception cref="JsonFormatException">The value is not a conversation.</exception>
    public IReadOnlyList<ConversationMessage> Read(JsonNode root)
    {
        JsonNode[] nodes = [.. Array(Required(Structure(root, "a conversation"), "messages")).Items];
        ConversationMessage[] messages = [.. nodes.Select(ReadMessage)];
        bool hasFunctionTools = messages.SelectMany(message => message.Contents).Any(HasFunctionTools);
        return [.. messages.Select(message => message with { Contents = [.. message.Contents.Select(content => WithFlag(content, hasFunctionTools))] })];
    }

    private ConversationMessage ReadMessage(JsonNode node)
    {
        JsonObjectNode message = Structure(node, "a message");
        JsonStringNode role = String(Required(message, "role"));
        if (!FormatWords.Role.All.Contains(role.Value))
        {
            throw new JsonFormatException($"'{role.Value}' is not one of {string.Join(", ", FormatWords.Role.All)}", role.Span);
        }

        string? name = OptionalString(message, "name");
        if (role.Value == FormatWords.Role.Tool && name is null)
        {
            throw new JsonFormatException("a tool's message needs the tool's name as its author's name", role.Span);
        }

        JsonNode content = Required(message, "content");
        IReadOnlyList<ConversationContent> contents = content is JsonStringNode only
            ? [new ConversationContent(null, Text(only))]
            : [.. Array(content).Items.Select(item => ReadContent(item, role.Value))];
        return new ConversationMessage(role.Value, name, OptionalString(message, "recipient"), OptionalString(message, "channel"), OptionalString(message, "content_type"), contents);
    }

    private ConversationContent ReadContent(JsonNode node, string role)
    {
        JsonObjectNode content = Structure(node, "a content");
        JsonStringNode type = String(Required(content, "type"));
        ConversationContent read = type.Value switch
        {
            "text" => new ConversationContent(null, Text(String(Required(content, "text")))),
            "system_content" => new ConversationContent(FormatWords.Role.System, ReadSystem(content)),
            "developer_content" => new ConversationContent(FormatWords.Role.Developer, ReadDeveloper(content)),
            _ => throw new JsonFormatException($"'{type.Value}' is not one of text, system_content, developer_content", type.Span),
        };
        return read.Body is null || read.Body == role
            ? read
            : throw new JsonFormatException($"only a {read.Body} message can have {read.Body} content", type.Span);
    }

    private ObjectValue ReadSystem(JsonObjectNode content)
    {
        Dictionary<string, GrammarValue> values = [];
        AddText(values, content, "model_identity");
        AddText(values, content, "conversation_start_date");
        AddText(values, content, "knowledge_cutoff");
        AddTools(values, content);
        if (Optional(content, "reasoning_effort") is { } effort)
        {
            int index = System.Array.IndexOf(ReasoningEfforts, String(effort).Value);
            values["reasoning_effort"] = index >= 0
                ? new TextValue(FormatWords.Effort.All[index])
                : throw new JsonFormatException($"'{String(effort).Value}' is not one of {string.Join(", ", ReasoningEfforts)}", effort.Span);
        }

        if (Optional(content, "channel_config") is { } channels)
        {
            JsonObjectNode config = Structure(channels, "a channel configuration");
            values["channel_config"] = new ObjectValue(new Dictionary<string, GrammarValue>
            {
                ["valid_channels"] = new ListValue([.. Array(Required(config, "valid_channels")).Items.Select(item => new TextValue(String(item).Value))]),
                ["channel_required"] = new FlagValue(Flag(Required(config, "channel_required"))),
            });
        }

        return new ObjectValue(values);
    }

    private ObjectValue ReadDeveloper(JsonObjectNode content)
    {
        Dictionary<string, GrammarValue> values = [];
        AddText(values, content, "instructions");
        AddTools(values, content);
        if (Optional(content, "response_format") is { } node)
        {
            JsonObjectNode format = Structure(node, "a response format");
            Dictionary<string, GrammarValue> members = new()
            {
                ["name"] = new TextValue(String(Required(format, "name")).Value),
                ["schema"] = new TextValue(Compact(Required(format, "schema").Span)),
            };
            if (OptionalString(format, "description") is { } description)
            {
                members["description"] = new TextValue(description);
            }

            values["response_format"] = new ObjectValue(members);
        }

        return new ObjectValue(values);
    }

    private static void AddTools(Dictionary<string, GrammarValue> values, JsonObjectNode content)
    {
        if (Optional(content, "tools") is not { } tools)
        {
            return;
        }

        JsonObjectNode map = tools as JsonObjectNode ?? throw Unexpected(tools, "an object of namespaces");
        IEnumerable<JsonMember> inOrder = map.Members.OrderBy(member => Encoding.UTF8.GetBytes(member.Key), ByteOrder.Instance);
        values["tools"] = new ListValue([.. inOrder.Select(member => ToolsText.ValueOf(ReadNamespace(member.Value)))]);
        if (map[FormatWords.Functions] is { } functions && ReadNamespace(functions).Tools.Count > 0)
        {
            values[FunctionToolsFlag] = new FlagValue(true);
        }
    }

    private static ToolNamespaceSpec ReadNamespace(JsonNode node)
    {
        JsonObjectNode tools = Structure(node, "a tool namespace");
        return new ToolNamespaceSpec(
            String(Required(tools, "name")).Value,
            OptionalString(tools, "description"),
            Array(Required(tools, "tools")).Items.Select(ReadTool).ToEquatableArray(),
            default,
            default);
    }

    private static ToolSpec ReadTool(JsonNode node)
    {
        JsonObjectNode tool = Structure(node, "a tool");
        return new ToolSpec(String(Required(tool, "name")).Value, String(Required(tool, "description")).Value, Optional(tool, "parameters")?.ToCompactJson());
    }

    /// <summary>What a body says about its conversation. For a system body, it is the grammar's flag.</summary>
    private const string FunctionToolsFlag = "function_tools";

    private static bool HasFunctionTools(ConversationContent content) =>
        content is { Body: FormatWords.Role.Developer, Value: ObjectValue { Members: var members } } && members.ContainsKey(FunctionToolsFlag);

    private static ConversationContent WithFlag(ConversationContent content, bool hasFunctionTools)
    {
        if (content is not { Body: FormatWords.Role.System, Value: ObjectValue { Members: var members } })
        {
            return content;
        }

        var values = members.ToDictionary(member => member.Key, member => member.Value);
        values[FunctionToolsFlag] = new FlagValue(hasFunctionTools);
        return content with { Value = new ObjectValue(values) };
    }

    private void AddText(Dictionary<string, GrammarValue> values, JsonObjectNode node, string key)
    {
        if (Optional(node, key) is { } value)
        {
            values[key] = Text(String(value));
        }
    }

    private TextValue Text(JsonStringNode node) =>
        placeholders.TryMark(node.Value, out string marked) ? new TextValue(marked) : throw new JsonFormatException("a conversation can have 1024 placeholders of different names", node.Span);

    /// <summary>A value as it is spelled, less insignificant white space.</summary>
    private string Compact(TextSpan span)
    {
        byte[] json = Encoding.UTF8.GetBytes(text.Substring(span.Start, span.Length));
        byte[] compact = new byte[json.Length];
        return Encoding.UTF8.GetString(compact, 0, JsonWhiteSpace.Remove(json, compact));
    }

    private static JsonObjectNode Structure(JsonNode node, string what)
    {
        JsonObjectNode structure = node as JsonObjectNode ?? throw Unexpected(node, what + ", which is an object");
        return structure.Repeated is { } repeated ? throw new JsonFormatException($"the field '{repeated.Key}' occurs twice", repeated.KeySpan) : structure;
    }

    private static JsonNode Required(JsonObjectNode node, string key) =>
        node[key] ?? throw new JsonFormatException($"the field '{key}' is missing here", new TextSpan(node.Span.Start, 1));

    private static JsonNode? Optional(JsonObjectNode node, string key) => node[key] is { } value and not JsonScalarNode { IsNull: true } ? value : null;

    private static string? OptionalString(JsonObjectNode node, string key) => Optional(node, key) is { } value ? String(value).Value : null;

    private static JsonStringNode String(JsonNode node) => node as JsonStringNode ?? throw Unexpected(node, "a string");

    private static JsonArrayNode Array(JsonNode node) => node as JsonArrayNode ?? throw Unexpected(node, "an array");

    private static bool Flag(JsonNode node) => node is JsonScalarNode { Text: "true" or "false" } flag ? flag.Text == "true" : throw Unexpected(node, "true or false");

    private static JsonFormatException Unexpected(JsonNode node, string expected) =>
        new($"expected {expected}, found {node.Kind}", new TextSpan(node.Span.Start, node.Depth == 0 ? node.Span.Length : 1));

    /// <summary>The order of texts by their UTF-8, which is that of their code points.</summary>
    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right);
    }
}
