using System.Text;
using System.Text.Json;
using Harmony.Constraints;
using Harmony.Conversations;
using Harmony.Json;

namespace Harmony.Chat;

/// <summary>The default profile. The numbers are those of tests/data/chat-rules.md.</summary>
/// <param name="json">The request, for the bytes of arguments and for the places of errors.</param>
/// <param name="options">What the host says.</param>
internal readonly ref struct DefaultChatRules(ReadOnlySpan<byte> json, ChatRequestOptions options)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private readonly ChatHistory _history = new() { KeepAnalysis = options.KeepAnalysis };

    public ChatRequest Apply(ParsedChatRequest request)
    {
        ChatSettings settings = request.Settings with
        {
            MaxTokens = request.MaxCompletionTokens ?? request.MaxTokens,
            ToolChoice = Choice(request.EffectiveToolChoice),
            ToolName = request.EffectiveToolChoice?.Function,
            ResponseFormat = ResponseFormat(request.ResponseFormat),
        };

        // 1: the default system content with the effort, and what the host adds.
        _history.System = options.SystemContent(Effort(request.EffectiveReasoningEffort));
        ToolDescription[] tools = Tools(request.EffectiveTools);
        _history.Tools = tools.Length == 0 || settings.ToolChoice == ToolChoice.None ? [] : [ToolNamespace.Functions(tools)];
        _history.ResponseFormat = settings.ResponseFormat;
        foreach (ParsedMessage message in request.Messages!)
        {
            AddMessage(message);
        }

        return new ChatRequest(_history.ToConversation(), settings);
    }

    private ReasoningLevel Effort(ParsedString effort) => effort.Text switch
    {
        null or "medium" => ReasoningLevel.Medium,
        "low" or "minimal" or "none" => ReasoningLevel.Low,
        "high" => ReasoningLevel.High,
        _ => throw Error($"'{effort.Text}' is not a reasoning effort: use none, minimal, low, medium or high", effort.Offset),
    };

    private ToolChoice Choice(ParsedToolChoice? choice) => choice switch
    {
        null or { Word: "auto" } => ToolChoice.Auto,
        { Word: "none" } => ToolChoice.None,
        { Word: "required" } => ToolChoice.Required,
        { Word: { } word, Offset: var offset } => throw Error($"'{word}' is not a tool choice: use none, auto, required or a function", offset),
        { Type: { } type and not "function", Offset: var offset } => throw Error($"a tool choice of type '{type}' is not supported: use none, auto, required or a function", offset),
        { Function.Length: > 0 } => ToolChoice.Required,
        { Offset: var offset } => throw Error("a tool choice needs the name of its function", offset),
    };

    // 2: the tools as functions.
    private ToolDescription[] Tools(List<ParsedTool> parsed)
    {
        var tools = new ToolDescription[parsed.Count];
        var names = new HashSet<string>(parsed.Count, StringComparer.Ordinal);
        for (int i = 0; i < tools.Length; i++)
        {
            ParsedTool tool = parsed[i];
            if (tool.Type is not (null or "function"))
            {
                throw Error($"a tool of type '{tool.Type}' is not supported: only 'function' is", tool.Offset);
            }

            // 10: no tool without a name.
            string name = tool.Function.Name is { Length: > 0 } given ? given : throw Error("a tool needs the name of its function", tool.Offset);
            if (!names.Add(name))
            {
                throw Error($"another tool has the name '{name}'", tool.Offset);
            }

            tools[i] = new ToolDescription(name, tool.Function.Description ?? "", tool.Function.Parameters);
        }

        return tools;
    }

    // 11: a schema needs a name and itself. llama.cpp has a schema in json_object, which needs no name.
    private ResponseFormat? ResponseFormat(ParsedResponseFormat? format) => format?.Type switch
    {
        null when format is null => null,
        null => throw Error("a response format needs the field 'type'", format!.Offset),
        "text" => null,
        "json_object" => format!.Schema is { } schema && format.Name is null
            ? new ResponseFormat(ChatSettings.AnyJsonObject.Name, schema)
            : ChatSettings.AnyJsonObject,
        "json_schema" => format is { Name.Length: > 0, Schema: not null }
            ? new ResponseFormat(format.Name, format.Schema, format.Description)
            : throw Error("a response format of type 'json_schema' needs a name and a schema", format!.Offset),
        _ => throw Error($"a response format of type '{format.Type}' is not supported: use text, json_object or json_schema", format.Offset),
    };

    private void AddMessage(ParsedMessage message)
    {
        switch (message.Role)
        {
            case "user": // 5
                _history.AddUser(Text(message.Content));
                break;
            case "assistant":
                AddAssistant(message);
                break;
            case "tool" or "function":
                AddToolResult(message);
                break;
            case "system" or "developer": // 2 and 3
                _history.AddInstructions(Text(message.Content));
                break;
            default: // 10
                throw Error(message.Role is null ? "a message needs the field 'role'" : $"unknown role '{message.Role}'", message.Offset);
        }
    }

    // 6: reasoning, then content, then calls.
    private void AddAssistant(ParsedMessage message)
    {
        _history.BeginTurn();
        bool hasCalls = message.ToolCalls.Count > 0 || message.FunctionCall is not null;
        _history.AddReasoning(FirstFilled(message.Reasoning, message.ReasoningContent, message.Thinking) ?? "");
        _history.AddContent(FirstFilled(Text(message.Content), message.Refusal) ?? "", hasCalls);
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
        _history.AddCall(call.Id, name, call.Arguments ?? (call.Json is { } json ? Encoding.UTF8.GetString(_json[json]) : null));
    }

    // 7: a result is its function's, found by the call's id or else by name.
    private void AddToolResult(ParsedMessage message)
    {
        if (!_history.TryAddResult(message.ToolCallId, message.Name, Text(message.Content)))
        {
            throw Error(
                message.ToolCallId is null
                    ? "a tool's message needs the id of its call, or a name"
                    : $"no earlier call has the id '{message.ToolCallId}', and there is no name",
                message.Offset);
        }
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

    private static string? FirstFilled(string? first, string? second, string? third = null) =>
        first is { Length: > 0 } ? first : second is { Length: > 0 } ? second : third is { Length: > 0 } ? third : null;

    private JsonException Error(string message, int offset) => JsonLocation.Error(message, _json, offset);
}
