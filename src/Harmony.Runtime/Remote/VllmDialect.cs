using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>What vLLM's two interfaces have in common: what they can do, how they stream, and their answers.</summary>
internal abstract class VllmDialect(string name) : RemoteDialect(name)
{
    internal sealed override EngineFeatures Features => VllmSampling.Features;

    internal sealed override void ReadAnswer(ReadOnlySpan<byte> utf8, AnswerEvent answer) => VllmAnswer.Read(utf8, answer);

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
}
