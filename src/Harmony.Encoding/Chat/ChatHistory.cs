using System.Text;
using Harmony.Conversations;
using Harmony.Grammar;

namespace Harmony.Chat;

/// <summary>
/// Builds a conversation from the messages of any chat API: the rules of roles, tools, names, order and earlier reasoning.
/// </summary>
/// <remarks>The rules are those of a chat request's default profile. Add messages in their order, and the parts of one assistant
/// message as reasoning, content, calls. Not safe for use by several threads at once.</remarks>
public sealed class ChatHistory
{
    private const string InstructionSeparator = "\n\n";
    private const string NoArguments = "{}";

    private readonly List<Message> _messages = [];
    private readonly Dictionary<string, string> _recipients = new(StringComparer.Ordinal);
    private readonly StringBuilder _instructions = new();
    private bool _hasTurn;

    /// <summary>What the system message says.</summary>
    public SystemContent System { get; set; } = SystemContent.Default;

    /// <summary>The declared tools. Calls of tools in namespaces other than <c>functions</c> need them before they are
    /// added.</summary>
    public IReadOnlyList<ToolNamespace> Tools { get; set; } = [];

    /// <summary>The form of the answer, or null. The prompt shows it unless it is <see cref="ChatSettings.AnyJsonObject"/>.</summary>
    public ResponseFormat? ResponseFormat { get; set; }

    /// <summary>Whether the reasoning before the last final message stays. By default it is left out.</summary>
    public bool KeepAnalysis { get; set; }

    /// <summary>Adds instructions of a system or developer message. Those before the first turn become one developer message, with
    /// the tools and the form of the answer; later ones stay in their place.</summary>
    /// <param name="text">The text.</param>
    public void AddInstructions(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_hasTurn)
        {
            _messages.Add(Message.Developer(text));
        }
        else if (text.Length > 0)
        {
            _instructions.Append(_instructions.Length > 0 ? InstructionSeparator : "").Append(text);
        }
    }

    /// <summary>Begins the first message that is not an instruction, even if nothing of it is added.</summary>
    public void BeginTurn() => _hasTurn = true;

    /// <summary>Adds a user's message.</summary>
    /// <param name="text">The text.</param>
    public void AddUser(string text) => Add(Message.User(text));

    /// <summary>Adds the assistant's reasoning, unless it is empty.</summary>
    /// <param name="text">The text.</param>
    public void AddReasoning(string text) => AddAssistant(text, Channels.Analysis);

    /// <summary>Adds the assistant's content, unless it is empty: a final message, or beside calls a preamble in
    /// commentary.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hasCalls">Whether the assistant's message has calls.</param>
    public void AddContent(string text, bool hasCalls) => AddAssistant(text, hasCalls ? Channels.Commentary : Channels.Final);

    /// <summary>Adds a call.</summary>
    /// <param name="id">The id that the result refers to, or null.</param>
    /// <param name="name">The tool's name, see <see cref="ToolName"/>.</param>
    /// <param name="arguments">The arguments, unchanged; null for none, which is an empty object.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public void AddCall(string? id, string name, string? arguments)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        AddWritten(Message.ToolCall(ToolName.ToRecipient(name, Tools), arguments ?? NoArguments, FormatWords.Json), id);
    }

    /// <summary>Adds a message that the model wrote, with its ids.</summary>
    /// <param name="message">The message.</param>
    /// <param name="callId">The id that the result of a call refers to, or null.</param>
    public void AddWritten(Message message, string? callId = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.IsToolCall && callId is { Length: > 0 })
        {
            _recipients[callId] = message.Recipient!;
        }

        Add(message);
    }

    /// <summary>Gets the recipient of the most recent call with an id, or null.</summary>
    /// <param name="callId">The id.</param>
    public string? FindRecipient(string? callId) => callId is not null && _recipients.TryGetValue(callId, out string? recipient) ? recipient : null;

    /// <summary>Adds the result of a call.</summary>
    /// <param name="callId">The call's id, or null.</param>
    /// <param name="name">The tool's name if no earlier call has the id, or null.</param>
    /// <param name="text">The result.</param>
    /// <returns>False, and nothing is added, if no earlier call has the id and there is no name.</returns>
    public bool TryAddResult(string? callId, string? name, string text)
    {
        string? recipient = FindRecipient(callId) ?? (name is { Length: > 0 } ? ToolName.ToRecipient(name, Tools) : null);
        if (recipient is null)
        {
            return false;
        }

        Add(Message.ToolResult(recipient, text));
        return true;
    }

    /// <summary>Creates the conversation of what was added.</summary>
    public Conversation ToConversation()
    {
        var conversation = new Conversation { Message.System(System) };
        ResponseFormat? shown = ReferenceEquals(ResponseFormat, ChatSettings.AnyJsonObject) ? null : ResponseFormat;
        if (_instructions.Length > 0 || Tools.Count > 0 || shown is not null)
        {
            conversation.Add(Message.Developer(new DeveloperContent
            {
                Instructions = _instructions.Length > 0 ? _instructions.ToString() : null,
                Tools = Tools,
                ResponseFormat = shown,
            }));
        }

        // Models are trained without the analysis of earlier turns.
        int lastFinal = KeepAnalysis ? -1 : _messages.FindLastIndex(static message => message.Channel == Channels.Final);
        for (int i = 0; i < _messages.Count; i++)
        {
            if (i > lastFinal || _messages[i].Channel != Channels.Analysis)
            {
                conversation.Add(_messages[i]);
            }
        }

        return conversation;
    }

    private void AddAssistant(string text, string channel)
    {
        ArgumentNullException.ThrowIfNull(text);
        _hasTurn = true;
        if (text.Length > 0)
        {
            _messages.Add(Message.Assistant(text, channel));
        }
    }

    private void Add(Message message)
    {
        _hasTurn = true;
        _messages.Add(message);
    }
}
