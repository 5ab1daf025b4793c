using BenchmarkDotNet.Attributes;
using Harmony.Benchmarks.Inputs;
using Harmony.Buffers;
using Harmony.Chat;
using Harmony.Rendering;

namespace Harmony.Benchmarks;

/// <summary>A chat-completions request → conversation → ids, as a server does it. What is allocated is the conversation.</summary>
public class ChatBenchmarks
{
    private readonly TokenBuffer _ids = new();
    private byte[] _request = [];

    [GlobalSetup]
    public void Load() => _request = ChatRequestFile.Json;

    [Benchmark]
    public int ToConversation() => ChatRequest.Read(_request).Conversation.Count;

    [Benchmark]
    public int ToIds()
    {
        _ids.Clear();
        HarmonyRenderer.Render(ChatRequest.Read(_request).Conversation, _ids);
        return _ids.Count;
    }
}
