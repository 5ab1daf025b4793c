using System.Buffers;
using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using Harmony.Json;

namespace Harmony.Conversations;

/// <summary>
/// Messages in order. Made like a list, with a collection expression or <see cref="Add"/>, and read from and written to
/// the reference's JSON.
/// </summary>
/// <remarks>Not thread-safe while messages are added; a conversation that nobody changes may be used by many threads.</remarks>
[JsonConverter(typeof(ConversationJsonConverter))]
public sealed class Conversation : IReadOnlyList<Message>
{
    private readonly List<Message> _messages = [];

    /// <summary>An empty conversation.</summary>
    public Conversation()
    {
    }

    /// <summary>A conversation of some messages.</summary>
    /// <param name="messages">The messages, in order.</param>
    public Conversation(params ReadOnlySpan<Message> messages)
    {
        foreach (Message message in messages)
        {
            Add(message);
        }
    }

    /// <summary>The number of messages.</summary>
    public int Count => _messages.Count;

    /// <summary>A message.</summary>
    /// <param name="index">0 … <see cref="Count"/> - 1.</param>
    public Message this[int index] => _messages[index];

    /// <summary>Adds a message at the end.</summary>
    /// <param name="message">The message.</param>
    public void Add(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        _messages.Add(message);
    }

    /// <summary>Reads a conversation's JSON, <c>{"messages": […]}</c>, accepting exactly what the reference accepts.</summary>
    /// <param name="utf8Json">The JSON, in UTF-8.</param>
    /// <exception cref="JsonException">It is malformed, or no conversation; the message names the place.</exception>
    public static Conversation FromJson(ReadOnlySpan<byte> utf8Json) => ConversationJsonReader.ReadConversation(utf8Json);

    /// <inheritdoc cref="FromJson(ReadOnlySpan{byte})"/>
    /// <param name="json">The JSON.</param>
    public static Conversation FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return FromJson(JsonText.ToUtf8(json));
    }

    /// <summary>Writes the conversation's JSON in the reference's form.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, ConversationJsonWriter.Options))
        {
            ConversationJsonWriter.Write(writer, this);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <inheritdoc/>
    public IEnumerator<Message> GetEnumerator() => _messages.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _messages.GetEnumerator();
}
