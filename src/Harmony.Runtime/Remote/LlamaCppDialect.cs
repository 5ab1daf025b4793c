using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>
/// llama.cpp's <c>/completion</c>. It has no stop ids of a request's, only those of the model's file (for GPT-OSS
/// <c>&lt;|return|&gt;</c>, <c>&lt;|call|&gt;</c> and <c>&lt;|endoftext|&gt;</c>); others are minded here, by ending the
/// request. Its streams leave out ids: <see cref="LlamaCppStream"/> puts them back.
/// </summary>
internal sealed class LlamaCppDialect() : RemoteDialect("llama.cpp /completion")
{
    internal override EngineFeatures Features =>
        EngineFeatures.TopP | EngineFeatures.TopK | EngineFeatures.MinP | EngineFeatures.Seed | EngineFeatures.RepetitionPenalty
        | EngineFeatures.LogitBias | EngineFeatures.Gbnf | EngineFeatures.JsonSchema | EngineFeatures.PrefixReuse;

    internal override string GeneratePath => "/completion";

    // The list of models has the context that the model was trained with, not what the server was started with.
    internal override string ModelPath => "/props";

    internal override void WriteRequest(Utf8JsonWriter json, in ServerRequest request)
    {
        json.WriteStartObject();
        RequestJson.WriteIds(json, "prompt"u8, request.Request.Prompt.Span);
        json.WriteBoolean("cache_prompt"u8, true);
        json.WriteBoolean("return_tokens"u8, true);
        json.WriteBoolean("stream"u8, request.Stream);
        WriteSampling(json, request);
        if (request.Request.LogitBias is { } bias)
        {
            WriteBias(json, bias);
        }

        if (request.Request.Constraint is GrammarConstraint { Language: GrammarLanguage.JsonSchema } schema)
        {
            RequestJson.WriteSchema(json, "json_schema"u8, schema.Text);
        }
        else if (request.Request.Constraint is GrammarConstraint grammar)
        {
            // Lark as well: the server knows it by its first line, which is %llguidance.
            json.WriteString("grammar"u8, grammar.Text);
        }

        json.WriteEndObject();
    }

    internal override void ReadAnswer(ReadOnlySpan<byte> utf8, AnswerEvent answer)
    {
        var json = new Utf8JsonReader(utf8);
        var content = default(Utf8JsonReader);
        bool isEnd = false;
        bool isAtEndId = false;
        JsonFields.Begin(ref json);
        while (JsonFields.Next(ref json))
        {
            if (json.ValueTextEquals("content"u8))
            {
                json.Read();
                JsonFields.Expect(ref json, JsonTokenType.String, "a text");
                content = json;
            }
            else if (json.ValueTextEquals("tokens"u8))
            {
                JsonFields.ReadIds(ref json, answer);
            }
            else if (json.ValueTextEquals("stop"u8))
            {
                json.Read();
                isEnd = json.TokenType == JsonTokenType.True;
            }
            else if (json.ValueTextEquals("stop_type"u8))
            {
                json.Read();
                JsonFields.Expect(ref json, JsonTokenType.String, "a stop_type");
                answer.Finish = json.ValueTextEquals("limit"u8) ? FinishReason.Length : FinishReason.Stop;
                isAtEndId = json.ValueTextEquals("eos"u8);
            }
            else if (json.ValueTextEquals("timings"u8))
            {
                ReadTimings(ref json, answer);
            }
            else if (json.ValueTextEquals("error"u8))
            {
                json.Read();
                answer.Error = ServerError.ReadValue(ref json, 500);
            }
            else
            {
                JsonFields.SkipValue(ref json);
            }
        }

        if (!isEnd)
        {
            answer.Finish = null;
            LlamaCppStream.RestoreIds(answer.Ids, ref content);
        }
        else if (isAtEndId)
        {
            LlamaCppStream.CheckEnd(answer);
        }
    }

    internal override ServedModel ReadModel(ReadOnlySpan<byte> utf8, string? name)
    {
        string path = "";
        int? contextLength = null;
        var json = new Utf8JsonReader(utf8);
        JsonFields.Begin(ref json);
        while (JsonFields.Next(ref json))
        {
            if (json.ValueTextEquals("model_path"u8))
            {
                path = JsonFields.ReadText(ref json) ?? "";
            }
            else if (json.ValueTextEquals("default_generation_settings"u8))
            {
                contextLength = ReadContextLength(ref json);
            }
            else
            {
                JsonFields.SkipValue(ref json);
            }
        }

        // It serves the one model that it was started with, whatever a request calls it.
        string file = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        return new ServedModel(name ?? (file.Length > 0 ? file : "llama.cpp"), contextLength, [file]);
    }

    private static int? ReadContextLength(ref Utf8JsonReader json)
    {
        int? contextLength = null;
        if (!JsonFields.BeginObject(ref json))
        {
            return null;
        }

        while (JsonFields.Next(ref json))
        {
            if (json.ValueTextEquals("n_ctx"u8))
            {
                contextLength = JsonFields.ReadInt32(ref json);
            }
            else
            {
                JsonFields.SkipValue(ref json);
            }
        }

        return contextLength;
    }

    // tokens_cached counts what the slot holds at the end; what was found at the start stands in the timings.
    private static void ReadTimings(ref Utf8JsonReader json, AnswerEvent answer)
    {
        if (!JsonFields.BeginObject(ref json))
        {
            return;
        }

        while (JsonFields.Next(ref json))
        {
            if (json.ValueTextEquals("cache_n"u8))
            {
                answer.CachedTokens = JsonFields.ReadInt32(ref json);
            }
            else
            {
                JsonFields.SkipValue(ref json);
            }
        }
    }

    private static void WriteSampling(Utf8JsonWriter json, in ServerRequest request)
    {
        // Written where it is not asked for as well: the server's own defaults are a temperature of 0.8 and several cuts.
        SamplingOptions sampling = request.Sampling;
        json.WriteNumber("n_predict"u8, request.MaxTokens);
        json.WriteNumber("temperature"u8, sampling.Temperature);
        json.WriteNumber("top_p"u8, sampling.TopP ?? 1);
        json.WriteNumber("top_k"u8, sampling.TopK ?? 0);
        json.WriteNumber("min_p"u8, sampling.MinP ?? 0);
        json.WriteNumber("repeat_penalty"u8, sampling.RepetitionPenalty ?? 1);

        // All ids count, as in the other engines, and not the last 64.
        json.WriteNumber("repeat_last_n"u8, -1);
        if (sampling.Seed is { } seed)
        {
            json.WriteNumber("seed"u8, seed);
        }
    }

    private static void WriteBias(Utf8JsonWriter json, IReadOnlyDictionary<int, float> bias)
    {
        json.WriteStartArray("logit_bias"u8);
        foreach ((int id, float value) in bias)
        {
            json.WriteStartArray();
            json.WriteNumberValue(id);
            if (float.IsNegativeInfinity(value))
            {
                json.WriteBooleanValue(false);
            }
            else
            {
                json.WriteNumberValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
