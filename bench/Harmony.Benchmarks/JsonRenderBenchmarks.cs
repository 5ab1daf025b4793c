using BenchmarkDotNet.Attributes;
using Harmony.Benchmarks.Inputs;
using Harmony.Buffers;
using Harmony.Rendering;

namespace Harmony.Benchmarks;

/// <summary>JSON → conversation → ids, as a server does it. What is allocated is the conversation.</summary>
public class JsonRenderBenchmarks
{
    private readonly TokenBuffer _ids = new();
    private byte[] _json = [];

    [ParamsAllValues]
    public ConversationName Conversation { get; set; }

    [GlobalSetup]
    public void Load()
    {
        ConversationFile file = ConversationFile.Load(Conversation);
        file.Check();
        _json = file.Json;
    }

    [Benchmark]
    public int Parse() => Conversations.Conversation.FromJson(_json).Count;

    [Benchmark]
    public int ParseAndRender()
    {
        _ids.Clear();
        HarmonyRenderer.Render(Conversations.Conversation.FromJson(_json), _ids);
        return _ids.Count;
    }
}
