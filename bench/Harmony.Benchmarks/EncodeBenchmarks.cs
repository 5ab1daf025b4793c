using BenchmarkDotNet.Attributes;
using Harmony.Benchmarks.Inputs;
using Harmony.Buffers;
using Harmony.Tokenization;

namespace Harmony.Benchmarks;

/// <summary>Text → ids, into a buffer that is used again.</summary>
public class EncodeBenchmarks
{
    private readonly TokenBuffer _ids = new();
    private byte[] _utf8 = [];
    private string _utf16 = "";

    [ParamsAllValues]
    public CorpusName Corpus { get; set; }

    [GlobalSetup]
    public void Load()
    {
        Corpus corpus = Inputs.Corpus.Load(Corpus);
        corpus.Check();
        _utf8 = corpus.Utf8;
        _utf16 = corpus.Text;
    }

    [Benchmark]
    public int Utf8()
    {
        _ids.Clear();
        O200kTokenizer.Encode(_utf8, _ids);
        return _ids.Count;
    }

    [Benchmark]
    public int Utf16()
    {
        _ids.Clear();
        O200kTokenizer.Encode(_utf16, _ids);
        return _ids.Count;
    }
}
