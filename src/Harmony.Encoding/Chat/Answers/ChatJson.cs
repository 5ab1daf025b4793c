using System.Text.Encodings.Web;
using System.Text.Json;
using Harmony.Parsing;

namespace Harmony.Chat;

/// <summary>The parts that whole and streamed chat completions share.</summary>
internal static class ChatJson
{
    /// <summary>Escapes little more than JSON requires: the text is sent as JSON, never embedded in HTML.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes everything up to the part of the one choice.</summary>
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

    /// <summary>Writes everything from the finish reason on.</summary>
    public static void WriteEnd(Utf8JsonWriter json, TurnFinishReason? finishReason, ChatUsage? usage)
    {
        if (finishReason is { } reason)
        {
            json.WriteString("finish_reason"u8, NameOf(reason));
        }
        else
        {
            json.WriteNull("finish_reason"u8);
        }

        json.WriteEndObject();
        json.WriteEndArray();
        if (usage is { } counts)
        {
            WriteUsage(json, counts);
        }

        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteUsage(Utf8JsonWriter json, ChatUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, usage.PromptTokens);
        json.WriteNumber("completion_tokens"u8, usage.CompletionTokens);
        json.WriteNumber("total_tokens"u8, (long)usage.PromptTokens + usage.CompletionTokens);
        WriteDetail(json, "prompt_tokens_details"u8, "cached_tokens"u8, usage.CachedTokens);
        WriteDetail(json, "completion_tokens_details"u8, "reasoning_tokens"u8, usage.ReasoningTokens);
        json.WriteEndObject();
    }

    private static void WriteDetail(Utf8JsonWriter json, ReadOnlySpan<byte> details, ReadOnlySpan<byte> name, int? count)
    {
        if (count is { } tokens)
        {
            json.WriteStartObject(details);
            json.WriteNumber(name, tokens);
            json.WriteEndObject();
        }
    }

    private static ReadOnlySpan<byte> NameOf(TurnFinishReason reason) => reason switch
    {
        TurnFinishReason.Stop => "stop"u8,
        TurnFinishReason.Length => "length"u8,
        TurnFinishReason.ToolCalls => "tool_calls"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown finish reason."),
    };
}
