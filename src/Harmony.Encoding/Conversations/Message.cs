using System.Text.Json;
using System.Text.Json.Serialization;
using Harmony.Grammar;

namespace Harmony.Conversations;

/// <summary>One message of a conversation.</summary>
[JsonConverter(typeof(MessageJsonConverter))]
public sealed record Message
{
    /// <summary>The recipient that means no recipient.</summary>
    internal const string RecipientAll = FormatWords.Everyone;

    /// <param name="author">The author.</param>
    /// <param name="content">The parts of the content, usually one.</param>
    public Message(Author author, params IReadOnlyList<MessageContent> content)
    {
        Author = author;
        Content = content;
    }

    /// <summary>The author of the message.</summary>
    public Author Author { get; init; }

    /// <summary>The parts of the content.</summary>
    public IReadOnlyList<MessageContent> Content { get; init => field = ValueList<MessageContent>.CopyOf(value); }

    /// <summary>The concatenated text of the text parts. System and developer content, which has no text before it is rendered,
    /// adds nothing.</summary>
    public string Text => Content is [TextPart { Text: var text }] ? text : string.Concat(TextParts());

    /// <summary>The recipient (<c>functions.get_weather</c>), or null.</summary>
    public string? Recipient { get; init; }

    /// <summary>Whether the message is the assistant's call of a tool. Only its recipient decides that.</summary>
    public bool IsToolCall => Author.Role == Role.Assistant && Recipient is not (null or RecipientAll);

    /// <summary>The channel (see <see cref="Channels"/>), or null.</summary>
    public string? Channel { get; init; }

    /// <summary>The type of the content, such as <c>json</c> or <c>&lt;|constrain|&gt;json</c>, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// The ids that the model generated for this message, or null. If present, the message is rendered as these ids and
    /// nothing else, so that a prompt begins with exactly the ids that the engine has seen. Only a <c>&lt;|return|&gt;</c> at
    /// the end is replaced by <c>&lt;|end|&gt;</c>, because an engine stops at it without reading it. If the message was cut
    /// off, the ids include the ending that the model did not write.
    /// </summary>
    /// <remarks>Not part of the message's JSON. Set this property to null when you change another one.</remarks>
    public IReadOnlyList<int>? RawIds { get; init => field = value is null ? null : ValueList<int>.CopyOf(value); }

    internal ReadOnlySpan<int> RawIdSpan => ((ValueList<int>)RawIds!).Span;

    /// <summary>Reads a message's JSON, accepting exactly what the reference accepts.</summary>
    /// <param name="utf8Json">The JSON, in UTF-8.</param>
    /// <exception cref="JsonException">The JSON is malformed or not a message. The exception's message names the place.</exception>
    public static Message FromJson(ReadOnlySpan<byte> utf8Json) => ConversationJsonReader.ReadMessage(utf8Json);

    /// <summary>Creates a system message.</summary>
    /// <param name="content">The content.</param>
    public static Message System(SystemContent content) => new(new Author(Role.System), content);

    /// <summary>Creates a developer message.</summary>
    /// <param name="content">The content.</param>
    public static Message Developer(DeveloperContent content) => new(new Author(Role.Developer), content);

    /// <summary>Creates a developer message that has only instructions.</summary>
    /// <param name="instructions">The instructions.</param>
    public static Message Developer(string instructions) => Developer(new DeveloperContent { Instructions = instructions });

    /// <summary>Creates a user message.</summary>
    /// <param name="text">The user's text.</param>
    public static Message User(string text) => new(new Author(Role.User), new TextPart(text));

    /// <summary>Creates a message of the model.</summary>
    /// <param name="text">The model's text.</param>
    /// <param name="channel">The channel, see <see cref="Channels"/>.</param>
    public static Message Assistant(string text, string channel = Channels.Final) =>
        new(new Author(Role.Assistant), new TextPart(text)) { Channel = channel };

    /// <summary>Creates a call of a tool by the model.</summary>
    /// <param name="recipient">The tool, with its namespace: <c>functions.get_weather</c>.</param>
    /// <param name="arguments">The arguments, as the model wrote them.</param>
    /// <param name="contentType">The type of the arguments.</param>
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

    /// <summary>Creates the result of a tool.</summary>
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
