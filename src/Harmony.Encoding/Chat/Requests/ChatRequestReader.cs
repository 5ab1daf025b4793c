using System.Text.Json;
using Harmony.Conversations;
using Harmony.Json;

namespace Harmony.Chat;

/// <summary>Reads a chat request's JSON in one pass. It knows JSON types and ranges, and no rule of any profile.</summary>
internal ref partial struct ChatRequestReader
{
    private JsonFieldReader _fields;
    private readonly ParsedChatRequest _request = new();

    private ChatRequestReader(ReadOnlySpan<byte> json) => _fields = new JsonFieldReader(json);

    public static ParsedChatRequest Read(ReadOnlySpan<byte> json)
    {
        var reader = new ChatRequestReader(json);
        try
        {
            reader._fields.ReadFirst();
            reader.ReadRequest();
            reader._fields.ReadEnd();
            return reader._request;
        }
        catch (JsonException error) when (error.Path is null)
        {
            throw reader._fields.Located(error);
        }
    }

    private void ReadRequest()
    {
        int offset = _fields.Offset;
        _fields.BeginMap("a request");
        while (_fields.NextMember())
        {
            if (!ReadConversationMember() && !ReadSamplingMember() && !ReadAnswerMember() && !ReadLegacyMember())
            {
                ReadOtherMember();
            }
        }

        if (_request.Messages is null)
        {
            throw _fields.Error("a request needs the field 'messages'", offset);
        }
    }

    /// <summary>Reads a member that the prompt is made of.</summary>
    private bool ReadConversationMember()
    {
        if (_fields.Is("messages"u8))
        {
            _request.Messages = Messages();
        }
        else if (_fields.Is("tools"u8))
        {
            _request.Tools = Tools();
        }
        else if (_fields.Is("tool_choice"u8))
        {
            _request.ToolChoice = ToolChoice();
        }
        else if (_fields.Is("reasoning_effort"u8))
        {
            _request.ReasoningEffort = new ParsedString(_fields.ReadOptionalString(), _fields.Offset);
        }
        else if (_fields.Is("response_format"u8))
        {
            _request.ResponseFormat = ResponseFormat();
        }
        else
        {
            return false;
        }

        return true;
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

    private List<ParsedTool>? Tools()
    {
        if (!_fields.BeginOptionalArray("tools"))
        {
            return null;
        }

        var tools = new List<ParsedTool>();
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
        while (_fields.NextMember())
        {
            if (_fields.Is("function"u8))
            {
                function = Function();
            }
            else if (_fields.Is("type"u8))
            {
                type = _fields.ReadOptionalString(ToolTypes);
            }
            else
            {
                _fields.SkipMember();
            }
        }

        return new ParsedTool(offset, type, function);
    }

    private ParsedFunction Function()
    {
        string? name = null;
        string? description = null;
        ToolParameters? parameters = null;
        if (!_fields.BeginOptionalMap("a function"))
        {
            return default;
        }

        while (_fields.NextMember())
        {
            if (_fields.Is("name"u8))
            {
                name = _fields.ReadOptionalString();
            }
            else if (_fields.Is("description"u8))
            {
                description = _fields.ReadOptionalString();
            }
            else if (_fields.Is("parameters"u8))
            {
                parameters = _fields.IsNull ? null : ToolParameters.FromChecked(_fields.ReadSchemaValue());
            }
            else
            {
                _fields.SkipMember();
            }
        }

        return new ParsedFunction(name, description, parameters);
    }

    /// <summary>Reads a choice: a word, or an object that names a function.</summary>
    private ParsedToolChoice? ToolChoice()
    {
        int offset = _fields.Offset;
        if (_fields.TokenType != JsonTokenType.StartObject)
        {
            return _fields.IsNull ? null : new ParsedToolChoice(offset, _fields.ReadString(), null, null);
        }

        string? type = null;
        string? function = null;
        while (_fields.NextMember())
        {
            if (_fields.Is("type"u8))
            {
                type = _fields.ReadOptionalString(ToolTypes);
            }
            else if (_fields.Is("function"u8))
            {
                function = FunctionName();
            }
            else
            {
                _fields.SkipMember();
            }
        }

        return new ParsedToolChoice(offset, null, type, function);
    }

    private string? FunctionName()
    {
        string? name = null;
        if (_fields.BeginOptionalMap("a function"))
        {
            while (_fields.NextMember())
            {
                if (_fields.Is("name"u8))
                {
                    name = _fields.ReadOptionalString();
                }
                else
                {
                    _fields.SkipMember();
                }
            }
        }

        return name;
    }

    private ParsedResponseFormat? ResponseFormat()
    {
        int offset = _fields.Offset;
        string? type = null;
        string? schema = null;
        ParsedResponseFormat? named = null;
        if (!_fields.BeginOptionalMap("a response format"))
        {
            return null;
        }

        while (_fields.NextMember())
        {
            if (_fields.Is("type"u8))
            {
                type = _fields.ReadOptionalString();
            }
            else if (_fields.Is("json_schema"u8))
            {
                named = JsonSchema();
            }
            else if (_fields.Is("schema"u8))
            {
                schema = _fields.IsNull ? null : _fields.ReadSchema();
            }
            else
            {
                _fields.SkipMember();
            }
        }

        return named is null ? new ParsedResponseFormat(offset, type, null, null, schema) : named with { Type = type };
    }

    private ParsedResponseFormat? JsonSchema()
    {
        int offset = _fields.Offset;
        string? name = null;
        string? description = null;
        string? schema = null;
        if (!_fields.BeginOptionalMap("a JSON schema format"))
        {
            return null;
        }

        while (_fields.NextMember())
        {
            if (_fields.Is("name"u8))
            {
                name = _fields.ReadOptionalString();
            }
            else if (_fields.Is("description"u8))
            {
                description = _fields.ReadOptionalString();
            }
            else if (_fields.Is("schema"u8))
            {
                schema = _fields.IsNull ? null : _fields.ReadSchema();
            }
            else
            {
                _fields.SkipMember();
            }
        }

        return new ParsedResponseFormat(offset, null, name, description, schema);
    }
}
