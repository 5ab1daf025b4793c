using System.Diagnostics;
using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>Many generations one after the other. By itself: the memory is that of the whole process.</summary>
[Collection(nameof(SteadyMemoryTests))]
[CollectionDefinition(nameof(SteadyMemoryTests), DisableParallelization = true)]
public class SteadyMemoryTests
{
    [Fact]
    public async Task Memory_is_steady_over_500_turns()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 1024, MaxGenerators = 4 });
        int[][] prompts = [.. Enumerable.Range(0, 8).Select<int, int[]>(i => [200006, 1428, 200008, 1000 + i, .. TinyModel.ShortestPrompt.PromptTokens])];
        for (int turn = 0; turn < 100; turn++)
        {
            await Turn(turn);
        }

        (long residentBefore, long managedBefore) = Memory();
        for (int turn = 100; turn < 600; turn++)
        {
            await Turn(turn);
        }

        // One generator left behind each turn would be 1 GB, one row of logits 400 MB; the process's own allocators settle slowly.
        (long resident, long managed) = Memory();
        Assert.True(resident - residentBefore < 32 << 20, $"the process grew by {(resident - residentBefore) >> 10} KiB over 500 turns");
        Assert.True(managed - managedBefore < 256 << 10, $"the managed heap grew by {(managed - managedBefore) >> 10} KiB over 500 turns");

        Task Turn(int turn) => engine.GenerateAsync(new(prompts[turn % prompts.Length])
        {
            Sampling = new() { Temperature = turn % 2, Seed = turn },
            MaxTokens = 3,
            SessionKey = $"{turn % 5}",
        });
    }

    private static (long Resident, long Managed) Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long managed = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        return (process.WorkingSet64, managed);
    }
}
