using System.Text.Json;
using Harmony.Grammar;

namespace Harmony.Chat;

/// <summary>Reads the messages of a request.</summary>
internal ref partial struct ChatRequestReader
{
    // Strings that occur often, and so are not allocated anew.
    private static readonly string[] ToolTypes = ["function"];
    private static readonly string[] Roles = [.. FormatWords.Role.All, "function"];
    private static readonly string[] PartTypes = ["text", "input_text", "output_text", "refusal"];

    private ParsedMessage Message()
    {
        var message = new ParsedMessage(_fields.Offset);
        _fields.BeginMap("a message");
        while (_fields.NextMember())
        {
            ReadMember(message);
        }

        return message;
    }

    private void ReadMember(ParsedMessage message)
    {
        if (_fields.Is("role"u8))
        {
            message.Role = _fields.ReadOptionalString(Roles);
        }
        else if (_fields.Is("content"u8))
        {
            message.Content = Content();
        }
        else if (_fields.Is("tool_calls"u8))
        {
            message.ToolCalls = ToolCalls();
        }
        else if (_fields.Is("tool_call_id"u8))
        {
            message.ToolCallId = _fields.ReadOptionalString();
        }
        else if (_fields.Is("name"u8))
        {
            message.Name = _fields.ReadOptionalString();
        }
        else if (_fields.Is("reasoning"u8))
        {
            message.Reasoning = _fields.ReadOptionalString();
        }
        else if (_fields.Is("reasoning_content"u8))
        {
            message.ReasoningContent = _fields.ReadOptionalString();
        }
        else if (_fields.Is("thinking"u8))
        {
            message.Thinking = _fields.ReadOptionalString();
        }
        else if (_fields.Is("refusal"u8))
        {
            message.Refusal = _fields.ReadOptionalString();
        }
        else if (_fields.Is("function_call"u8))
        {
            message.FunctionCall = _fields.IsNull ? null : Call();
        }
        else
        {
            _fields.SkipMember();
        }
    }

    private ParsedContent Content()
    {
        if (_fields.TokenType != JsonTokenType.StartArray)
        {
            return new ParsedContent(_fields.ReadOptionalString(), null);
        }

        var parts = new List<ParsedPart>();
        while (_fields.NextItem())
        {
            parts.Add(Part());
        }

        return new ParsedContent(null, parts);
    }

    private ParsedPart Part()
    {
        int offset = _fields.Offset;
        string? type = null;
        string? text = null;
        string? refusal = null;
        _fields.BeginMap("a part");
        while (_fields.NextMember())
        {
            if (_fields.Is("type"u8))
            {
                type = _fields.ReadOptionalString(PartTypes);
            }
            else if (_fields.Is("text"u8))
            {
                text = _fields.ReadOptionalString();
            }
            else if (_fields.Is("refusal"u8))
            {
                refusal = _fields.ReadOptionalString();
            }
            else
            {
                _fields.SkipMember();
            }
        }

        return new ParsedPart(offset, type, text, refusal);
    }

    private List<ParsedCall> ToolCalls()
    {
        if (!_fields.BeginOptionalArray("tool calls"))
        {
            return ParsedCall.None;
        }

        var calls = new List<ParsedCall>();
        while (_fields.NextItem())
        {
            calls.Add(ToolCall());
        }

        return calls;
    }

    private ParsedCall ToolCall()
    {
        int offset = _fields.Offset;
        string? id = null;
        ParsedCall call = default;
        _fields.BeginMap("a tool call");
        while (_fields.NextMember())
        {
            if (_fields.Is("id"u8))
            {
                id = _fields.ReadOptionalString();
            }
            else if (_fields.Is("function"u8))
            {
                call = _fields.IsNull ? default : Call();
            }
            else
            {
                _fields.SkipMember();
            }
        }

        return call with { Offset = offset, Id = id };
    }

    private ParsedCall Call()
    {
        int offset = _fields.Offset;
        string? name = null;
        string? arguments = null;
        Range? json = null;
        _fields.BeginMap("a function");
        while (_fields.NextMember())
        {
            if (_fields.Is("name"u8))
            {
                name = _fields.ReadOptionalString();
            }
            else if (_fields.Is("arguments"u8))
            {
                (arguments, json) = Arguments();
            }
            else
            {
                _fields.SkipMember();
            }
        }

        return new ParsedCall(offset, Id: null, name, arguments, json);
    }

    private (string? Text, Range? Json) Arguments()
    {
        if (_fields.TokenType is JsonTokenType.String or JsonTokenType.Null)
        {
            return (_fields.ReadOptionalString(), null);
        }

        int start = _fields.Offset;
        return (null, start.._fields.SkipValue());
    }
}
