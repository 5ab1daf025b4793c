using Harmony.Benchmarking.Measuring;
using Harmony.Buffers;
using Harmony.Tokenization;

namespace Harmony.Benchmarking.Texts;

/// <summary>A folder of texts of one size.</summary>
internal sealed record PromptSet(string Folder, IReadOnlyList<TextFile> Slices)
{
    public string Name => "prompts-" + Path.GetFileName(Folder);
}

/// <summary>Measures the time of one prompt: in a fresh process, in a process that has encoded other texts, and in this process, which has encoded the prompt before.</summary>
internal sealed class PromptBenchmark(BenchmarkSettings settings, FreshProcess freshProcess)
{
    /// <summary>The folder of the texts that a process encodes before it is given a prompt.</summary>
    private const string OtherText = "512k";

    private const int MinRepetitions = 5;
    private const int PassesARepetition = 4;

    /// <summary>Reads the subfolders of a folder, a set of prompts each, in the order of their length.</summary>
    /// <exception cref="BenchmarkException">There is no set, or the folder of other texts is missing.</exception>
    public static IReadOnlyList<PromptSet> Read(string folder, Func<string, byte[]> readText)
    {
        string other = OtherTextOf(folder);
        if (!Directory.Exists(other))
        {
            throw new BenchmarkException($"{folder}: the folder {OtherText} is missing; it contains the texts that a process encodes before it is given prompts");
        }

        PromptSet[] sets = [.. Directory.GetDirectories(folder)
            .Where(path => path != other)
            .Select(path => new PromptSet(path, TextFile.ReadFolder(path, readText)))
            .OrderBy(set => set.Slices[0].Utf8.Length).ThenBy(set => set.Folder, StringComparer.Ordinal)];
        return sets.Length > 0 ? sets : throw new BenchmarkException($"{folder}: the folder contains no folders of prompts, such as 1k, 8k and 64k");
    }

    public IEnumerable<Measurement> Run(PromptSet set)
    {
        using var ids = new TokenBuffer();
        ids.GetSpan(set.Slices.Sum(slice => slice.Utf8.Length));
        foreach (TextFile slice in set.Slices)
        {
            O200kTokenizer.Encode(slice.Utf8, ids);
        }

        int tokens = ids.Count;
        string hash = IdsHash.Of(ids.Span);
        IEnumerable<Measurement> measurements = [.. FirstPasses(set), .. Repeat(set, ids)];
        return measurements.Select(measurement => measurement with { Bytes = set.Slices.Sum(slice => slice.Utf8.Length), Tokens = tokens, IdsHash = hash });
    }

    private static string OtherTextOf(string folder) => Path.Combine(folder, OtherText);

    private List<Measurement> FirstPasses(PromptSet set)
    {
        if (settings.FreshProcesses == 0)
        {
            return [];
        }

        string other = OtherTextOf(Path.GetDirectoryName(set.Folder)!);
        var first = new List<FirstPasses>();
        var unseen = new List<FirstPasses>();
        for (int i = 0; i < settings.FreshProcesses; i++)
        {
            first.Add(freshProcess.Measure(known: null, set.Folder));
            unseen.Add(freshProcess.Measure(other, set.Folder));
        }

        return [Measure(set, "latency-first", first), Measure(set, "latency-unseen", unseen)];
    }

    private static Measurement Measure(PromptSet set, string mode, List<FirstPasses> passes) =>
        Measurement.Of(set.Name, mode, [.. set.Slices.Select((_, slice) => new Timing([.. passes.Select(pass => pass.Seconds[slice])]))]) with
        {
            CompiledMethods = passes.Max(pass => pass.CompiledMethods),
        };

    private List<Measurement> Repeat(PromptSet set, TokenBuffer ids)
    {
        if (settings.Repetitions == 0)
        {
            return [];
        }

        using ProcessorPin pin = ProcessorPin.On(settings.Processor);
        byte[][] slices = [.. set.Slices.Select(slice => slice.Utf8)];
        Timing.WarmUp(settings.Budget, EncodeAll);
        List<double>[] seconds = [.. slices.Select(_ => new List<double>())];
        for (int pass = 0; pass < Math.Max(settings.Repetitions, MinRepetitions) * PassesARepetition; pass++)
        {
            for (int slice = 0; slice < seconds.Length; slice++)
            {
                byte[] utf8 = slices[slice];
                seconds[slice].Add(Timing.Once(() => Encode(utf8)));
            }
        }

        return [Measurement.Of(set.Name, "latency-warm", [.. seconds.Select(slice => new Timing(slice))]) with { AllocatedBytes = Timing.Allocated(EncodeAll) }];

        void EncodeAll()
        {
            foreach (byte[] utf8 in slices)
            {
                Encode(utf8);
            }
        }

        void Encode(byte[] utf8)
        {
            ids.Clear();
            O200kTokenizer.Encode(utf8, ids);
        }
    }
}
