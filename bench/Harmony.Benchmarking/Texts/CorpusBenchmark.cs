using Harmony.Benchmarking.Measuring;
using Harmony.Buffers;
using Harmony.Tokenization;

namespace Harmony.Benchmarking.Texts;

/// <summary>Measures whole texts: encoding, counting and decoding in this process, and the first encoding in fresh processes.</summary>
internal sealed class CorpusBenchmark(BenchmarkSettings settings, FreshProcess freshProcess)
{
    /// <summary>The length of the beginning of a text that warms up the code: short, so that its methods are called often.</summary>
    private const int WarmUpLength = 64 * 1024;

    /// <exception cref="BenchmarkException">The library contradicts itself, so what would be measured is wrong.</exception>
    public IEnumerable<Measurement> Run(TextFile text)
    {
        using var ids = new TokenBuffer();
        ids.GetSpan(text.Utf8.Length);
        O200kTokenizer.Encode(text.Utf8, ids);
        int[] expected = ids.ToArray();
        byte[] decoded = new byte[text.Utf8.Length + TokenDecoder.MaxBytesPerId];
        Check(text, expected, decoded);

        IEnumerable<Measurement> measurements = [.. Repeat(text, ids, expected, decoded), .. FirstPasses(text)];
        string hash = IdsHash.Of(expected);
        return measurements.Select(measurement => measurement with { Bytes = text.Utf8.Length, Tokens = expected.Length, IdsHash = hash });
    }

    private static void Check(TextFile text, int[] ids, byte[] decoded)
    {
        if (!O200kTokenizer.TryDecodeToUtf8(ids, decoded, out int length) || !text.Utf8.AsSpan().SequenceEqual(decoded.AsSpan(0, length)))
        {
            throw new BenchmarkException($"{text.Path}: its ids do not decode to the text; this is a bug in the library");
        }

        if (O200kTokenizer.CountTokens(text.Utf8) is var count && count != ids.Length)
        {
            throw new BenchmarkException($"{text.Path}: counting finds {count} tokens and encoding {ids.Length}; this is a bug in the library");
        }
    }

    private List<Measurement> Repeat(TextFile text, TokenBuffer ids, int[] expected, byte[] decoded)
    {
        if (settings.Repetitions == 0)
        {
            return [];
        }

        (string Mode, Action Work)[] works =
        [
            ("warm", () => Encode(text.Utf8, ids)),
            ("count", () => O200kTokenizer.CountTokens(text.Utf8)),
            ("decode", () => O200kTokenizer.TryDecodeToUtf8(expected, decoded, out _)),
        ];
        using ProcessorPin pin = ProcessorPin.On(settings.Processor);
        Timing.WarmUp(settings.Budget, () =>
        {
            ReadOnlySpan<byte> beginning = text.Utf8.AsSpan(0, Math.Min(WarmUpLength, text.Utf8.Length));
            Encode(beginning, ids);
            O200kTokenizer.CountTokens(beginning);
            O200kTokenizer.TryDecodeToUtf8(ids.Span, decoded, out _);
        });

        // Alternating, so that other load on the machine affects all of them alike.
        List<double>[] seconds = [.. works.Select(_ => new List<double>())];
        for (int i = 0; i < settings.Repetitions; i++)
        {
            for (int work = 0; work < works.Length; work++)
            {
                seconds[work].Add(Timing.Once(works[work].Work));
            }
        }

        return [.. works.Select((work, i) => Measurement.Of(text.Name, work.Mode, new Timing(seconds[i])) with { AllocatedBytes = Timing.Allocated(work.Work) })];
    }

    private static void Encode(ReadOnlySpan<byte> utf8, TokenBuffer ids)
    {
        ids.Clear();
        O200kTokenizer.Encode(utf8, ids);
    }

    private List<Measurement> FirstPasses(TextFile text)
    {
        if (settings.FreshProcesses == 0)
        {
            return [];
        }

        FirstPasses[] passes = [.. Enumerable.Range(0, settings.FreshProcesses).Select(_ => freshProcess.Measure(known: null, text.Path))];
        string mode = settings.WarmUp is null ? "cold" : "unseen";
        return [Measurement.Of(text.Name, mode, new Timing([.. passes.Select(pass => pass.Seconds[0])])) with { CompiledMethods = passes.Max(pass => pass.CompiledMethods) }];
    }
}
