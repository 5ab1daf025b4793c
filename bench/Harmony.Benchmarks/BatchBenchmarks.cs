using BenchmarkDotNet.Attributes;
using Harmony.Benchmarks.Inputs;
using Harmony.Tokenization;

namespace Harmony.Benchmarks;

/// <summary>Many texts → ids: all corpora, in parts of a message's length, by one thread and by as many as there are
/// processors.</summary>
public class BatchBenchmarks
{
    private const int PartLength = 4000;

    private readonly List<ReadOnlyMemory<byte>> _texts = [];

    [Params(1, -1)]
    public int MaxDegreeOfParallelism { get; set; }

    [GlobalSetup]
    public void Load()
    {
        foreach (CorpusName name in Enum.GetValues<CorpusName>())
        {
            ReadOnlyMemory<byte> corpus = Corpus.Load(name).Utf8;
            for (; !corpus.IsEmpty; corpus = corpus[Math.Min(PartLength, corpus.Length)..])
            {
                _texts.Add(corpus[..Math.Min(PartLength, corpus.Length)]);
            }
        }
    }

    [Benchmark]
    public int EncodeBatch()
    {
        using TokenBatch batch = O200kTokenizer.EncodeBatch(_texts, maxDegreeOfParallelism: MaxDegreeOfParallelism);
        return batch.Ids.Length;
    }
}
