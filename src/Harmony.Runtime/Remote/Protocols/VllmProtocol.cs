using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>
/// The common part of vLLM's two interfaces. Their sampling members have the same names. Their answers have <c>choices</c> with
/// <c>token_ids</c>, in a stream only new ones, the stop id last; <c>usage</c> in a separate event; errors inside a stream that
/// began with 200.
/// </summary>
internal abstract class VllmProtocol(string name, string path) : ServerProtocol(name, $"vLLM {path}")
{
    /// <summary>The bias that forbids an id: vLLM clamps lower values to it, and no logit of GPT-OSS comes near.</summary>
    private const float LowestBias = -100;

    internal sealed override EngineFeatures Features =>
        EngineFeatures.TopP | EngineFeatures.TopK | EngineFeatures.MinP | EngineFeatures.Seed | EngineFeatures.RepetitionPenalty
        | EngineFeatures.LogitBias | EngineFeatures.JsonSchema | EngineFeatures.PrefixReuse;

    internal sealed override string GeneratePath => path;

    internal sealed override void ReadAnswer(ReadOnlySpan<byte> utf8, AnswerEvent answer)
    {
        var json = new Utf8JsonReader(utf8);
        ServerJson.Begin(ref json);
        while (ServerJson.Next(ref json))
        {
            if (json.ValueTextEquals("choices"u8))
            {
                ReadChoices(ref json, answer);
            }
            else if (json.ValueTextEquals("usage"u8))
            {
                answer.CachedTokens = ServerJson.ReadNested(ref json, "prompt_tokens_details"u8, "cached_tokens"u8);
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
    }

    private protected static void WriteSampling(Utf8JsonWriter json, in ServerRequest request)
    {
        RequestJson.WriteSampling(json, request, "max_tokens"u8, LowestBias);
        if (request.Sampling.Seed is { } seed)
        {
            json.WriteNumber("seed"u8, seed);
        }

        if (request.Request.Constraint is GrammarConstraint grammar)
        {
            json.WriteStartObject("structured_outputs"u8);
            if (grammar.Language == GrammarLanguage.JsonSchema)
            {
                RequestJson.WriteSchema(json, "json"u8, grammar.Text);
            }
            else
            {
                json.WriteString("grammar"u8, grammar.Text);
            }

            json.WriteEndObject();
        }
    }

    private protected static void WriteStreaming(Utf8JsonWriter json, in ServerRequest request)
    {
        if (!request.Stream)
        {
            return;
        }

        json.WriteBoolean("stream"u8, true);
        json.WriteStartObject("stream_options"u8);
        json.WriteBoolean("include_usage"u8, true);
        json.WriteEndObject();
    }

    private static void ReadChoices(ref Utf8JsonReader json, AnswerEvent answer)
    {
        ServerJson.BeginArray(ref json);
        while (ServerJson.NextObject(ref json))
        {
            if (IsFirstChoice(json))
            {
                ReadChoice(ref json, answer);
            }
            else
            {
                json.Skip();
            }
        }
    }

    /// <summary>Whether a choice is the requested one. The reader is a copy, since the index may come anywhere in the choice.</summary>
    private static bool IsFirstChoice(Utf8JsonReader json) =>
        !ServerJson.TryFind(ref json, "index"u8) || ServerJson.ReadInt32(ref json) is null or 0;

    private static void ReadChoice(ref Utf8JsonReader json, AnswerEvent answer)
    {
        while (ServerJson.Next(ref json))
        {
            if (json.ValueTextEquals("token_ids"u8))
            {
                ServerJson.ReadIds(ref json, answer);
            }
            else if (json.ValueTextEquals("finish_reason"u8))
            {
                json.Read();
                ReadFinish(ref json, answer);
            }
            else
            {
                ServerJson.SkipValue(ref json);
            }
        }
    }

    // stop_reason is not needed: the id that ended it is the last id, even if stop_reason is null, as after <|return|>.
    private static void ReadFinish(ref Utf8JsonReader json, AnswerEvent answer)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return;
        }

        ServerJson.Expect(ref json, JsonTokenType.String, "a finish_reason");
        if (json.ValueTextEquals("stop"u8))
        {
            answer.Finish = FinishReason.Stop;
        }
        else if (json.ValueTextEquals("length"u8))
        {
            answer.Finish = FinishReason.Length;
        }
        else
        {
            answer.Error = ServerError.Ended($"finish_reason \"{json.GetString()}\"");
        }
    }
}
