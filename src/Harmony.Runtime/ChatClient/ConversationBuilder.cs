using System.Text;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Parsing;
using Microsoft.Extensions.AI;

namespace Harmony.ChatClient;

/// <summary>Makes a conversation of chat messages, by the rules of <see cref="Chat.ChatRequest"/>'s default profile; calls have
/// the header that models write.</summary>
/// <remarks>A content that the model wrote is rendered as the ids that it wrote, if it comes back unchanged with its
/// <see cref="AIContent.RawRepresentation"/>: the engine then need not read it again.</remarks>
internal sealed class ConversationBuilder(ToolDeclarations tools, bool keepsAnalysis)
{
    private readonly List<Message> _messages = [];
    private readonly Dictionary<string, string> _recipients = new(StringComparer.Ordinal);

    /// <summary>Makes the conversation.</summary>
    /// <param name="system">What the system message says.</param>
    /// <param name="instructions">What the request itself instructs, or null.</param>
    /// <param name="format">The form of the answer that the prompt is to say, or null.</param>
    /// <param name="messages">The messages.</param>
    /// <exception cref="EngineException">A message cannot be said in the format.</exception>
    public Conversation Build(SystemContent system, string? instructions, ResponseFormat? format, IReadOnlyList<ChatMessage> messages)
    {
        RefuseNull(messages);
        _messages.Add(Message.System(system));
        int turn = AddDeveloper(instructions, format, messages);
        for (; turn < messages.Count; turn++)
        {
            AddTurn(messages[turn], $"messages[{turn}]");
        }

        return WithoutEarlierAnalysis();
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
            throw new EngineException(EngineError.BadRequest, $"{place} is null: leave it out.");
        }
    }

    /// <summary>The instructions of the request and of the leading messages, the tools and the form of the answer, as one message.</summary>
    private int AddDeveloper(string? instructions, ResponseFormat? format, IReadOnlyList<ChatMessage> messages)
    {
        int turn = 0;
        var text = new StringBuilder(instructions);
        for (; turn < messages.Count && IsInstruction(messages[turn]); turn++)
        {
            string next = PlainText(messages[turn], $"messages[{turn}]");
            text.Append(text.Length > 0 && next.Length > 0 ? "\n\n" : "").Append(next);
        }

        if (text.Length > 0 || tools.Namespaces.Count > 0 || format is not null)
        {
            _messages.Add(Message.Developer(new DeveloperContent
            {
                Instructions = text.Length > 0 ? text.ToString() : null,
                Tools = tools.Namespaces,
                ResponseFormat = format,
            }));
        }

        return turn;
    }

    private static bool IsInstruction(ChatMessage message) => message.Role == ChatRole.System || message.Role.Value == "developer";

    private void AddTurn(ChatMessage message, string place)
    {
        if (IsInstruction(message))
        {
            _messages.Add(Message.Developer(PlainText(message, place)));
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
            throw new EngineException(EngineError.BadRequest, $"{place}: there is no role '{message.Role}': system, developer, user, assistant and tool are.");
        }
    }

    /// <summary>A user's text. Results of functions may stand in a user's message as well: some services have them there.</summary>
    private void AddUser(ChatMessage message, string place)
    {
        AddResults(message, place, allowsOthers: true);
        string text = PlainText(message, place, allowsResults: true);
        if (text.Length > 0 || !HasResult(message))
        {
            _messages.Add(Message.User(text));
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
                throw Refuse(message.Contents[i], $"{place}.contents[{i}]", "A tool's message takes results of functions (FunctionResultContent)");
            }
        }
    }

    private void AddResult(FunctionResultContent result, string place)
    {
        if (!_recipients.TryGetValue(result.CallId, out string? recipient))
        {
            throw new EngineException(EngineError.BadRequest, $"{place}: no earlier call has the id '{result.CallId}': the message with the call has to be there too.");
        }

        try
        {
            _messages.Add(Message.ToolResult(recipient, CallArguments.ResultText(result)));
        }
        catch (NotSupportedException exception)
        {
            throw new EngineException(EngineError.Unsupported, $"{place}: the result of {recipient} cannot be written as text: {exception.Message}", exception);
        }
    }

    private void AddAssistant(ChatMessage message, string place)
    {
        IList<AIContent> contents = message.Contents;
        for (int i = 0; i < contents.Count; i++)
        {
            switch (contents[i])
            {
                case TextReasoningContent reasoning:
                    i = AddText(contents, i, Channels.Analysis, static content => (content as TextReasoningContent)?.Text);
                    break;
                case TextContent:
                    i = AddText(contents, i, HasCall(message) ? Channels.Commentary : Channels.Final, static content => (content as TextContent)?.Text);
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
                    throw Refuse(contents[i], $"{place}.contents[{i}]", "An assistant's message takes text, reasoning, calls of functions and their results");
            }
        }
    }

    /// <summary>Adds a text: what the model wrote as one message, or else all of one kind that stands together, which is how a
    /// stream gives it.</summary>
    /// <returns>The index of the last content that was taken.</returns>
    private int AddText(IList<AIContent> contents, int first, string channel, Func<AIContent, string?> textOf)
    {
        if (Written(contents[first], textOf(contents[first])!) is { } written)
        {
            _messages.Add(written);
            return first;
        }

        var text = new StringBuilder(textOf(contents[first]));
        int last = first;
        while (last + 1 < contents.Count && textOf(contents[last + 1]) is { } next && Written(contents[last + 1], next) is null)
        {
            text.Append(next);
            last++;
        }

        if (text.Length > 0)
        {
            _messages.Add(Message.Assistant(text.ToString(), channel));
        }

        return last;
    }

    private void AddCall(FunctionCallContent call, string place)
    {
        if (call.RawRepresentation is Message { IsToolCall: true } written
            && ToolDeclarations.NameOf(written.Recipient!) == call.Name && CallArguments.Say(call.Arguments, written.Text))
        {
            _recipients[call.CallId] = written.Recipient!;
            _messages.Add(written);
            return;
        }

        if (call.Name.Length == 0)
        {
            throw new EngineException(EngineError.BadRequest, $"{place}: a call needs the name of its function.");
        }

        string recipient = tools.RecipientOf(call.Name);
        _recipients[call.CallId] = recipient;
        try
        {
            _messages.Add(Message.ToolCall(recipient, Encoding.UTF8.GetString(CallArguments.ToUtf8(call.Arguments))));
        }
        catch (NotSupportedException exception)
        {
            throw new EngineException(EngineError.Unsupported, $"{place}: the arguments of {recipient} cannot be written as JSON: {exception.Message}", exception);
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
                throw Refuse(message.Contents[i], $"{place}.contents[{i}]", $"A {message.Role}'s message takes text");
            }
        }

        return joined.ToString();
    }

    private static EngineException Refuse(AIContent content, string place, string takes)
    {
        string kind = content is DataContent { MediaType: var type } ? $"{nameof(DataContent)} ({type})"
            : content is UriContent { MediaType: var uriType } ? $"{nameof(UriContent)} ({uriType})"
            : content.GetType().Name;
        return new EngineException(EngineError.Unsupported, $"{place}: a {kind} cannot be part of a turn. {takes}; GPT-OSS reads text alone.");
    }

    /// <summary>Analysis before the last final answer is left out, as the model was trained.</summary>
    private Conversation WithoutEarlierAnalysis()
    {
        int lastFinal = keepsAnalysis ? -1 : _messages.FindLastIndex(static message => message.Channel == Channels.Final);
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
}
