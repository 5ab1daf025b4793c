using System.Diagnostics;
using Harmony.Benchmarking.Measuring;
using Harmony.Benchmarking.Reports;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.OnnxGenAI;
using Harmony.Parsing;
using Harmony.Rendering;
using Harmony.Vocabulary;

namespace Harmony.Benchmarking.Models;

/// <summary>Measures a model in this process: the speed of reading and generating, the gain from a kept conversation, and the cost of
/// the engine compared with plain calls of the native library.</summary>
/// <param name="folder">The model's folder.</param>
/// <param name="options">The options with which the model is loaded.</param>
/// <param name="settings">The settings of the run.</param>
public sealed class ModelBenchmark(string folder, OnnxGenAIOptions options, BenchmarkSettings settings)
{
    private const int GeneratedTokens = 64;
    private const int MinLoads = 3;
    private const int MinPairs = 3;

    private static readonly int[] PromptLengths = [128, 512, 2_000, 8_000];
    private static readonly RenderOptions KeepAnalysis = new() { KeepAnalysis = true };

    private static readonly Dictionary<int, float> NoEnd = new()
    {
        [SpecialTokens.Return] = float.NegativeInfinity,
        [SpecialTokens.Call] = float.NegativeInfinity,
        [SpecialTokens.EndOfText] = float.NegativeInfinity,
    };

    private readonly BenchmarkPrompts _prompts = new();

    /// <summary>Measures everything and writes each measurement as soon as it is made.</summary>
    /// <exception cref="EngineException">The model cannot be run.</exception>
    /// <exception cref="BenchmarkException">The engine and the plain loop differ.</exception>
    public async Task RunAsync(MeasurementWriter writer)
    {
        await foreach (ModelMeasurement measurement in MeasureAllAsync())
        {
            writer.Write(measurement);
        }
    }

    private async IAsyncEnumerable<ModelMeasurement> MeasureAllAsync()
    {
        // One generator: each prompt replaces the one before it and reuses its memory.
        await using (OnnxGenAIEngine engine = await LoadAsync())
        {
            foreach (int length in PromptLengths.Where(length => length < engine.Description.ContextLength))
            {
                yield return await MeasurePrefillAsync(engine, length);
            }

            yield return await MeasureDecodeAsync(engine);
            int begun = Math.Min(1_000, engine.Description.ContextLength / 2);
            yield return await MeasureSecondTurnAsync(engine, begun, isKept: false);
            yield return await MeasureSecondTurnAsync(engine, begun, isKept: true);
        }

        yield return await CompareAsync();
    }

    private Task<OnnxGenAIEngine> LoadAsync() => OnnxGenAIEngine.LoadAsync(folder, options with { MaxGenerators = 1 });

    private Task<ModelMeasurement> MeasurePrefillAsync(OnnxGenAIEngine engine, int length) => MeasureAsync(engine, "prefill", length, async () =>
    {
        MeasuredGeneration run = await MeasuredGeneration.MeasureAsync(engine, Greedy(_prompts.OfLength(length), maxTokens: 1));
        return (run.SecondsToFirst, run);
    });

    private Task<ModelMeasurement> MeasureDecodeAsync(OnnxGenAIEngine engine) => MeasureAsync(engine, "decode, sampled", GeneratedTokens - 1, async () =>
    {
        GenerationRequest request = new(_prompts.Marked(HarmonyRenderer.Render(BenchmarkPrompts.Question))) { LogitBias = NoEnd, MaxTokens = GeneratedTokens, Sampling = new() { Seed = 1 } };
        MeasuredGeneration run = await MeasuredGeneration.MeasureAsync(engine, request);
        return (run.SecondsOfOthers, run);
    });

    private Task<ModelMeasurement> MeasureSecondTurnAsync(OnnxGenAIEngine engine, int begun, bool isKept) =>
        MeasureAsync(engine, isKept ? "first id, kept" : "first id, anew", tokens: 1, async () =>
        {
            Conversation conversation = BenchmarkPrompts.WithLength(begun);
            int[] first = _prompts.Marked(HarmonyRenderer.Render(conversation, KeepAnalysis));
            MeasuredGeneration answer = await MeasuredGeneration.MeasureAsync(engine, Greedy(first, GeneratedTokens));
            Conversation longer = [.. conversation, .. HarmonyParser.Parse(answer.Ids, Role.Assistant, keepRawIds: true).Messages, Message.User("Thank you.")];
            int[] second = HarmonyRenderer.Render(longer, KeepAnalysis);
            MeasuredGeneration run = await MeasuredGeneration.MeasureAsync(engine, Greedy(isKept ? [first[0], .. second] : _prompts.Marked(second), maxTokens: 1));
            return (run.SecondsToFirst, run);
        });

    private async Task<ModelMeasurement> MeasureAsync(OnnxGenAIEngine engine, string mode, int tokens, Func<Task<(double Seconds, MeasuredGeneration Run)>> measure)
    {
        var seconds = new List<double>();
        var outside = new List<double>();
        (_, MeasuredGeneration run) = await measure();
        long start = Stopwatch.GetTimestamp();
        while (seconds.Count < MinPairs || Stopwatch.GetElapsedTime(start) < settings.Budget)
        {
            (double next, run) = await measure();
            seconds.Add(next);
            outside.Add(run.OutsideMicroseconds);
        }

        return new ModelMeasurement(engine.Description.Model, mode, run.Usage.PromptTokens, run.Usage.CachedTokens ?? 0, tokens, new Timing(seconds))
        {
            OutsideMicroseconds = run.Ids.Length > 1 ? new Timing(outside).Median : null,
        };
    }

