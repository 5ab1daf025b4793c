using System.Globalization;
using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>The common part of the writers of requests.</summary>
internal static class RequestJson
{
    public static void WriteIds(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<int> ids)
    {
        json.WriteStartArray(name);
        foreach (int id in ids)
        {
            json.WriteNumberValue(id);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes the sampling members that vLLM and SGLang give the same names. Those that the request does not set are
    /// written as well: what is missing gets its value from the model's generation_config.json.</summary>
    /// <param name="json">The writer, in an object.</param>
    /// <param name="request">The request.</param>
    /// <param name="maxTokensName">The name of the maximum number of tokens, the only one that differs.</param>
    /// <param name="lowestBias">The bias that forbids an id.</param>
    public static void WriteSampling(Utf8JsonWriter json, in ServerRequest request, ReadOnlySpan<byte> maxTokensName, float lowestBias)
    {
        SamplingOptions sampling = request.Sampling;
        json.WriteNumber(maxTokensName, request.MaxTokens);
        json.WriteNumber("temperature"u8, sampling.Temperature);
        json.WriteNumber("top_p"u8, sampling.TopP ?? 1);
        json.WriteNumber("top_k"u8, sampling.TopK ?? -1);
        json.WriteNumber("min_p"u8, sampling.MinP ?? 0);
        json.WriteNumber("repetition_penalty"u8, sampling.RepetitionPenalty ?? 1);
        WriteIds(json, "stop_token_ids"u8, request.Request.StopIds.Span);
        if (request.Request.LogitBias is { } bias)
        {
            WriteBias(json, bias, lowestBias);
        }
    }

    /// <summary>Writes a JSON schema as it is.</summary>
    /// <exception cref="EngineException">The schema is not JSON.</exception>
    public static void WriteSchema(Utf8JsonWriter json, ReadOnlySpan<byte> name, string schema)
    {
        json.WritePropertyName(name);
        try
        {
            json.WriteRawValue(schema);
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            throw new EngineException(EngineError.BadRequest, $"The JSON schema of the constraint is not valid JSON: {failure.Message}", failure);
        }
    }

    private static void WriteBias(Utf8JsonWriter json, IReadOnlyDictionary<int, float> bias, float lowest)
    {
        json.WriteStartObject("logit_bias"u8);
        Span<char> name = stackalloc char[11];
        foreach ((int id, float value) in bias)
        {
            id.TryFormat(name, out int length, provider: CultureInfo.InvariantCulture);
            json.WriteNumber(name[..length], Math.Max(value, lowest));
        }

        json.WriteEndObject();
    }
}
