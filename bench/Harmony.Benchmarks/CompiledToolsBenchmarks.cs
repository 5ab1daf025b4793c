using BenchmarkDotNet.Attributes;
using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Rendering;

namespace Harmony.Benchmarks;

/// <summary>A developer message of 20 tools: its ids copied, written with compiled tools, and rendered from the schemas.</summary>
public class CompiledToolsBenchmarks
{
    private const int ToolCount = 20;

    private const string Schema =
        """{"type":"object","properties":{"location":{"type":"string","description":"The city and state, e.g. San Francisco, CA"},"unit":{"type":"string","enum":["celsius","fahrenheit"],"default":"celsius"},"days":{"type":"integer"}},"required":["location"]}""";

    private static readonly RenderOptions Options = new() { Purpose = RenderPurpose.Conversation };

    private readonly TokenBuffer _ids = new();
    private Conversation _rendered = [];
    private Conversation _compiled = [];
    private int[] _expected = [];

    [GlobalSetup]
    public void Load()
    {
        ToolNamespace tools = ToolNamespace.Functions([.. Enumerable.Range(0, ToolCount).Select(tool =>
            new ToolDescription($"get_weather_{tool}", "Gets the current weather in the provided location.", ToolParameters.Parse(Schema)))]);
        _rendered = [Message.Developer(new DeveloperContent { Tools = [tools] })];
        _expected = HarmonyRenderer.Render(_rendered, Options);

        // Before the namespace stand <|start|>, the role, <|message|> and the three ids of the heading; behind it <|end|>.
        _compiled = [Message.Developer(new DeveloperContent { Tools = [new Compiled(tools, _expected[6..^1]).Namespace] })];
        if (!HarmonyRenderer.Render(_compiled, Options).AsSpan().SequenceEqual(_expected))
        {
            throw new InvalidOperationException("The compiled tools do not give the ids of the rendered ones.");
        }
    }

    [GlobalCleanup]
    public void Return() => _ids.Dispose();

    [Benchmark(Baseline = true)]
    public void Copy()
    {
        _ids.Clear();
        _ids.Append(_expected);
    }

    [Benchmark]
    public void WithCompiledTools() => Render(_compiled);

    [Benchmark]
    public void FromSchemas() => Render(_rendered);

    private void Render(Conversation conversation)
    {
        _ids.Clear();
        HarmonyRenderer.Render(conversation, _ids, Options);
    }

    private sealed class Compiled(ToolNamespace tools, int[] ids) : CompiledTools(tools, HarmonyDialect.OpenAI, SchemaStyle.Reference)
    {
        public override ReadOnlySpan<int> Ids => ids;
    }
}
