using System.Text.Encodings.Web;
using System.Text.Json;

namespace Harmony.Chat;

/// <summary>What whole and streamed chat completions have in common.</summary>
internal static class ChatJson
{
    /// <summary>Between the texts of several messages that become one.</summary>
    public const string MessageSeparator = "\n\n";

    /// <inheritdoc cref="MessageSeparator"/>
    public static ReadOnlySpan<byte> MessageSeparatorUtf8 => "\n\n"u8;

    /// <summary>Escapes little more than JSON demands: it goes over the wire by itself, never into a page.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes all up to the one choice's own part.</summary>
    public static void WriteStart(Utf8JsonWriter json, ChatCompletionInfo info, ReadOnlySpan<byte> objectName)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, info.Id);
        json.WriteString("object"u8, objectName);
        json.WriteNumber("created"u8, info.Created.ToUnixTimeSeconds());
        json.WriteString("model"u8, info.Model);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
    }

    /// <summary>Writes all from the finish reason on.</summary>
    public static void WriteEnd(Utf8JsonWriter json, TurnFinishReason? finishReason, ChatUsage? usage)
    {
        if (finishReason is { } reason)
        {
            json.WriteString("finish_reason"u8, reason.Utf8Name());
        }
        else
        {
            json.WriteNull("finish_reason"u8);
        }

        json.WriteEndObject();
        json.WriteEndArray();
        if (usage is { } counts)
        {
            json.WriteStartObject("usage"u8);
            json.WriteNumber("prompt_tokens"u8, counts.PromptTokens);
            json.WriteNumber("completion_tokens"u8, counts.CompletionTokens);
            json.WriteNumber("total_tokens"u8, (long)counts.PromptTokens + counts.CompletionTokens);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
    }
}
