using System.Text;
using Harmony.Chat;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Parsing;
using Microsoft.Extensions.AI;

namespace Harmony.ChatClient;

/// <summary>Adds chat messages to a <see cref="ChatHistory"/>, whose rules make the conversation.</summary>
/// <remarks>A content that the model wrote is rendered as the ids that it wrote, if it comes back unchanged with its
/// <see cref="AIContent.RawRepresentation"/>: the engine then need not read it again.</remarks>
internal sealed class ConversationBuilder(ToolDeclarations tools, bool keepsAnalysis)
{
    private readonly ChatHistory _history = new() { Tools = tools.Namespaces, KeepAnalysis = keepsAnalysis };

    /// <summary>Builds the conversation.</summary>
    /// <param name="system">The system message's content.</param>
    /// <param name="instructions">The request's own instructions, or null.</param>
    /// <param name="format">The form of the answer, or null.</param>
    /// <param name="messages">The messages.</param>
    /// <exception cref="EngineException">A message has no form in the format.</exception>
    public Conversation Build(SystemContent system, string? instructions, ResponseFormat? format, IReadOnlyList<ChatMessage> messages)
    {
        RefuseNull(messages);
        _history.System = system;
        _history.ResponseFormat = format;
        _history.AddInstructions(instructions ?? "");
        for (int i = 0; i < messages.Count; i++)
        {
            AddMessage(messages[i], $"messages[{i}]");
        }

        return _history.ToConversation();
    }

    private static void RefuseNull(IReadOnlyList<ChatMessage?> messages)
    {
        for (int i = 0; i < messages.Count; i++)
        {
            int content = -1;
            if (messages[i] is { } message && (content = message.Contents.IndexOf(null!)) < 0)
            {
                continue;
            }

            string place = content < 0 ? $"messages[{i}]" : $"messages[{i}].contents[{content}]";
            throw new EngineException(EngineError.BadRequest, $"{place} is null: remove it.");
        }
    }

    private void AddMessage(ChatMessage message, string place)
    {
        if (message.Role == ChatRole.System || message.Role.Value == "developer")
        {
            _history.AddInstructions(PlainText(message, place));
        }
        else if (message.Role == ChatRole.User)
        {
            AddUser(message, place);
        }
        else if (message.Role == ChatRole.Assistant)
        {
            AddAssistant(message, place);
        }
        else if (message.Role == ChatRole.Tool)
        {
            AddResults(message, place);
        }
        else
        {
            throw new EngineException(EngineError.BadRequest, $"{place}: unknown role '{message.Role}': use system, developer, user, assistant or tool.");
        }
    }

    /// <summary>Adds a user's text. Some services put results of functions into a user's message as well.</summary>
    private void AddUser(ChatMessage message, string place)
    {
        AddResults(message, place, allowsOthers: true);
        string text = PlainText(message, place, allowsResults: true);
        if (text.Length > 0 || !HasResult(message))
        {
            _history.AddUser(text);
        }
    }

