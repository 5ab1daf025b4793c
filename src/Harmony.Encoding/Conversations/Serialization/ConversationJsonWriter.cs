using System.Text.Encodings.Web;
using System.Text.Json;
using Harmony.Json;

namespace Harmony.Conversations;

/// <summary>
/// Writes the reference's JSON: absent fields are left out, and content of one text part is a string.
/// </summary>
internal static class ConversationJsonWriter
{
    /// <summary>Escapes only what JSON demands, so that text stays readable.</summary>
    public static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = JsonDepth.Max,
    };

    public static void Write(Utf8JsonWriter writer, Conversation conversation)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("messages"u8);
        foreach (Message message in conversation)
        {
            Write(writer, message);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, Message message)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, RoleNames.Get(message.Author.Role));
        WriteOptional(writer, "name"u8, message.Author.Name);
        WriteOptional(writer, "recipient"u8, message.Recipient);
        if (message.Content is [TextPart only])
        {
            writer.WriteString("content"u8, only.Text);
        }
        else
        {
            writer.WriteStartArray("content"u8);
            foreach (MessageContent part in message.Content)
            {
                Write(writer, part);
            }

            writer.WriteEndArray();
        }

        WriteOptional(writer, "channel"u8, message.Channel);
        WriteOptional(writer, "content_type"u8, message.ContentType);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, MessageContent part)
    {
        writer.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, text.Text);
                break;
            case SystemContent system:
                writer.WriteString("type"u8, "system_content"u8);
                WriteSystem(writer, system);
                break;
            case DeveloperContent developer:
                writer.WriteString("type"u8, "developer_content"u8);
                WriteOptional(writer, "instructions"u8, developer.Instructions);
                WriteTools(writer, developer.Tools);
                WriteResponseFormat(writer, developer.ResponseFormat);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteSystem(Utf8JsonWriter writer, SystemContent content)
    {
        WriteOptional(writer, "model_identity"u8, content.ModelIdentity);
        WriteOptional(writer, "reasoning_effort"u8, content.ReasoningEffort is { } effort ? ReasoningLevelNames.All[(int)effort] : null);
        WriteTools(writer, content.Tools);
        WriteOptional(writer, "conversation_start_date"u8, content.ConversationStartDate);
        WriteOptional(writer, "knowledge_cutoff"u8, content.KnowledgeCutoff);
        if (content.ChannelConfig is { } channels)
        {
            writer.WriteStartObject("channel_config"u8);
            writer.WriteStartArray("valid_channels"u8);
            foreach (string channel in channels.ValidChannels)
            {
                writer.WriteStringValue(channel);
            }

            writer.WriteEndArray();
            writer.WriteBoolean("channel_required"u8, channels.ChannelRequired);
            writer.WriteEndObject();
        }
    }

    private static void WriteTools(Utf8JsonWriter writer, IReadOnlyList<ToolNamespace> namespaces)
    {
        if (namespaces.Count == 0)
        {
            return;
        }

        writer.WriteStartObject("tools"u8);
        foreach (ToolNamespace tools in namespaces)
        {
            writer.WriteStartObject(tools.Key);
            writer.WriteString("name"u8, tools.Name);
            WriteOptional(writer, "description"u8, tools.Description);
            writer.WriteStartArray("tools"u8);
            foreach (ToolDescription tool in tools.Tools)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, tool.Name);
                writer.WriteString("description"u8, tool.Description);
                if (tool.Parameters is not null)
                {
                    // Checked when it was made.
                    writer.WritePropertyName("parameters"u8);
                    writer.WriteRawValue(tool.Parameters.Utf8Json, skipInputValidation: true);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a field that only this library knows; the reference ignores it.</summary>
    private static void WriteResponseFormat(Utf8JsonWriter writer, ResponseFormat? format)
    {
        if (format is null)
        {
            return;
        }

        writer.WriteStartObject("response_format"u8);
        writer.WriteString("name"u8, format.Name);
        WriteOptional(writer, "description"u8, format.Description);
        writer.WritePropertyName("schema"u8);

        // Checked when it was made.
        writer.WriteRawValue(format.Schema, skipInputValidation: true);
        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
