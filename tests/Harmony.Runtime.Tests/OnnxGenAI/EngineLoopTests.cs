using System.Diagnostics;
using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>What the engine costs beyond the model: no memory for an id, and next to no time.</summary>
public class EngineLoopTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_is_allocated_for_an_id_neither_by_the_engine_nor_by_who_reads()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        foreach (SamplingOptions sampling in (SamplingOptions[])[SamplingOptions.Greedy, new() { Temperature = 20, TopP = 0.9, TopK = 50, MinP = 0.01, Seed = 1, RepetitionPenalty = 1.1 }, new() { Seed = 1 }])
        {
            var meter = new Meter();
            await using TokenGeneration generation = await engine.StartAsync(
                new(TinyModel.ShortestPrompt.PromptIds) { Sampling = sampling, Constraint = meter, LogitBias = TinyModel.NoEnd, MaxIds = 300 },
                TestContext.Current.CancellationToken);
            long read = 0;
            var reader = new Thread(() => read = Read(generation));
            reader.Start();
            reader.Join();
            Assert.Equal(300, meter.Count);

            // Less than a byte an id: what is left is a lock that makes what it waits on when it is contended for the first time.
            Assert.InRange(read, 0, 299);
            Assert.InRange(meter.Bytes, 0, 299);
            output.WriteLine($"{sampling}: the reader {read} bytes, the engine {meter.Bytes} bytes for 300 ids");
        }
    }

    /// <summary>Run by itself (<c>-explicit only</c>): other tests beside it would be measured too.</summary>
    [Fact(Explicit = true)]
    public async Task Measure_against_a_plain_loop_over_the_c_api()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 2048, MaxGenerators = 1 });
        using LoadedModel model = LoadedModel.Load(TinyModel.Folder, new OnnxGenAIOptions());
        TinyPrompt[] prompts = [.. TinyModel.Prompts.OrderByDescending(prompt => prompt.ExpectedIds.Length).Take(20)];
        (List<double> Whole, List<double> First, List<double> Others) ratios = ([], [], []);
        (double Ours, double Plain) perId = default;
        for (int round = 0; round < 61; round++)
        {
            // A generator of its own each time on both sides: a first id of its own in each prompt leaves nothing to be kept.
            int[] prompt = [1000 + round, .. prompts[round % prompts.Length].PromptIds];
            Answer a = null!, b = null!;
            for (int order = 0; order < 2; order++)
            {
                if ((order + round) % 2 == 0)
                {
                    a = await engine.GenerateAsync(new(prompt) { Sampling = SamplingOptions.Greedy, MaxIds = 60 });
                }
                else
                {
                    // On a thread of its own as well: each thread has its own part of the C library's heap, and some are quicker.
                    b = await Task.Factory.StartNew(() => PlainLoop(model, prompt, 60), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                }
            }

            Assert.Equal(b.Ids, a.Ids);
            ratios.Whole.Add(a.Usage.Duration / b.Usage.Duration);
            ratios.First.Add(a.Usage.TimeToFirstId!.Value / b.Usage.TimeToFirstId!.Value);
            ratios.Others.Add(Rest(a) / Rest(b));
            perId = (perId.Ours + (Rest(a) / a.Ids.Length), perId.Plain + (Rest(b) / b.Ids.Length));
        }

        output.WriteLine($"whole {Median(ratios.Whole)}; to the first id {Median(ratios.First)}; the others {Median(ratios.Others)}; {perId.Ours / 61:0.000} ms and {perId.Plain / 61:0.000} ms an id");

        static double Rest(Answer answer) => (answer.Usage.Duration - answer.Usage.TimeToFirstId!.Value).TotalMilliseconds;

        static string Median(List<double> ratios)
        {
            // Ranks 23 and 39 of 61: the median of what they were drawn from lies between them in 95 of 100 cases.
            ratios.Sort();
            return $"{ratios[30]:0.000} ({ratios[22]:0.000} to {ratios[38]:0.000})";
        }
    }

    private static unsafe Answer PlainLoop(LoadedModel model, int[] prompt, int maxIds)
    {
        var ids = new List<int>();
        long started = Stopwatch.GetTimestamp(), first = 0;
        OgaResult.Check(OgaMethods.CreateGeneratorParams(model.Handle, out GeneratorParamsHandle parameters), "");
        OgaResult.Check(OgaMethods.SetSearchNumber(parameters, "max_length", 2048), "");
        OgaResult.Check(OgaMethods.CreateGenerator(model.Handle, parameters, out GeneratorHandle generator), "");
        fixed (int* start = prompt)
        {
            OgaResult.Check(OgaMethods.AppendTokens(generator, start, (nuint)prompt.Length), "");
        }

        while (!OgaMethods.IsDone(generator) && ids.Count < maxIds)
        {
            OgaResult.Check(OgaMethods.GenerateNextToken(generator), "");
            OgaResult.Check(OgaMethods.GetNextTokens(generator, out int* next, out _), "");
            ids.Add(*next);
            first = first == 0 ? Stopwatch.GetTimestamp() : first;
        }

        generator.Dispose();
        parameters.Dispose();
        var usage = new TokenUsage(prompt.Length, ids.Count) { TimeToFirstId = Stopwatch.GetElapsedTime(started, first), Duration = Stopwatch.GetElapsedTime(started) };
        return new Answer([.. ids], usage, null, null);
    }

    /// <returns>The bytes that this thread has allocated while it read.</returns>
    private static long Read(TokenGeneration generation)
    {
        var ids = new int[1];
        long before = 0;
        for (int count = 0; ; count++)
        {
            if (count == 20)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            ValueTask<int> read = generation.ReadAsync(ids, CancellationToken.None);
            while (!read.IsCompleted)
            {
                Thread.Sleep(0);
            }

#pragma warning disable CA1849 // It is completed: what is counted is what this thread allocates.
            if (read.Result == 0)
#pragma warning restore CA1849
            {
                return GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }
    }

    /// <summary>Is asked on the engine's thread before each id, and so can tell what that thread allocates from one to the next.</summary>
    private sealed class Meter : NextIdConstraint
    {
        private long _last;

        public int Count { get; private set; }

        public long Bytes { get; private set; }

        public override NextIds GetNext(ReadOnlySpan<int> generated)
        {
            long now = GC.GetAllocatedBytesForCurrentThread();
            Bytes += Count >= 20 ? now - _last : 0;
            _last = now;
            Count++;
            return NextIds.Any;
        }
    }
}
