using System.Diagnostics;
using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>Many generations at once, and many one after the other.</summary>
public class ManySessionsTests
{
    [Fact]
    public async Task Eight_sessions_at_once_each_get_their_own_answer()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        TinyPrompt[] prompts = TinyModel.Prompts;
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async session =>
        {
            for (int index; (index = Interlocked.Increment(ref next) - 1) < prompts.Length;)
            {
                Answer answer = await engine.GenerateAsync(prompts[index].ToRequest() with { SessionKey = $"session {session}" });
                Assert.Equal(prompts[index].ExpectedIds, answer.Ids);
            }
        }));
        Assert.Equal(8, engine.CacheUsage.Kept);
    }

    [Fact]
    public async Task More_sessions_than_generators_take_turns()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 2048, MaxGenerators = 2 });
        Answer[] answers = await Task.WhenAll(TinyModel.Prompts.Take(12).Select(prompt => engine.GenerateAsync(prompt.ToRequest())));
        Assert.Equal(TinyModel.Prompts.Take(12).Select(prompt => prompt.ExpectedIds), answers.Select(answer => answer.Ids));
        Assert.Equal(2, engine.CacheUsage.Kept);
    }

    [Fact]
    public async Task Memory_is_steady_over_500_turns()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 1024, MaxGenerators = 4 });
        int[][] prompts = [.. Enumerable.Range(0, 8).Select<int, int[]>(i => [200006, 1428, 200008, 1000 + i, .. TinyModel.ShortestPrompt.PromptIds])];
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
            MaxIds = 3,
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
