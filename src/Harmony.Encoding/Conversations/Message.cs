using System.Text.Json;
using System.Text.Json.Serialization;
using Harmony.Grammar;

namespace Harmony.Conversations;

/// <summary>One message of a conversation.</summary>
[JsonConverter(typeof(MessageJsonConverter))]
public sealed record Message
{
    /// <summary>A message to all is one without a recipient.</summary>
    internal const string RecipientAll = FormatWords.Everyone;

    /// <param name="author">Who it is from.</param>
    /// <param name="content">Its content, in parts; usually one.</param>
    public Message(Author author, params IReadOnlyList<MessageContent> content)
    {
        Author = author;
        Content = content;
    }

    /// <summary>Who the message is from.</summary>
    public Author Author { get; init; }

    /// <summary>The content, in parts.</summary>
    public IReadOnlyList<MessageContent> Content { get; init => field = ValueList<MessageContent>.CopyOf(value); }

    /// <summary>The text of the content: of all its text parts, one after the other. System and developer content, which is
    /// no text before it is rendered, adds none.</summary>
    public string Text => Content is [TextPart { Text: var text }] ? text : string.Concat(TextParts());

    /// <summary>Whom it is for (<c>functions.get_weather</c>), or null.</summary>
    public string? Recipient { get; init; }

    /// <summary>Whether the assistant calls a tool, which the recipient alone decides.</summary>
    public bool IsToolCall => Author.Role == Role.Assistant && Recipient is not (null or RecipientAll);

    /// <summary>The channel (see <see cref="Channels"/>), or null.</summary>
    public string? Channel { get; init; }

    /// <summary>What the content is, such as <c>json</c> or <c>&lt;|constrain|&gt;json</c>, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// The ids that the model wrote this message with, or null. A message that has them is rendered as these ids and
    /// nothing else, so that a prompt begins with exactly what the engine has seen, however the model wrote it. Only a
    /// <c>&lt;|return|&gt;</c> at the end becomes <c>&lt;|end|&gt;</c>: an engine stops at it without having read it. Of a
    /// message that was cut off they have the end that it did not get.
    /// </summary>
    /// <remarks>Not a part of the message's JSON. Whoever changes the message has to set it to null.</remarks>
    public IReadOnlyList<int>? RawIds { get; init => field = value is null ? null : ValueList<int>.CopyOf(value); }

    internal ReadOnlySpan<int> RawIdSpan => ((ValueList<int>)RawIds!).Span;

    /// <summary>Reads a message's JSON, accepting exactly what the reference accepts.</summary>
    /// <param name="utf8Json">The JSON, in UTF-8.</param>
    /// <exception cref="JsonException">It is malformed, or no message; the message names the place.</exception>
    public static Message FromJson(ReadOnlySpan<byte> utf8Json) => ConversationJsonReader.ReadMessage(utf8Json);

    /// <summary>A system message.</summary>
    /// <param name="content">What it says.</param>
    public static Message System(SystemContent content) => new(new Author(Role.System), content);

    /// <summary>A developer message.</summary>
    /// <param name="content">What it says.</param>
    public static Message Developer(DeveloperContent content) => new(new Author(Role.Developer), content);

    /// <summary>A developer message with instructions alone.</summary>
    /// <param name="instructions">The instructions.</param>
    public static Message Developer(string instructions) => Developer(new DeveloperContent { Instructions = instructions });

    /// <summary>A user message.</summary>
    /// <param name="text">What the user says.</param>
    public static Message User(string text) => new(new Author(Role.User), new TextPart(text));

    /// <summary>A message of the model.</summary>
    /// <param name="text">What the model says.</param>
    /// <param name="channel">On which channel, see <see cref="Channels"/>.</param>
    public static Message Assistant(string text, string channel = Channels.Final) =>
        new(new Author(Role.Assistant), new TextPart(text)) { Channel = channel };

    /// <summary>A call that the model makes.</summary>
    /// <param name="recipient">The tool, with its namespace: <c>functions.get_weather</c>.</param>
    /// <param name="arguments">The arguments, as the model wrote them.</param>
    /// <param name="contentType">What the arguments are.</param>
    public static Message ToolCall(string recipient, string arguments, string contentType = FormatWords.ConstrainMarker + FormatWords.Json)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return new(new Author(Role.Assistant), new TextPart(arguments))
        {
            Recipient = recipient,
            Channel = Channels.Commentary,
            ContentType = contentType,
        };
    }

    /// <summary>What a tool answered.</summary>
    /// <param name="tool">The tool, with its namespace: <c>functions.get_weather</c>.</param>
    /// <param name="result">The result.</param>
    public static Message ToolResult(string tool, string result)
    {
        ArgumentNullException.ThrowIfNull(tool);
        return new(new Author(Role.Tool, tool), new TextPart(result))
        {
            Recipient = FormatWords.Role.Assistant,
            Channel = Channels.Commentary,
        };
    }

    private string?[] TextParts()
    {
        var parts = new string?[Content.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = (Content[i] as TextPart)?.Text;
        }

        return parts;
    }
}
