using BenchmarkDotNet.Attributes;
using Harmony.Benchmarks.Inputs;
using Harmony.Conversations;
using Harmony.Parsing;

namespace Harmony.Benchmarks;

/// <summary>Ids → events, one by one as a model generates them, and ids → messages.</summary>
public class ParseBenchmarks
{
    private int[] _turn = [];
    private int[] _longContent = [];

    [GlobalSetup]
    public void Load()
    {
        _turn = GeneratedTurn.Load();
        _longContent = GeneratedTurn.LongContent();
    }

    [Benchmark]
    public long EventsOfATurn() => Read(_turn);

    [Benchmark]
    public long EventsOfALongContent() => Read(_longContent);

    [Benchmark]
    public int MessagesOfATurn() => HarmonyParser.Parse(_turn, Role.Assistant).Messages.Count;

    /// <returns>The number of bytes of text, so that every event is looked at.</returns>
    private static long Read(ReadOnlySpan<int> ids)
    {
        var reader = new HarmonyReader(Role.Assistant);
        long bytes = 0;
        foreach (int id in ids)
        {
            reader.Read(id);
            while (reader.TryNext(out HarmonyEvent next))
            {
                bytes += next.Text.Length;
            }
        }

        reader.End();
        while (reader.TryNext(out HarmonyEvent next))
        {
            bytes += next.Text.Length;
        }

        return bytes;
    }
}
