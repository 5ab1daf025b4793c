using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>
/// llama.cpp's <c>/completion</c>. A request has no stop ids, only the model's file has (for GPT-OSS
/// <c>&lt;|return|&gt;</c>, <c>&lt;|call|&gt;</c> and <c>&lt;|endoftext|&gt;</c>); for others, the request is ended here. Its
/// streams leave out ids: <see cref="LlamaCppStream"/> restores them.
/// </summary>
internal sealed class LlamaCppProtocol() : ServerProtocol("llama.cpp", "llama.cpp /completion")
{
    internal override EngineFeatures Features =>
        EngineFeatures.TopP | EngineFeatures.TopK | EngineFeatures.MinP | EngineFeatures.Seed | EngineFeatures.RepetitionPenalty
        | EngineFeatures.LogitBias | EngineFeatures.Gbnf | EngineFeatures.JsonSchema | EngineFeatures.PrefixReuse;

    internal override string GeneratePath => "/completion";

    // The list of models has the context length of the training, not the one that the server was started with.
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
            // Lark too: the server recognizes it by its first line, which is %llguidance.
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
        ServerJson.Begin(ref json);
        while (ServerJson.Next(ref json))
        {
            if (json.ValueTextEquals("content"u8))
            {
                json.Read();
                ServerJson.Expect(ref json, JsonTokenType.String, "a string");
                content = json;
            }
            else if (json.ValueTextEquals("tokens"u8))
            {
                ServerJson.ReadIds(ref json, answer);
            }
            else if (json.ValueTextEquals("stop"u8))
            {
                json.Read();
                isEnd = json.TokenType == JsonTokenType.True;
            }
            else if (json.ValueTextEquals("stop_type"u8))
            {
                json.Read();
                ServerJson.Expect(ref json, JsonTokenType.String, "a stop_type");
                answer.Finish = json.ValueTextEquals("limit"u8) ? FinishReason.Length : FinishReason.Stop;
                isAtEndId = json.ValueTextEquals("eos"u8);
            }
            else if (json.ValueTextEquals("timings"u8))
            {
                // tokens_cached counts the slot's tokens at the end; the timings have what was found at the start.
                answer.CachedTokens = ServerJson.ReadNested(ref json, "cache_n"u8);
            }
            else if (json.ValueTextEquals("error"u8))
            {
                json.Read();
                answer.Error = ServerError.ReadValue(ref json, 500);
            }
            else
            {
                ServerJson.SkipValue(ref json);
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
        ServerJson.Begin(ref json);
        while (ServerJson.Next(ref json))
        {
            if (json.ValueTextEquals("model_path"u8))
            {
                path = ServerJson.ReadString(ref json) ?? "";
            }
            else if (json.ValueTextEquals("default_generation_settings"u8))
            {
                contextLength = ServerJson.ReadNested(ref json, "n_ctx"u8);
            }
            else
            {
                ServerJson.SkipValue(ref json);
            }
        }

        // It serves the single model that it was started with, whatever name a request gives.
        string file = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        return new ServedModel(name ?? (file.Length > 0 ? file : "llama.cpp"), contextLength, [file]);
    }

    private static void WriteSampling(Utf8JsonWriter json, in ServerRequest request)
    {
        // Members that the request does not set are written as well: the server's defaults are a temperature of 0.8, top-k and more.
        SamplingOptions sampling = request.Sampling;
        json.WriteNumber("n_predict"u8, request.MaxTokens);
        json.WriteNumber("temperature"u8, sampling.Temperature);
        json.WriteNumber("top_p"u8, sampling.TopP ?? 1);
        json.WriteNumber("top_k"u8, sampling.TopK ?? 0);
        json.WriteNumber("min_p"u8, sampling.MinP ?? 0);
        json.WriteNumber("repeat_penalty"u8, sampling.RepetitionPenalty ?? 1);

        // For all ids, as in the other engines, and not only the last 64.
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
