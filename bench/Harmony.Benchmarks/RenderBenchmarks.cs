using BenchmarkDotNet.Attributes;
using Harmony.Benchmarks.Inputs;
using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Rendering;

namespace Harmony.Benchmarks;

/// <summary>
/// Conversation → ids. Every render gets objects of its own, built before the clock starts, so that nothing that an
/// object could remember from one render helps another.
/// </summary>
public class RenderBenchmarks
{
    private const int MinimalCount = 256;
    private const int ToolsCount = 16;
    private const int LongCount = 16;

    private readonly TokenBuffer _ids = new();
    private Conversation[] _conversations = [];

    [GlobalSetup(Target = nameof(Minimal))]
    public void PrepareMinimal() => WarmUp(ConversationName.Minimal);

    [GlobalSetup(Target = nameof(WithTools))]
    public void PrepareTools() => WarmUp(ConversationName.WithTools);

    [GlobalSetup(Target = nameof(TwoHundredTurns))]
    public void PrepareLong() => WarmUp(ConversationName.TwoHundredTurns);

    [IterationSetup(Target = nameof(Minimal))]
    public void BuildMinimal() => Build(ConversationName.Minimal, MinimalCount);

    [IterationSetup(Target = nameof(WithTools))]
    public void BuildTools() => Build(ConversationName.WithTools, ToolsCount);

    [IterationSetup(Target = nameof(TwoHundredTurns))]
    public void BuildLong() => Build(ConversationName.TwoHundredTurns, LongCount);

    [Benchmark(OperationsPerInvoke = MinimalCount)]
    public int Minimal() => RenderAll();

    [Benchmark(OperationsPerInvoke = ToolsCount)]
    public int WithTools() => RenderAll();

    [Benchmark(OperationsPerInvoke = LongCount)]
    public int TwoHundredTurns() => RenderAll();

    private int RenderAll()
    {
        foreach (Conversation conversation in _conversations)
        {
            _ids.Clear();
            HarmonyRenderer.Render(conversation, _ids);
        }

        return _ids.Count;
    }

    private void Build(ConversationName name, int count)
    {
        ConversationFile file = ConversationFile.Load(name);
        _conversations = new Conversation[count];
        for (int i = 0; i < count; i++)
        {
            _conversations[i] = Conversation.FromJson(file.Json);
        }
    }

    /// <summary>
    /// An iteration is too short for the runtime to have compiled everything at its best level within BenchmarkDotNet's
    /// own warm-up.
    /// </summary>
    private void WarmUp(ConversationName name)
    {
        ConversationFile file = ConversationFile.Load(name);
        file.Check();
        Build(name, count: 1);
        for (long start = Environment.TickCount64; Environment.TickCount64 - start < 500;)
        {
            RenderAll();
        }
    }
}
