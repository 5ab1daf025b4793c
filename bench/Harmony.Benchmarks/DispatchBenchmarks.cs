using System.Buffers;
using BenchmarkDotNet.Attributes;
using Harmony.Benchmarks.Inputs;
using Harmony.Tools;

namespace Harmony.Benchmarks;

/// <summary>A call of five arguments → the tool → its result. What is allocated is the arguments' objects.</summary>
public class DispatchBenchmarks
{
    private readonly BenchmarkTools _tools = new();
    private readonly ArrayBufferWriter<byte> _result = new(1 << 10);
    private readonly byte[] _values = """{"count":12,"ratio":0.25,"exact":true,"day":"Sunday","until":"2025-01-31"}"""u8.ToArray();
    private readonly byte[] _search = """{"query":"weather in Paris","sources":["web","news"],"limit":5,"day":"Friday","exact":true}"""u8.ToArray();
    private readonly byte[] _wrong = """{"query":"weather in Paris","sources":["web",5],"limit":"many","day":"Freitag"}"""u8.ToArray();

    [GlobalSetup]
    public async Task Check()
    {
        if (await Values() != ToolCallStatus.Succeeded || await Search() != ToolCallStatus.Succeeded || await Wrong() != ToolCallStatus.InvalidArguments)
        {
            throw new InvalidOperationException("A call is not what it is measured as.");
        }
    }

    [Benchmark]
    public ValueTask<ToolCallStatus> Values() => Call("functions.values", _values);

    [Benchmark]
    public ValueTask<ToolCallStatus> Search() => Call("functions.search", _search);

    /// <summary>Wrong arguments, and what the model is told.</summary>
    [Benchmark]
    public ValueTask<ToolCallStatus> Wrong() => Call("functions.search", _wrong);

    private ValueTask<ToolCallStatus> Call(string name, byte[] arguments)
    {
        _result.ResetWrittenCount();
        return _tools.DispatchAsync(name, arguments, _result);
    }
}
