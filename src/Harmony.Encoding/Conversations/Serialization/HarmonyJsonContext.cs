using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Harmony.Conversations;

/// <summary>
/// Lets <see cref="JsonSerializer"/> read and write conversations and messages in the reference's JSON without reflection,
/// alone or in a chain of resolvers.
/// </summary>
/// <remarks>
/// The serializer's own depth limit (64 by default) applies before the reference's limit;
/// <see cref="Conversation.FromJson(string)"/> applies only the reference's. Errors name the place from the beginning of the
/// conversation or message. Comments and trailing commas are errors, even if the serializer's options allow them.
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
