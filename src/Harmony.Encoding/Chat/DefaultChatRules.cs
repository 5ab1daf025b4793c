using System.Text;
using System.Text.Json;
using Harmony.Conversations;
using Harmony.Json;

namespace Harmony.Chat;

/// <summary>The default profile. The numbers are those of tests/data/chat-rules.md.</summary>
/// <param name="json">The request, for the bytes of arguments and for the places of errors.</param>
/// <param name="options">What the host says.</param>
internal readonly ref struct DefaultChatRules(ReadOnlySpan<byte> json, ChatRequestOptions options)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private readonly ToolCallNames _callNames = new();
    private readonly List<Message> _messages = [];

    public Conversation Apply(ParsedChatRequest request)
    {
        List<ParsedMessage> messages = request.Messages;
        _messages.Add(Message.System(options.SystemContent(Effort(request.ReasoningEffort))));
        int turn = AddDeveloper(request);
        for (; turn < messages.Count; turn++)
        {
            AddTurn(messages[turn]);
        }

        return WithoutEarlierAnalysis();
    }

    // 1: the default system content with the effort, and what the host adds.
    private ReasoningLevel Effort(ParsedString effort) => effort.Text switch
    {
        null or "medium" => ReasoningLevel.Medium,
        "low" or "minimal" or "none" => ReasoningLevel.Low,
        "high" => ReasoningLevel.High,
        _ => throw Error($"'{effort.Text}' is no reasoning effort: none, minimal, low, medium or high", effort.Offset),
    };

    // 2: the leading system and developer messages, the tools and (11) the response format, as one message.
    private int AddDeveloper(ParsedChatRequest request)
    {
        int turn = 0;
        var instructions = new StringBuilder();
        for (; turn < request.Messages.Count && request.Messages[turn].Role is "system" or "developer"; turn++)
        {
            string text = Text(request.Messages[turn].Content);
            instructions.Append(instructions.Length > 0 && text.Length > 0 ? "\n\n" : "").Append(text);
        }

        ToolDescription[] tools = request.ForbidsTools ? [] : Tools(request.Tools);
        ResponseFormat? format = request.ResponseFormat is { Type: "json_schema" } parsed ? ResponseFormat(parsed) : null;
        if (instructions.Length > 0 || tools.Length > 0 || format is not null)
        {
            _messages.Add(Message.Developer(new DeveloperContent
            {
                Instructions = instructions.Length > 0 ? instructions.ToString() : null,
                Tools = tools.Length > 0 ? [ToolNamespace.Functions(tools)] : [],
                ResponseFormat = format,
            }));
        }

        return turn;
    }

    private ToolDescription[] Tools(List<ParsedTool> parsed)
    {
        var tools = new ToolDescription[parsed.Count];
        for (int i = 0; i < tools.Length; i++)
        {
            ParsedTool tool = parsed[i];
            if (tool.Type is not (null or "function"))
            {
                throw Error($"a tool of type '{tool.Type}' is not supported: only 'function' is", tool.Offset);
            }

            // 10: no tool without a name.
            string name = tool.Function.Name is { Length: > 0 } given ? given : throw Error("a tool needs the name of its function", tool.Offset);
            tools[i] = new ToolDescription(name, tool.Function.Description ?? "", tool.Function.Parameters);
        }

        return tools;
    }

    // 11: a form needs a name and a schema.
    private ResponseFormat ResponseFormat(ParsedResponseFormat format) => format is { Name.Length: > 0, Schema: not null }
        ? new ResponseFormat(format.Name, format.Schema, format.Description)
        : throw Error("a response format of type 'json_schema' needs a name and a schema", format.Offset);

    private void AddTurn(ParsedMessage message)
    {
        switch (message.Role)
        {
            case "user": // 5
                _messages.Add(Message.User(Text(message.Content)));
                break;
            case "assistant":
                AddAssistant(message);
                break;
            case "tool" or "function":
                AddToolResult(message);
                break;
            case "system" or "developer": // 3: a later one stays where it is.
                _messages.Add(Message.Developer(Text(message.Content)));
                break;
            default: // 10
                throw Error(message.Role is null ? "a message needs the field 'role'" : $"unknown role '{message.Role}'", message.Offset);
        }
    }

    // 6: reasoning, then content, then calls.
    private void AddAssistant(ParsedMessage message)
    {
        bool hasCalls = message.ToolCalls.Count > 0 || message.FunctionCall is not null;
        if (FirstFilled(message.Reasoning, message.ReasoningContent, message.Thinking) is { } reasoning)
        {
            _messages.Add(Message.Assistant(reasoning, Channels.Analysis));
        }

        if (FirstFilled(Text(message.Content), message.Refusal) is { } content)
        {
            _messages.Add(Message.Assistant(content, hasCalls ? Channels.Commentary : Channels.Final));
        }

        foreach (ParsedCall call in message.ToolCalls)
        {
            AddCall(call);
        }

        if (message.FunctionCall is { } legacyCall)
        {
            AddCall(legacyCall);
        }
    }

    private void AddCall(ParsedCall call)
    {
        // 10: no call without a name.
        string name = call.Name is { Length: > 0 } given ? given : throw Error("a call needs the name of its function", call.Offset);
        _callNames.Add(call.Id, name);
        string arguments = call.Arguments ?? (call.Json is { } json ? Encoding.UTF8.GetString(_json[json]) : ParsedCall.NoArguments);
        _messages.Add(Message.ToolCall(ToolCallNames.Qualify(name), arguments, ParsedCall.ContentType));
    }

    // 7: a result is its function's, found by the call's id or else by name.
    private void AddToolResult(ParsedMessage message)
    {
        string? name = FirstFilled(_callNames.Find(message.ToolCallId), message.Name);
        if (name is null)
        {
            throw Error(
                message.ToolCallId is null
                    ? "a tool's message needs the id of its call, or a name"
                    : $"no earlier call has the id '{message.ToolCallId}', and there is no name",
                message.Offset);
        }

        _messages.Add(Message.ToolResult(ToolCallNames.Qualify(name), Text(message.Content)));
    }

    // 4: a text, or the texts of parts, joined by line breaks.
    private string Text(ParsedContent content)
    {
        if (content.Parts is not { } parts)
        {
            return content.Text ?? "";
        }

        if (parts.Count == 1)
        {
            return Text(parts[0]);
        }

        var joined = new StringBuilder();
        for (int i = 0; i < parts.Count; i++)
        {
            joined.Append(i == 0 ? "" : "\n").Append(Text(parts[i]));
        }

        return joined.ToString();
    }

    private string Text(ParsedPart part) => part.Type switch
    {
        "text" or "input_text" or "output_text" => part.Text ?? throw Error($"a part of type '{part.Type}' needs the field 'text'", part.Offset),
        "refusal" => part.Refusal ?? throw Error("a part of type 'refusal' needs the field 'refusal'", part.Offset),
        null => throw Error("a part needs the field 'type'", part.Offset),
        _ => throw Error($"a part of type '{part.Type}' is not supported", part.Offset),
    };

    // 8: analysis before the last final message is left out.
    private Conversation WithoutEarlierAnalysis()
    {
        int lastFinal = options.KeepAnalysis ? -1 : _messages.FindLastIndex(static message => message.Channel == Channels.Final);
        var conversation = new Conversation();
        for (int i = 0; i < _messages.Count; i++)
        {
            if (i > lastFinal || _messages[i].Channel != Channels.Analysis)
            {
                conversation.Add(_messages[i]);
            }
        }

        return conversation;
    }

    private static string? FirstFilled(string? first, string? second, string? third = null) =>
        first is { Length: > 0 } ? first : second is { Length: > 0 } ? second : third is { Length: > 0 } ? third : null;

    private JsonException Error(string message, int offset) => JsonLocation.Error(message, _json, offset);
}
