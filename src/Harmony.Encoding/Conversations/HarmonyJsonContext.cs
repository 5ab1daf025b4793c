using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Harmony.Conversations;

/// <summary>
/// Lets <see cref="JsonSerializer"/> read and write conversations and messages in the reference's form, without
/// reflection: on its own, or in a chain of resolvers.
/// </summary>
/// <remarks>
/// The serializer's own limit of nesting (64 by default) comes before the reference's;
/// <see cref="Conversation.FromJson(string)"/> has the reference's alone. The place that an error names is counted from
/// the beginning of the conversation or message. Comments and trailing commas stay errors, whatever the options say.
/// </remarks>
[JsonSerializable(typeof(Conversation))]
[JsonSerializable(typeof(Message))]
public sealed partial class HarmonyJsonContext : JsonSerializerContext;

internal sealed class ConversationJsonConverter : JsonConverter<Conversation>
{
    public override Conversation Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return ConversationJsonReader.ReadConversation(JsonMarshal.GetRawUtf8Value(document.RootElement));
    }

    public override void Write(Utf8JsonWriter writer, Conversation value, JsonSerializerOptions options) =>
        ConversationJsonWriter.Write(writer, value);
}

internal sealed class MessageJsonConverter : JsonConverter<Message>
{
    public override Message Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return ConversationJsonReader.ReadMessage(JsonMarshal.GetRawUtf8Value(document.RootElement));
    }

    public override void Write(Utf8JsonWriter writer, Message value, JsonSerializerOptions options) =>
        ConversationJsonWriter.Write(writer, value);
}
