using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>A generation ends where it is told to, and the engine goes on as if nothing had been.</summary>
public class CancellationTests
{
    [Fact]
    public async Task Reading_a_prompt_is_broken_off()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 2048, PrefillChunk = 2048 });
        int[] ids = TinyModel.LongIds(2000);
        int brokenOff = 0;
        for (int attempt = 0; attempt < 20 && brokenOff < 3; attempt++)
        {
            ids[0] = 1000 + attempt;
            CacheUsage before = engine.CacheUsage;
            using var cancellation = new CancellationTokenSource();
            TokenGeneration generation = await engine.StartAsync(new(ids) { Sampling = SamplingOptions.Greedy }, TestContext.Current.CancellationToken);
            ValueTask<int> read = generation.ReadAsync(new int[8], cancellation.Token);
            SpinWait.SpinUntil(() => engine.CacheUsage.Running > 0);
            await Task.Delay(5, TestContext.Current.CancellationToken);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
            await generation.DisposeAsync();
            Assert.Equal(0, engine.CacheUsage.Running);

            // A generator whose reading was broken off is of no more use; one that was cancelled before or after it is kept.
            brokenOff += engine.CacheUsage.Kept == before.Kept && generation.Usage.GeneratedTokens == 0 ? 1 : 0;

            // A read after that says so again; the engine goes on.
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await generation.ReadAsync(new int[8], TestContext.Current.CancellationToken));
            Assert.Equal(TinyModel.ShortestPrompt.ExpectedIds, (await engine.GenerateAsync(TinyModel.ShortestPrompt.ToRequest())).Ids);
        }

        Assert.Equal(3, brokenOff);
    }

    [Fact]
    public void A_generator_that_was_terminated_says_so_and_does_not_end_the_process()
    {
        EngineLibraries.SkipWithout();
        using LoadedModel model = LoadedModel.Load(TinyModel.Folder, new OnnxGenAIOptions(), GeneratorPolicy.Default);
        using var generator = new Generator(model, settings: null, maxLength: 64);
        generator.Append(TinyModel.ShortestPrompt.PromptTokens.AsSpan(0, 20));
        generator.Generate(out _);
        generator.Terminate();
        Assert.Contains("erminated", Assert.Throws<EngineException>(() => generator.Generate(out _)).Message, StringComparison.Ordinal);
        Assert.Contains("erminated", Assert.Throws<EngineException>(() => generator.Append([1, 2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generating_ends_at_an_id_and_the_conversation_goes_on_from_there()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        TinyPrompt prompt = TinyModel.Prompts[0];
        using var cancellation = new CancellationTokenSource();
        TokenGeneration generation = await engine.StartAsync(prompt.ToRequest(), TestContext.Current.CancellationToken);
        var ids = new List<int>();
        var room = new int[1];
        while (ids.Count < 5)
        {
            Assert.Equal(1, await generation.ReadAsync(room, cancellation.Token));
            ids.Add(room[0]);
        }

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await generation.ReadAsync(room, cancellation.Token));
        await generation.DisposeAsync();
        Assert.Equal(prompt.ExpectedIds[..5], ids);
        Assert.Equal(new CacheUsage(1, 0, engine.CacheUsage.Bytes, engine.CacheUsage.KeptTokens), engine.CacheUsage);

        // The generator was kept: what it had read is not read again, and the answer is the recorded one.
        Answer rest = await engine.GenerateAsync(new(new List<int>([.. prompt.PromptTokens, .. ids]).ToArray()) { Sampling = SamplingOptions.Greedy });
        Assert.Equal(prompt.ExpectedIds[5..], rest.Ids);
        Assert.InRange(rest.Usage.PrefilledTokens!.Value, 1, 2);
    }

    [Fact]
    public async Task A_generation_that_waits_for_its_turn_can_be_ended()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 2048, MaxGenerators = 1 });
        await using TokenGeneration running = await engine.StartAsync(new(TinyModel.LongIds(1000)) { LogitBias = TinyModel.NoEnd }, TestContext.Current.CancellationToken);
        TokenGeneration waiting = await engine.StartAsync(TinyModel.Prompts[0].ToRequest(), TestContext.Current.CancellationToken);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(5));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting.ReadAsync(new int[8], cancellation.Token));
        await waiting.DisposeAsync();
        Assert.Equal(1, engine.CacheUsage.Running);
    }

    [Fact]
    public async Task A_cancelled_token_starts_nothing_and_a_disposed_generation_gives_nothing()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await engine.StartAsync(TinyModel.Prompts[0].ToRequest(), cancelled));
        Assert.Equal(default, engine.CacheUsage);

        TokenGeneration generation = await engine.StartAsync(TinyModel.Prompts[0].ToRequest(), TestContext.Current.CancellationToken);
        await generation.DisposeAsync();
        await generation.DisposeAsync();
        Assert.Equal(0, engine.CacheUsage.Running);
        Assert.Null(generation.FinishReason);
    }

    [Fact]
    public async Task An_engine_that_is_disposed_of_ends_what_runs_and_starts_no_more()
    {
        OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        TokenGeneration generation = await engine.StartAsync(new(TinyModel.LongIds(1500)), TestContext.Current.CancellationToken);
        ValueTask<int> read = generation.ReadAsync(new int[1], TestContext.Current.CancellationToken);
        await engine.DisposeAsync();
        await engine.DisposeAsync();
        EngineException exception = await Assert.ThrowsAsync<EngineException>(async () => _ = await read);
        Assert.Equal(EngineError.Unavailable, exception.Error);
        Assert.Equal(EngineError.Unavailable, (await Assert.ThrowsAsync<EngineException>(async () => await engine.StartAsync(TinyModel.Prompts[0].ToRequest(), TestContext.Current.CancellationToken))).Error);
        await generation.DisposeAsync();
    }

    [Fact]
    public async Task A_reader_that_does_not_come_stops_the_engine_a_little_ahead()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        await using TokenGeneration slow = await engine.StartAsync(new(TinyModel.LongestPrompt.PromptTokens)
        {
            Sampling = new() { Temperature = 30, Seed = 1 },
            StopIds = Array.Empty<int>(),
            LogitBias = TinyModel.NoEnd,
            MaxTokens = 500,
        }, TestContext.Current.CancellationToken);

        // Another one is not held up by it.
        Assert.Equal(TinyModel.Prompts[0].ExpectedIds, (await engine.GenerateAsync(TinyModel.Prompts[0].ToRequest())).Ids);
        for (int last = -1; slow.Usage.GeneratedTokens != last; await Task.Delay(200, TestContext.Current.CancellationToken))
        {
            last = slow.Usage.GeneratedTokens;
        }

        Assert.Equal(64, slow.Usage.GeneratedTokens);
        var ids = new System.Buffers.ArrayBufferWriter<int>();
        await slow.ReadToEndAsync(ids, TestContext.Current.CancellationToken);
        Assert.Equal(500, ids.WrittenCount);
        Assert.Equal(FinishReason.Length, slow.FinishReason);
    }
}
