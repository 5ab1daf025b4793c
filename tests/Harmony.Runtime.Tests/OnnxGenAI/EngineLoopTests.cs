using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>What the engine costs beyond the model: no memory for an id, and next to no time.</summary>
public class EngineLoopTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_is_allocated_for_an_id_neither_by_the_engine_nor_by_who_reads()
    {
        OptimizedBuild.SkipWithout();
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        foreach (SamplingOptions sampling in (SamplingOptions[])[SamplingOptions.Greedy, new() { Temperature = 20, TopP = 0.9, TopK = 50, MinP = 0.01, Seed = 1, RepetitionPenalty = 1.1 }, new() { Seed = 1 }])
        {
            var meter = new Meter();
            await using TokenGeneration generation = await engine.StartAsync(
                new(TinyModel.ShortestPrompt.PromptTokens) { Sampling = sampling, Constraint = meter, LogitBias = TinyModel.NoEnd, MaxTokens = 300 },
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