    /// <summary>Loads the model several times: the placement of its memory has more effect than anything compared here.</summary>
    private async Task<ModelMeasurement> CompareAsync()
    {
        var all = new List<Pair>();
        (List<double> Whole, List<double> Decode, List<double> Processor) ratios = ([], [], []);
        int loads = Math.Max(settings.Repetitions, MinLoads);
        string model = "";
        double bytes = double.PositiveInfinity;
        for (int load = 0; load < loads; load++)
        {
            await using OnnxGenAIEngine engine = await LoadAsync();
            model = engine.Description.Model;
            List<Pair> pairs = await MeasurePairsAsync(engine);
            all.AddRange(pairs);
            ratios.Whole.Add(Median(pairs, pair => pair.Ours.Seconds / pair.Plain.Seconds));
            ratios.Decode.Add(Median(pairs, pair => pair.Ours.SecondsOfOthers / pair.Plain.SecondsOfOthers));
            ratios.Processor.Add(Median(pairs, pair => pair.Ours.ProcessorSeconds / pair.Plain.ProcessorSeconds));
            bytes = Math.Min(bytes, await MeasureAllocationAsync(engine));
        }

        Pair typical = all[^1];
        return new ModelMeasurement(model, "decode", typical.Ours.Usage.PromptTokens, 0, typical.Ours.Ids.Length - 1, new Timing([.. all.Select(pair => pair.Ours.SecondsOfOthers)]))
        {
            OutsideMicroseconds = Median(all, pair => pair.Ours.OutsideMicroseconds),
            PlainLoop = new PlainLoopComparison(
                loads,
                all.Count,
                Median(all, pair => pair.Plain.SecondsOfOthers),
                RatioInterval.Of(ratios.Whole),
                RatioInterval.Of(ratios.Decode),
                RatioInterval.Of(ratios.Processor),
                bytes),
        };
    }

    private async Task<List<Pair>> MeasurePairsAsync(OnnxGenAIEngine engine)
    {
        var plain = new PlainLoop(engine);
        var pairs = new List<Pair>();
        await MeasurePairAsync(engine, plain, isPlainFirst: false);
        long start = Stopwatch.GetTimestamp();
        while (pairs.Count < MinPairs || Stopwatch.GetElapsedTime(start) < settings.Budget)
        {
            pairs.Add(await MeasurePairAsync(engine, plain, isPlainFirst: pairs.Count % 2 == 0));
        }

        return pairs;
    }

    private async Task<Pair> MeasurePairAsync(OnnxGenAIEngine engine, PlainLoop plain, bool isPlainFirst)
    {
        int[] prompt = _prompts.Marked(HarmonyRenderer.Render(BenchmarkPrompts.Question));
        MeasuredGeneration? before = isPlainFirst ? await plain.MeasureAsync(prompt, GeneratedTokens) : null;
        MeasuredGeneration ours = await MeasuredGeneration.MeasureAsync(engine, Greedy(prompt, GeneratedTokens));
        var pair = new Pair(ours, before ?? await plain.MeasureAsync(prompt, GeneratedTokens));
        return pair.Ours.Ids.AsSpan().SequenceEqual(pair.Plain.Ids)
            ? pair
            : throw new BenchmarkException("the engine and a plain loop over the C API gave different ids for the same prompt; this is a bug in the library");
    }

    /// <summary>Measures what a longer generation allocates more than a shorter one, on all threads, per additional token.</summary>
    private async Task<double> MeasureAllocationAsync(OnnxGenAIEngine engine)
    {
        int[] prompt = _prompts.Marked(HarmonyRenderer.Render(BenchmarkPrompts.Question));
        await AllocateAsync(GeneratedTokens);
        (long Bytes, int Tokens) shorter = await AllocateAsync(maxTokens: 4);
        (long Bytes, int Tokens) longer = await AllocateAsync(GeneratedTokens);

        // The fixed cost of a generation varies by some bytes with the number of times that its reader had to wait.
        return Math.Max(longer.Bytes - shorter.Bytes, 0) / (double)Math.Max(longer.Tokens - shorter.Tokens, 1);

        async Task<(long Bytes, int Tokens)> AllocateAsync(int maxTokens)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            MeasuredGeneration run = await MeasuredGeneration.MeasureAsync(engine, Greedy(prompt, maxTokens));

            // Without the arrays of the measurement itself.
            return (GC.GetTotalAllocatedBytes(precise: true) - before - ((maxTokens + 1 + run.Ids.Length) * sizeof(int)), run.Ids.Length);
        }
    }

    private static GenerationRequest Greedy(int[] prompt, int maxTokens) => new(prompt) { Sampling = SamplingOptions.Greedy, MaxTokens = maxTokens };

    private static double Median(IEnumerable<Pair> pairs, Func<Pair, double> value) => new Timing([.. pairs.Select(value)]).Median;

    private sealed record Pair(MeasuredGeneration Ours, MeasuredGeneration Plain);
}
