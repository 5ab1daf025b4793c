using System.Text;
using System.Text.Json;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Json;

namespace Harmony.Chat;

/// <summary>
/// The rules of vllm-mlx's renderer, listed at the end of tests/data/chat-rules.md. It refuses nothing that has the right
/// JSON types: what it does not know it leaves out.
/// </summary>
/// <param name="json">The request, for the arguments of calls.</param>
/// <param name="options">What the host adds.</param>
internal readonly ref struct VllmMlxChatRules(ReadOnlySpan<byte> json, ChatRequestOptions options)
{
    private const string UnknownName = "unknown";
    private const string NoArguments = "{}";

    private readonly ReadOnlySpan<byte> _json = json;
    private readonly Dictionary<string, string> _callNames = [];
    private readonly Conversation _conversation = [];

    public ChatRequest Apply(ParsedChatRequest request)
    {
        // System and developer messages come before all others, the system's first.
        if (!AddVerbatim(request.Messages!, "system", Role.System))
        {
            _conversation.Add(Message.System(options.SystemContent(Effort(request.EffectiveReasoningEffort.Text))));
        }

        // With a developer message there are no tools.
        if (!AddVerbatim(request.Messages!, "developer", Role.Developer) && Tools(request.EffectiveTools) is { Count: > 0 } tools)
        {
            _conversation.Add(Message.Developer(new DeveloperContent { Tools = [ToolNamespace.Functions(tools)] }));
        }

        foreach (ParsedMessage message in request.Messages!)
        {
            AddTurn(message);
        }

        return new ChatRequest(_conversation, request.Settings with { MaxTokens = request.MaxCompletionTokens ?? request.MaxTokens });
    }

    private bool AddVerbatim(List<ParsedMessage> messages, string name, Role role)
    {
        int before = _conversation.Count;
        foreach (ParsedMessage message in messages)
        {
            if (message.Role == name)
            {
                _conversation.Add(new Message(new Author(role), new TextPart(Text(message.Content))));
            }
        }

        return _conversation.Count > before;
    }

    // An effort that it does not know is medium.
    private static ReasoningLevel Effort(string? effort) => effort switch
    {
        "low" => ReasoningLevel.Low,
        "high" => ReasoningLevel.High,
        _ => ReasoningLevel.Medium,
    };

    // Nameless tools are left out; missing parameters are an empty schema.
    private static List<ToolDescription> Tools(List<ParsedTool> parsed)
    {
        var tools = new List<ToolDescription>(parsed.Count);
        foreach (ParsedTool tool in parsed)
        {
            if (tool.Function.Name is { Length: > 0 } name)
            {
                tools.Add(new ToolDescription(name, tool.Function.Description ?? "", tool.Function.Parameters ?? ToolParameters.Parse("{}"u8)));
            }
        }

        return tools;
    }

    private void AddTurn(ParsedMessage message)
    {
        switch (message.Role)
        {
            case "user":
                _conversation.Add(Message.User(Text(message.Content)));
                break;
            case "assistant" when message.ToolCalls.Count > 0:
                AddCalls(message);
                break;
            case "assistant" when Text(message.Content) is { Length: > 0 } content:
                _conversation.Add(Message.Assistant(content));
                break;
            case "tool":
                AddToolResult(message);
                break;
        }
    }

    // Reasoning only before calls, and beside calls no content.
    private void AddCalls(ParsedMessage message)
    {
        string? reasoning = message.Thinking is { Length: > 0 } thinking ? thinking : message.ReasoningContent;
        if (reasoning is { Length: > 0 })
        {
            _conversation.Add(Message.Assistant(reasoning, Channels.Analysis));
        }

        foreach (ParsedCall call in message.ToolCalls)
        {
            string name = UnknownName;
            if (call.Name is { Length: > 0 } given)
            {
                name = given;
                if (call.Id is { Length: > 0 } id)
                {
                    _callNames[id] = name;
                }
            }

            // A prefix that is already there is doubled.
            _conversation.Add(Message.ToolCall(FormatWords.FunctionsPrefix + name, Arguments(call), FormatWords.Json));
        }
    }

    // A string as it is; anything else as Python writes it, with a space after commas and colons.
    private string Arguments(ParsedCall call)
    {
        if (call.Json is not { } range)
        {
            return call.Arguments ?? NoArguments;
        }

        try
        {
            var fields = new JsonFieldReader(_json[range]);
            fields.ReadFirst();
            return fields.ReadAnyValueSpaced();
        }
        catch (JsonException error)
        {
            throw JsonLocation.Error($"the arguments cannot be written: {error.Message}", _json, call.Offset, error);
        }
    }

    // The message's own name comes before the call's.
    private void AddToolResult(ParsedMessage message)
    {
        string name = message.Name is { Length: > 0 } own ? own : _callNames.GetValueOrDefault(message.ToolCallId ?? "", UnknownName);
        _conversation.Add(Message.ToolResult(ToolName.ToRecipient(name), Text(message.Content)));
    }

    // Parts other than text are left out.
    private static string Text(ParsedContent content)
    {
        if (content.Parts is null)
        {
            return content.Text ?? "";
        }

        var joined = new StringBuilder();
        string separator = "";
        foreach (ParsedPart part in content.Parts)
        {
            if (part.Type == "text")
            {
                joined.Append(separator).Append(part.Text);
                separator = "\n";
            }
        }

        return joined.ToString();
    }
}
