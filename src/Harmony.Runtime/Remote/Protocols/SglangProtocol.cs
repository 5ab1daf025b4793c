using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>
/// SGLang's <c>/generate</c>. The <c>output_ids</c> of its events are all ids so far, or with
/// <c>--incremental-streaming-output</c> only the new ones. <c>completion_tokens</c> counts all of them in both cases, so the
/// new ids are as many of the last ones as the count has grown by.
/// </summary>
internal sealed class SglangProtocol() : ServerProtocol("sglang", "SGLang /generate")
{
    /// <summary>Without the seed, which SGLang ignores unless started with <c>--enable-deterministic-inference</c>.</summary>
    internal override EngineFeatures Features =>
        EngineFeatures.TopP | EngineFeatures.TopK | EngineFeatures.MinP | EngineFeatures.RepetitionPenalty
        | EngineFeatures.LogitBias | EngineFeatures.JsonSchema | EngineFeatures.PrefixReuse;

    internal override string GeneratePath => "/generate";

    // It refuses a prompt and an answer that fill the whole context.
    internal override int ReservedTokens => 1;

    internal override void WriteRequest(Utf8JsonWriter json, in ServerRequest request)
    {
        json.WriteStartObject();
        RequestJson.WriteIds(json, "input_ids"u8, request.Request.Prompt.Span);
        json.WriteStartObject("sampling_params"u8);
        RequestJson.WriteSampling(json, request, "max_new_tokens"u8, float.MinValue);
        json.WriteBoolean("skip_special_tokens"u8, false);
        if (request.Request.Constraint is GrammarConstraint grammar)
        {
            // Both are strings here, the schema too.
            json.WriteString(grammar.Language == GrammarLanguage.JsonSchema ? "json_schema"u8 : "ebnf"u8, grammar.Text);
        }

        json.WriteEndObject();
        json.WriteBoolean("stream"u8, request.Stream);
        json.WriteEndObject();
    }

    internal override void ReadAnswer(ReadOnlySpan<byte> utf8, AnswerEvent answer)
    {
        int? generated = null;
        var json = new Utf8JsonReader(utf8);
        ServerJson.Begin(ref json);
        while (ServerJson.Next(ref json))
        {
            if (json.ValueTextEquals("output_ids"u8))
            {
                ServerJson.ReadIds(ref json, answer);
            }
            else if (json.ValueTextEquals("meta_info"u8))
            {
                generated = ReadMetaInfo(ref json, answer) ?? generated;
            }
            else if (json.ValueTextEquals("error"u8))
            {
                json.Read();

                // An error in a stream has no status, and is one of the request (a ValueError).
                answer.Error = ServerError.ReadValue(ref json, 400);
            }
            else
            {
                ServerJson.SkipValue(ref json);
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
                $"counted {count} ids, but sent {answer.Ids.Count} after {answer.ReceivedBefore} earlier ones: some are missing");
        }

        answer.RepeatedIds = answer.Ids.Count - added;
    }

    private static int? ReadMetaInfo(ref Utf8JsonReader json, AnswerEvent answer)
    {
        int? generated = null;
        if (!ServerJson.BeginObject(ref json))
        {
            return generated;
        }

        while (ServerJson.Next(ref json))
        {
            if (json.ValueTextEquals("completion_tokens"u8))
            {
                generated = ServerJson.ReadInt32(ref json);
            }
            else if (json.ValueTextEquals("cached_tokens"u8))
            {
                answer.CachedTokens = ServerJson.ReadInt32(ref json);
            }
            else if (json.ValueTextEquals("finish_reason"u8))
            {
                if (ServerJson.BeginObject(ref json))
                {
                    ReadFinish(ref json, answer);
                }
            }
            else
            {
                ServerJson.SkipValue(ref json);
            }
        }

        return generated;
    }

    private static void ReadFinish(ref Utf8JsonReader json, AnswerEvent answer)
    {
        string? type = null;
        string? message = null;
        int? status = null;
        while (ServerJson.Next(ref json))
        {
            if (json.ValueTextEquals("type"u8))
            {
                type = ServerJson.ReadString(ref json);
            }
            else if (json.ValueTextEquals("message"u8))
            {
                message = ServerJson.ReadString(ref json);
            }
            else if (json.ValueTextEquals("status_code"u8))
            {
                status = ServerJson.ReadInt32(ref json);
            }
            else
            {
                ServerJson.SkipValue(ref json);
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
                answer.Error = message is null ? ServerError.Ended($"finish_reason \"{type}\"", status) : new ServerError(status ?? 500, message);
                break;
        }
    }
}
