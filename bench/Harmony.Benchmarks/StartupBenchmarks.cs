using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Harmony.Tokenization;

namespace Harmony.Benchmarks;

/// <summary>
/// The first encode of a process, everything still to be loaded and compiled. bench/startup measures the same where the
/// library is compiled ahead of time.
/// </summary>
[SimpleJob(RunStrategy.ColdStart, launchCount: 5, warmupCount: 0, iterationCount: 1, invocationCount: 1)]
public class StartupBenchmarks
{
    private readonly int[] _ids = new int[64];

    [Benchmark]
    public bool FirstEncode() => O200kTokenizer.TryEncode("The quick brown fox jumps over the lazy dog.", _ids, out _);
}
