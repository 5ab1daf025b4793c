using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>
/// vLLM's <c>/inference/v1/generate</c>: ids and nothing else. A server started with <c>--tokens-only</c> does not check them and
/// crashes on an id that is too great; <see cref="GenerationRequest.Validate"/> checks them.
/// </summary>
internal sealed class VllmGenerateProtocol() : VllmProtocol("vllm-generate", "/inference/v1/generate")
{
    internal override void WriteRequest(Utf8JsonWriter json, in ServerRequest request)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, request.Model);
        RequestJson.WriteIds(json, "token_ids"u8, request.Request.Prompt.Span);
        json.WriteStartObject("sampling_params"u8);
        WriteSampling(json, request);
        json.WriteEndObject();
        WriteStreaming(json, request);
        json.WriteEndObject();
    }
}
