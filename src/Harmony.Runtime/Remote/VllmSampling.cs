using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>The members that both of vLLM's interfaces call the same, one in the body itself, the other in <c>sampling_params</c>.</summary>
internal static class VllmSampling
{
    /// <summary>What forbids an id: vLLM cuts what is beyond to it, and no logit of GPT-OSS comes near.</summary>
    private const float LowestBias = -100;

    /// <summary>What vLLM does by itself with these members.</summary>
    public const EngineFeatures Features =
        EngineFeatures.TopP | EngineFeatures.TopK | EngineFeatures.MinP | EngineFeatures.Seed | EngineFeatures.RepetitionPenalty
        | EngineFeatures.LogitBias | EngineFeatures.JsonSchema | EngineFeatures.PrefixReuse;

    public static void Write(Utf8JsonWriter json, in ServerRequest request)
    {
        // Written where it is not asked for as well: a model's generation_config.json is the default of what is left out.
        SamplingOptions sampling = request.Sampling;
        json.WriteNumber("max_tokens"u8, request.MaxTokens);
        json.WriteNumber("temperature"u8, sampling.Temperature);
        json.WriteNumber("top_p"u8, sampling.TopP ?? 1);
        json.WriteNumber("top_k"u8, sampling.TopK ?? -1);
        json.WriteNumber("min_p"u8, sampling.MinP ?? 0);
        json.WriteNumber("repetition_penalty"u8, sampling.RepetitionPenalty ?? 1);
        if (sampling.Seed is { } seed)
        {
            json.WriteNumber("seed"u8, seed);
        }

        RequestJson.WriteIds(json, "stop_token_ids"u8, request.Request.StopIds.Span);
        if (request.Request.LogitBias is { } bias)
        {
            json.WriteStartObject("logit_bias"u8);
            RequestJson.WriteBias(json, bias, LowestBias);
            json.WriteEndObject();
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
}
