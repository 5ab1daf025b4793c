using BenchmarkDotNet.Attributes;
using Harmony.Benchmarks.Inputs;
using Harmony.Tokenization;

namespace Harmony.Benchmarks;

/// <summary>Counting tokens without storing them.</summary>
public class CountBenchmarks
{
    private byte[] _utf8 = [];

    [ParamsAllValues]
    public CorpusName Corpus { get; set; }

    [GlobalSetup]
    public void Load()
    {
        Corpus corpus = Inputs.Corpus.Load(Corpus);
        corpus.Check();
        _utf8 = corpus.Utf8;
    }

    [Benchmark]
    public int Utf8() => O200kTokenizer.CountTokens(_utf8);
}
