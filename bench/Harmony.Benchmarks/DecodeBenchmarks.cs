using BenchmarkDotNet.Attributes;
using Harmony.Benchmarks.Inputs;
using Harmony.Tokenization;

namespace Harmony.Benchmarks;

/// <summary>Ids → UTF-8: all at once, one by one as a model generates them, and some at a time as an engine
/// hands them over.</summary>
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
    public int SomeAtATime()
    {
        const int BlockLength = 16;
        var decoder = default(TokenDecoder);
        int length = 0;
        for (int i = 0; i < _ids.Length; i += BlockLength)
        {
            ReadOnlySpan<int> block = _ids.AsSpan(i, Math.Min(BlockLength, _ids.Length - i));
            decoder.Decode(block, _utf8.AsSpan(length), out _, out int written);
            length += written;
        }

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
