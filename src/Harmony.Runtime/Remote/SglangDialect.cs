using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>
/// SGLang's <c>/generate</c>. The <c>output_ids</c> of its events are all ids so far, or with
/// <c>--incremental-streaming-output</c> the new ones; <c>completion_tokens</c> counts all of them either way, so what is new
/// is as many of the last as it counts more.
/// </summary>
internal sealed class SglangDialect() : RemoteDialect("SGLang /generate")
{
    /// <summary>Not the seed, which SGLang follows only with <c>--enable-deterministic-inference</c> and else ignores.</summary>
    internal override EngineFeatures Features =>
        EngineFeatures.TopP | EngineFeatures.TopK | EngineFeatures.MinP | EngineFeatures.RepetitionPenalty
        | EngineFeatures.LogitBias | EngineFeatures.JsonSchema | EngineFeatures.PrefixReuse;

    internal override string GeneratePath => "/generate";

    // It refuses a prompt and an answer that fill the context to the last id.
    internal override int ReservedIds => 1;

    internal override void WriteRequest(Utf8JsonWriter json, in ServerRequest request)
    {
        json.WriteStartObject();
        RequestJson.WriteIds(json, "input_ids"u8, request.Request.Prompt.Span);
        json.WriteStartObject("sampling_params"u8);
        WriteSampling(json, request);
        json.WriteEndObject();
        json.WriteBoolean("stream"u8, request.Stream);
        json.WriteEndObject();
    }

    internal override void ReadAnswer(ReadOnlySpan<byte> utf8, AnswerEvent answer)
    {
        int? generated = null;
        var json = new Utf8JsonReader(utf8);
        JsonFields.Begin(ref json);
        while (JsonFields.Next(ref json))
        {
            if (json.ValueTextEquals("output_ids"u8))
            {
                JsonFields.ReadIds(ref json, answer);
            }
            else if (json.ValueTextEquals("meta_info"u8))
            {
                if (JsonFields.BeginObject(ref json))
                {
                    generated = ReadMetaInfo(ref json, answer);
                }
            }
            else if (json.ValueTextEquals("error"u8))
            {
                json.Read();

                // What it says in a stream has no status, and is an error of the request's (a ValueError).
                answer.Error = ServerError.ReadValue(ref json, 400);
            }
            else
            {
                JsonFields.SkipValue(ref json);
            }
        }

        MarkRepeated(answer, generated);
    }

    private static void MarkRepeated(AnswerEvent answer, int? generated)
    {
        if (answer.Error is not null || generated is not { } count)
        {
            return;
        }

        int added = count - answer.ReceivedBefore;
        if (added < 0 || added > answer.Ids.Count)
        {
            throw AttemptException.Malformed(
                $"counts {count} ids, sent {answer.Ids.Count}, and had sent {answer.ReceivedBefore}: some are missing");
        }

        answer.RepeatedIds = answer.Ids.Count - added;
    }

    private static int? ReadMetaInfo(ref Utf8JsonReader json, AnswerEvent answer)
    {
        int? generated = null;
        while (JsonFields.Next(ref json))
        {
            if (json.ValueTextEquals("completion_tokens"u8))
            {
                generated = JsonFields.ReadInt32(ref json);
            }
            else if (json.ValueTextEquals("cached_tokens"u8))
            {
                answer.CachedTokens = JsonFields.ReadInt32(ref json);
            }
            else if (json.ValueTextEquals("finish_reason"u8))
            {
                if (JsonFields.BeginObject(ref json))
                {
                    ReadFinish(ref json, answer);
                }
            }
            else
            {
                JsonFields.SkipValue(ref json);
            }
        }

        return generated;
    }

    private static void ReadFinish(ref Utf8JsonReader json, AnswerEvent answer)
    {
        string? type = null;
        string? message = null;
        int? status = null;
        while (JsonFields.Next(ref json))
        {
            if (json.ValueTextEquals("type"u8))
            {
                type = JsonFields.ReadText(ref json);
            }
            else if (json.ValueTextEquals("message"u8))
            {
                message = JsonFields.ReadText(ref json);
            }
            else if (json.ValueTextEquals("status_code"u8))
            {
                status = JsonFields.ReadInt32(ref json);
            }
            else
            {
                JsonFields.SkipValue(ref json);
            }
        }

        switch (type)
        {
            case "stop":
                answer.Finish = FinishReason.Stop;
                break;
            case "length":
                answer.Finish = FinishReason.Length;
                break;
            default:
                answer.Error = new ServerError(status ?? 500, message ?? $"the generation was ended by the server (\"{type}\")");
                break;
        }
    }

    private static void WriteSampling(Utf8JsonWriter json, in ServerRequest request)
    {
        // Written where it is not asked for as well: a model's generation_config.json is the default of what is left out.
        SamplingOptions sampling = request.Sampling;
        json.WriteNumber("max_new_tokens"u8, request.MaxTokens);
        json.WriteNumber("temperature"u8, sampling.Temperature);
        json.WriteNumber("top_p"u8, sampling.TopP ?? 1);
        json.WriteNumber("top_k"u8, sampling.TopK ?? -1);
        json.WriteNumber("min_p"u8, sampling.MinP ?? 0);
        json.WriteNumber("repetition_penalty"u8, sampling.RepetitionPenalty ?? 1);
        json.WriteBoolean("skip_special_tokens"u8, false);
        RequestJson.WriteIds(json, "stop_token_ids"u8, request.Request.StopIds.Span);
        if (request.Request.LogitBias is { } bias)
        {
            json.WriteStartObject("logit_bias"u8);
            RequestJson.WriteBias(json, bias, float.MinValue);
            json.WriteEndObject();
        }

        if (request.Request.Constraint is GrammarConstraint grammar)
        {
            // Both are texts here, the schema too.
            json.WriteString(grammar.Language == GrammarLanguage.JsonSchema ? "json_schema"u8 : "ebnf"u8, grammar.Text);
        }
    }
}
