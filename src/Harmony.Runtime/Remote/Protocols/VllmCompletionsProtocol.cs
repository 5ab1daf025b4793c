using System.Text.Json;

namespace Harmony.Remote;

/// <summary>vLLM's <c>/v1/completions</c>, asked for ids. The server makes text too, which nothing reads.</summary>
internal sealed class VllmCompletionsProtocol() : VllmProtocol("vllm", "/v1/completions")
{
    internal override void WriteRequest(Utf8JsonWriter json, in ServerRequest request)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, request.Model);
        RequestJson.WriteIds(json, "prompt"u8, request.Request.Prompt.Span);
        WriteSampling(json, request);
        json.WriteBoolean("return_token_ids"u8, true);
        json.WriteBoolean("skip_special_tokens"u8, false);
        WriteStreaming(json, request);
        json.WriteEndObject();
    }
}
