using System.Text.Json;

namespace Harmony.Chat;

/// <summary>Reads the messages of a request.</summary>
internal ref partial struct ChatRequestReader
{
    private static readonly string[] MessageMembers =
        ["role", "content", "tool_calls", "tool_call_id", "name", "reasoning", "reasoning_content", "thinking", "refusal", "function_call"];

    private static readonly string[] PartMembers = ["type", "text", "refusal"];
    private static readonly string[] ToolCallMembers = ["id", "function"];
    private static readonly string[] CallMembers = ["name", "arguments"];

    private static readonly string[] Roles = ["user", "assistant", "tool", "system", "developer", "function"];
    private static readonly string[] PartTypes = ["text", "input_text", "output_text", "refusal"];

    private ParsedMessage Message()
    {
        var message = new ParsedMessage(_fields.Offset);
        _fields.BeginMap("a message");
        while (_fields.NextMember(MessageMembers, out int member))
        {
            ReadMember(message, member);
        }

        return message;
    }

    private void ReadMember(ParsedMessage message, int member)
    {
        switch (member)
        {
            case 0:
                message.Role = _fields.ReadOptionalString(Roles);
                break;
            case 1:
                message.Content = Content();
                break;
            case 2:
                message.ToolCalls = ToolCalls();
                break;
            case 3:
                message.ToolCallId = _fields.ReadOptionalString();
                break;
            case 4:
                message.Name = _fields.ReadOptionalString();
                break;
            case 5:
                message.Reasoning = _fields.ReadOptionalString();
                break;
            case 6:
                message.ReasoningContent = _fields.ReadOptionalString();
                break;
            case 7:
                message.Thinking = _fields.ReadOptionalString();
                break;
            case 8:
                message.Refusal = _fields.ReadOptionalString();
                break;
            case 9:
                message.FunctionCall = _fields.IsNull ? null : Call();
                break;
            default:
                _fields.SkipValue();
                break;
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
        while (_fields.NextMember(PartMembers, out int member))
        {
            switch (member)
            {
                case 0:
                    type = _fields.ReadOptionalString(PartTypes);
                    break;
                case 1:
                    text = _fields.ReadOptionalString();
                    break;
                case 2:
                    refusal = _fields.ReadOptionalString();
                    break;
                default:
                    _fields.SkipValue();
                    break;
            }
        }

        return new ParsedPart(offset, type, text, refusal);
    }

    private List<ParsedCall> ToolCalls()
    {
        if (_fields.IsNull)
        {
            return ParsedCall.None;
        }

        var calls = new List<ParsedCall>();
        _fields.BeginArray("tool calls");
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
        while (_fields.NextMember(ToolCallMembers, out int member))
        {
            switch (member)
            {
                case 0:
                    id = _fields.ReadOptionalString();
                    break;
                case 1:
                    call = _fields.IsNull ? default : Call();
                    break;
                default:
                    _fields.SkipValue();
                    break;
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
        while (_fields.NextMember(CallMembers, out int member))
        {
            switch (member)
            {
                case 0:
                    name = _fields.ReadOptionalString();
                    break;
                case 1:
                    (arguments, json) = Arguments();
                    break;
                default:
                    _fields.SkipValue();
                    break;
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