    private void AddResults(ChatMessage message, string place, bool allowsOthers = false)
    {
        for (int i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is FunctionResultContent result)
            {
                AddResult(result, $"{place}.contents[{i}]");
            }
            else if (!allowsOthers)
            {
                throw Refuse(message.Contents[i], $"{place}.contents[{i}]", "A tool's message has results of functions (FunctionResultContent)");
            }
        }
    }

    private void AddResult(FunctionResultContent result, string place)
    {
        string recipient = _history.FindRecipient(result.CallId) ?? throw new EngineException(
            EngineError.BadRequest, $"{place}: no earlier call has the id '{result.CallId}': the messages need the one with the call.");
        try
        {
            _history.TryAddResult(result.CallId, recipient, CallArguments.ResultText(result));
        }
        catch (NotSupportedException exception)
        {
            throw new EngineException(EngineError.Unsupported, $"{place}: the result of {recipient} cannot be written as text: {exception.Message}", exception);
        }
    }

    private void AddAssistant(ChatMessage message, string place)
    {
        _history.BeginTurn();
        IList<AIContent> contents = message.Contents;
        bool hasCalls = HasCall(message);
        for (int i = 0; i < contents.Count; i++)
        {
            switch (contents[i])
            {
                case TextReasoningContent:
                    i = AddText(contents, i, _history.AddReasoning, static content => (content as TextReasoningContent)?.Text);
                    break;
                case TextContent:
                    i = AddText(contents, i, text => _history.AddContent(text, hasCalls), static content => (content as TextContent)?.Text);
                    break;
                case FunctionCallContent call:
                    AddCall(call, $"{place}.contents[{i}]");
                    break;
                case FunctionResultContent result:
                    AddResult(result, $"{place}.contents[{i}]");
                    break;
                case UsageContent:
                    break;
                default:
                    throw Refuse(contents[i], $"{place}.contents[{i}]", "An assistant's message has text, reasoning, calls of functions and their results");
            }
        }
    }

    /// <summary>Adds a text: a message that the model wrote, or else all adjacent contents of one kind, which are the parts of a
    /// stream.</summary>
    /// <returns>The index of the last content that was added.</returns>
    private int AddText(IList<AIContent> contents, int first, Action<string> add, Func<AIContent, string?> textOf)
    {
        if (Written(contents[first], textOf(contents[first])!) is { } written)
        {
            _history.AddWritten(written);
            return first;
        }

        var text = new StringBuilder(textOf(contents[first]));
        int last = first;
        while (last + 1 < contents.Count && textOf(contents[last + 1]) is { } next && Written(contents[last + 1], next) is null)
        {
            text.Append(next);
            last++;
        }

        add(text.ToString());
        return last;
    }

    private void AddCall(FunctionCallContent call, string place)
    {
        if (call.RawRepresentation is Message { IsToolCall: true } written
            && ToolName.FromRecipient(written.Recipient!) == call.Name && CallArguments.Say(call.Arguments, written.Text))
        {
            _history.AddWritten(written, call.CallId);
            return;
        }

        if (call.Name.Length == 0)
        {
            throw new EngineException(EngineError.BadRequest, $"{place}: a call needs the name of its function.");
        }

        try
        {
            _history.AddCall(call.CallId, call.Name, Encoding.UTF8.GetString(CallArguments.ToUtf8(call.Arguments)));
        }
        catch (NotSupportedException exception)
        {
            throw new EngineException(EngineError.Unsupported, $"{place}: the arguments of {ToolName.ToRecipient(call.Name, tools.Namespaces)} cannot be written as JSON: {exception.Message}", exception);
        }
    }

    /// <summary>The message that the model wrote, if the content still says it.</summary>
    private static Message? Written(AIContent content, string text) =>
        content.RawRepresentation is Message { Author.Role: Role.Assistant, IsToolCall: false } message
        && text.EndsWith(message.Text, StringComparison.Ordinal)
        && text.AsSpan(0, text.Length - message.Text.Length) is "" or TurnReader.MessageSeparator
            ? message
            : null;

    private static bool HasCall(ChatMessage message)
    {
        foreach (AIContent content in message.Contents)
        {
            if (content is FunctionCallContent)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasResult(ChatMessage message)
    {
        foreach (AIContent content in message.Contents)
        {
            if (content is FunctionResultContent)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The texts of a message that has nothing else, joined by line breaks.</summary>
    private static string PlainText(ChatMessage message, string place, bool allowsResults = false)
    {
        if (message.Contents is [TextContent only])
        {
            return only.Text;
        }

        var joined = new StringBuilder();
        bool isFirst = true;
        for (int i = 0; i < message.Contents.Count; i++)
        {
            if (message.Contents[i] is TextContent text)
            {
                joined.Append(isFirst ? "" : "\n").Append(text.Text);
                isFirst = false;
            }
            else if (!(allowsResults && message.Contents[i] is FunctionResultContent))
            {
                throw Refuse(message.Contents[i], $"{place}.contents[{i}]", $"A {message.Role}'s message has text");
            }
        }

        return joined.ToString();
    }

    private static EngineException Refuse(AIContent content, string place, string takes)
    {
        string kind = content is DataContent { MediaType: var type } ? $"{nameof(DataContent)} ({type})"
            : content is UriContent { MediaType: var uriType } ? $"{nameof(UriContent)} ({uriType})"
            : content.GetType().Name;
        return new EngineException(EngineError.Unsupported, $"{place}: a {kind} is not supported. {takes}; GPT-OSS reads text alone.");
    }
}
