using System.Buffers;
using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using Harmony.Json;

namespace Harmony.Conversations;

/// <summary>
/// A list of messages in order. Created with a collection expression or <see cref="Add"/>, or read from the reference's
/// JSON.
/// </summary>
/// <remarks>
/// <para>A conversation holds everything that was said. The renderer decides what the model is shown.</para>
/// <para>Adding messages is not thread-safe. Any number of threads may read a conversation that is not being changed.</para>
/// </remarks>
[JsonConverter(typeof(ConversationJsonConverter))]
public sealed class Conversation : IReadOnlyList<Message>
{
    private readonly List<Message> _messages = [];

    /// <summary>Creates an empty conversation.</summary>
    public Conversation()
    {
    }

    /// <summary>Creates a conversation of messages.</summary>
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

    /// <summary>Gets a message.</summary>
    /// <param name="index">The index of the message, from 0.</param>
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
    /// <exception cref="JsonException">The JSON is malformed or not a conversation. The message names the place.</exception>
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
