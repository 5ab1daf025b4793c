using System.Text.Json;
using Harmony.Conversations;
using Harmony.Json;

namespace Harmony.Chat;

/// <summary>Reads a chat request's JSON in one pass. It knows JSON types, and no rule of any profile.</summary>
internal ref partial struct ChatRequestReader
{
    private static readonly string[] RequestMembers = ["messages", "tools", "tool_choice", "reasoning_effort", "response_format"];
    private static readonly string[] ToolMembers = ["function", "type"];
    private static readonly string[] FunctionMembers = ["name", "description", "parameters"];
    private static readonly string[] ResponseFormatMembers = ["type", "json_schema"];
    private static readonly string[] JsonSchemaMembers = ["name", "description", "schema"];

    /// <summary>Strings that come again and again, so that they are not made each time.</summary>
    private static readonly string[] ToolTypes = ["function"];

    private JsonFieldReader _fields;

    private ChatRequestReader(ReadOnlySpan<byte> json) => _fields = new JsonFieldReader(json);

    public static ParsedChatRequest Read(ReadOnlySpan<byte> json)
    {
        var reader = new ChatRequestReader(json);
        try
        {
            reader._fields.ReadFirst();
            ParsedChatRequest request = reader.Request();
            reader._fields.ReadEnd();
            return request;
        }
        catch (JsonException error) when (error.Path is null)
        {
            throw reader._fields.Located(error);
        }
    }

    private ParsedChatRequest Request()
    {
        var request = new ParsedChatRequest();
        FieldCursor cursor = _fields.BeginObject(RequestMembers, "a request");
        bool hasMessages = false;
        while (_fields.NextMember(RequestMembers, out int member))
        {
            switch (member)
            {
                case 0:
                    request.Messages = Messages();
                    hasMessages = true;
                    break;
                case 1:
                    request.Tools = Tools();
                    break;
                case 2:
                    request.ForbidsTools = ForbidsTools();
                    break;
                case 3:
                    request.ReasoningEffort = new ParsedString(_fields.ReadOptionalString(), _fields.Offset);
                    break;
                case 4:
                    request.ResponseFormat = _fields.IsNull ? null : ResponseFormat();
                    break;
                default:
                    _fields.SkipValue();
                    break;
            }
        }

        _fields.Require(hasMessages, cursor, 0);
        return request;
    }

    private List<ParsedMessage> Messages()
    {
        var messages = new List<ParsedMessage>();
        _fields.BeginArray("messages");
        while (_fields.NextItem())
        {
            messages.Add(Message());
        }

        return messages;
    }

    private List<ParsedTool> Tools()
    {
        var tools = new List<ParsedTool>();
        if (_fields.IsNull)
        {
            return tools;
        }

        _fields.BeginArray("tools");
        while (_fields.NextItem())
        {
            tools.Add(Tool());
        }

        return tools;
    }

    private ParsedTool Tool()
    {
        int offset = _fields.Offset;
        string? type = null;
        ParsedFunction function = default;
        _fields.BeginMap("a tool");
        while (_fields.NextMember(ToolMembers, out int member))
        {
            switch (member)
            {
                case 0:
                    function = _fields.IsNull ? default : Function();
                    break;
                case 1:
                    type = _fields.ReadOptionalString(ToolTypes);
                    break;
                default:
                    _fields.SkipValue();
                    break;
            }
        }

        return new ParsedTool(offset, type, function);
    }

    private ParsedFunction Function()
    {
        string? name = null;
        string? description = null;
        ToolParameters? parameters = null;
        _fields.BeginMap("a function");
        while (_fields.NextMember(FunctionMembers, out int member))
        {
            switch (member)
            {
                case 0:
                    name = _fields.ReadOptionalString();
                    break;
                case 1:
                    description = _fields.ReadOptionalString();
                    break;
                case 2:
                    parameters = _fields.IsNull ? null : ToolParameters.FromChecked(_fields.ReadSchemaValue());
                    break;
                default:
                    _fields.SkipValue();
                    break;
            }
        }

        return new ParsedFunction(name, description, parameters);
    }

    /// <summary>A choice is a word, or an object that names a tool, of which a prompt says nothing.</summary>
    private bool ForbidsTools()
    {
        if (_fields.TokenType is JsonTokenType.StartObject or JsonTokenType.Null)
        {
            _fields.SkipValue();
            return false;
        }

        return _fields.ReadString() == "none";
    }

    private ParsedResponseFormat ResponseFormat()
    {
        int offset = _fields.Offset;
        string? type = null;
        ParsedResponseFormat format = new(offset, null, null, null, null);
        _fields.BeginMap("a response format");
        while (_fields.NextMember(ResponseFormatMembers, out int member))
        {
            switch (member)
            {
                case 0:
                    type = _fields.ReadOptionalString();
                    break;
                case 1:
                    format = _fields.IsNull ? new(offset, null, null, null, null) : JsonSchema();
                    break;
                default:
                    _fields.SkipValue();
                    break;
            }
        }

        return format with { Type = type };
    }

    private ParsedResponseFormat JsonSchema()
    {
        int offset = _fields.Offset;
        string? name = null;
        string? description = null;
        string? schema = null;
        _fields.BeginMap("a JSON schema format");
        while (_fields.NextMember(JsonSchemaMembers, out int member))
        {
            switch (member)
            {
                case 0:
                    name = _fields.ReadOptionalString();
                    break;
                case 1:
                    description = _fields.ReadOptionalString();
                    break;
                case 2:
                    schema = _fields.IsNull ? null : _fields.ReadSchema();
                    break;
                default:
                    _fields.SkipValue();
                    break;
            }
        }

        return new ParsedResponseFormat(offset, null, name, description, schema);
    }
}
