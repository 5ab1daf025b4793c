using BenchmarkDotNet.Attributes;
using Harmony.Benchmarks.Inputs;
using Harmony.Tokenization;

namespace Harmony.Benchmarks;

/// <summary>Ids → UTF-8: all at once, and one by one as a model generates them.</summary>
public class DecodeBenchmarks
{
    private int[] _ids = [];
    private byte[] _utf8 = [];

    [ParamsAllValues]
    public CorpusName Corpus { get; set; }

    [GlobalSetup]
    public void Load()
    {
        Corpus corpus = Inputs.Corpus.Load(Corpus);
        corpus.Check();
        _ids = O200kTokenizer.Encode(corpus.Text);
        _utf8 = new byte[corpus.Utf8.Length + TokenDecoder.MaxBytesPerId];
    }

    [Benchmark]
    public int AllAtOnce()
    {
        O200kTokenizer.TryDecodeToUtf8(_ids, _utf8, out int length);
        return length;
    }

    [Benchmark]
    public int OneByOne()
    {
        var decoder = default(TokenDecoder);
        int length = 0;
        foreach (int id in _ids)
        {
            decoder.TryDecode(id, _utf8.AsSpan(length), out int written);
            length += written;
        }

        return length;
    }
}
