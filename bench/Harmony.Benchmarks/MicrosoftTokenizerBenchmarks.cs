using BenchmarkDotNet.Attributes;
using Harmony.Benchmarks.Inputs;
using Harmony.Buffers;
using Harmony.Tokenization;
using Microsoft.ML.Tokenizers;

namespace Harmony.Benchmarks;

/// <summary>Microsoft.ML.Tokenizers' o200k_base and ours on the same text, each by its simplest call.</summary>
public class MicrosoftTokenizerBenchmarks
{
    private readonly TokenBuffer _ids = new();
    private readonly TiktokenTokenizer _peer = TiktokenTokenizer.CreateForEncoding("o200k_base");
    private string _text = "";

    [ParamsAllValues]
    public CorpusName Corpus { get; set; }

    /// <exception cref="InvalidOperationException">The two produce different ids, so there is nothing to compare.</exception>
    [GlobalSetup]
    public void Load()
    {
        Corpus corpus = Inputs.Corpus.Load(Corpus);
        corpus.Check();
        _text = corpus.Text;
        ReferenceIds.Compare($"{Corpus} by Microsoft.ML.Tokenizers", O200kTokenizer.Encode(_text), [.. _peer.EncodeToIds(_text)]);
    }

    [Benchmark(Baseline = true)]
    public int Encode()
    {
        _ids.Clear();
        O200kTokenizer.Encode(_text, _ids);
        return _ids.Count;
    }

    [Benchmark]
    public int EncodePeer() => _peer.EncodeToIds(_text).Count;

    [Benchmark]
    public int Count() => O200kTokenizer.CountTokens(_text);

    [Benchmark]
    public int CountPeer() => _peer.CountTokens(_text);
}
