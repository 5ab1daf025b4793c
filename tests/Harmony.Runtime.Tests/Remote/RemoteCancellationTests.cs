using Harmony.Engines;
using Harmony.Remote;

namespace Harmony.Runtime.Tests.Remote;

/// <summary>Whoever stops reading stops the server, too.</summary>
public class RemoteCancellationTests : RemoteTests
{
    private static readonly Recording Replayed = Recording.Load("completions/return-stop-ids-stream");

    [Fact]
    public async Task A_cancelled_read_closes_the_connection()
    {
        await using LoopbackServer server = StartingAndWaiting();
        await using RemoteEngine engine = await ConnectAsync(server);
        await using TokenGeneration generation = await engine.StartAsync(new GenerationRequest(Replayed.Prompt), Cancel);
        await ReadAsync(generation, 3);
        using var cancel = new CancellationTokenSource();

        Task<int> read = generation.ReadAsync(new int[1], cancel.Token).AsTask();
        await Task.Delay(20, Cancel);
        Assert.False(read.IsCompleted);
        await cancel.CancelAsync();

        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.Equal(cancel.Token, cancelled.CancellationToken);
        await server.Posts[0].ClientLeft.WaitAsync(Patience, Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await generation.ReadAsync(new int[1], Cancel));
    }

    [Fact]
    public async Task Disposing_in_the_middle_closes_the_connection_at_once()
    {
        await using LoopbackServer server = StartingAndWaiting();
        await using RemoteEngine engine = await ConnectAsync(server);
        TokenGeneration generation = await engine.StartAsync(new GenerationRequest(Replayed.Prompt), Cancel);
        await ReadAsync(generation, 3);

        await generation.DisposeAsync();

        // The client would otherwise read on for two seconds, to use the connection again.
        await server.Posts[0].ClientLeft.WaitAsync(TimeSpan.FromSeconds(1.5), Cancel);
        Assert.Equal(0, engine.GetReplicas()[0].Requests);
        Assert.True(engine.GetReplicas()[0].IsAvailable); // it was not the server's fault
    }

    [Fact]
    public async Task Disposing_before_the_server_answers_closes_the_connection()
    {
        await using var server = new LoopbackServer(exchange => exchange.ClientLeft);
        await using RemoteEngine engine = await ConnectAsync(server);
        TokenGeneration generation = await engine.StartAsync(new GenerationRequest(Replayed.Prompt), Cancel);
        await WaitUntilAsync(() => server.Posts.Count == 1);

        await generation.DisposeAsync();

        await server.Posts[0].ClientLeft.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task A_cancelled_read_during_the_prefill_closes_the_connection()
    {
        await using var server = new LoopbackServer(exchange => exchange.ClientLeft);
        await using RemoteEngine engine = await ConnectAsync(server);
        await using TokenGeneration generation = await engine.StartAsync(new GenerationRequest(Replayed.Prompt), Cancel);
        using var cancel = new CancellationTokenSource();
        Task<int> read = generation.ReadAsync(new int[1], cancel.Token).AsTask();
        await WaitUntilAsync(() => server.Posts.Count == 1);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        await server.Posts[0].ClientLeft.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task Disposing_the_engine_ends_its_generations()
    {
        await using LoopbackServer server = StartingAndWaiting();
        RemoteEngine engine = await ConnectAsync(server);
        await using TokenGeneration generation = await engine.StartAsync(new GenerationRequest(Replayed.Prompt), Cancel);
        await ReadAsync(generation, 3);
        Task<int> read = generation.ReadAsync(new int[1], Cancel).AsTask();

        await engine.DisposeAsync();

        EngineException failure = await Assert.ThrowsAsync<EngineException>(() => read.WaitAsync(Patience, Cancel));
        Assert.Equal(EngineError.Unavailable, failure.Error);
        await server.Posts[0].ClientLeft.WaitAsync(Patience, Cancel);
        EngineException after = await Assert.ThrowsAsync<EngineException>(async () => await engine.StartAsync(new GenerationRequest(Replayed.Prompt), Cancel));
        Assert.Equal(EngineError.Unavailable, after.Error);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_sends_nothing()
    {
        await using LoopbackServer server = LoopbackServer.Replaying(Replayed.Name);
        await using RemoteEngine engine = await ConnectAsync(server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await engine.StartAsync(new GenerationRequest(Replayed.Prompt), new CancellationToken(canceled: true)));

        Assert.Empty(server.Exchanges);
    }

    [Fact]
    public async Task A_reader_that_is_slow_slows_the_server_down()
    {
        // Sent until nothing more is taken: what fits into the two ends of the connection, and not the hundred megabytes.
        long sent = 0;
        string padding = new('x', 10_000);
        await using var server = new LoopbackServer(async exchange =>
        {
            await exchange.BeginStreamAsync();
            for (int index = 0; index < 10_000; index++)
            {
                string text = "data: {\"text\":\"" + padding + "\",\"choices\":[{\"token_ids\":[" + index + "],\"finish_reason\":" + (index == 9_999 ? "\"length\"" : "null") + "}]}\n\n";
                await exchange.SendChunkAsync(text);
                Interlocked.Add(ref sent, text.Length);
            }

            await exchange.EndStreamAsync();
        });
        await using RemoteEngine engine = await ConnectAsync(server, options => options with { ContextLength = 20_000 });
        await using TokenGeneration generation = await engine.StartAsync(new GenerationRequest(CreatePrompt(4)), Cancel);
        await ReadAsync(generation, 1);

        long last = -1;
        while (last != Interlocked.Read(ref sent))
        {
            last = Interlocked.Read(ref sent);
            await Task.Delay(200, Cancel);
        }

        Assert.InRange(last, 1, 50_000_000);

        // And nothing is lost of it.
        int[] ids = new int[256];
        int next = 1;
        while (await generation.ReadAsync(ids, Cancel).AsTask().WaitAsync(Patience, Cancel) is > 0 and int count)
        {
            Assert.Equal(Enumerable.Range(next, count), ids[..count]);
            next += count;
        }

        Assert.Equal(10_000, next);
    }

    [Fact]
    public async Task Ids_are_given_while_the_server_generates_and_as_many_as_there_is_room_for()
    {
        var recording = Recording.Load("completions/interval-5-stream");
        using var goOn = new SemaphoreSlim(0);
        await using var server = new LoopbackServer(async exchange =>
        {
            await exchange.BeginStreamAsync();
            foreach (string text in recording.Events)
            {
                await goOn.WaitAsync(Cancel);
                await exchange.SendChunkAsync(text);
            }

            await exchange.EndStreamAsync();
        });
        await using RemoteEngine engine = await ConnectAsync(server);
        await using TokenGeneration generation = await engine.StartAsync(new GenerationRequest(recording.Prompt), Cancel);
        int[] ids = new int[3];

        goOn.Release();
        Assert.Equal(1, await generation.ReadAsync(ids, Cancel));
        goOn.Release();
        Assert.Equal(3, await generation.ReadAsync(ids, Cancel)); // five have come
        Assert.Equal(recording.Expected.Ids[1..4], ids);
        Assert.Equal(2, await generation.ReadAsync(ids, Cancel));
        Assert.Equal(recording.Expected.Ids[4..6], ids[..2]);
        Assert.Null(generation.FinishReason);
        Assert.Throws<ArgumentException>(() => { _ = generation.ReadAsync(Memory<int>.Empty, Cancel).AsTask(); });
        goOn.Release(100);
    }

    private static LoopbackServer StartingAndWaiting() => new(async exchange =>
    {
        await exchange.BeginStreamAsync();
        foreach (string text in Replayed.Events.Take(3))
        {
            await exchange.SendChunkAsync(text);
        }

        await exchange.ClientLeft;
    });

    private static async Task ReadAsync(TokenGeneration generation, int count)
    {
        int[] ids = new int[1];
        for (int index = 0; index < count; index++)
        {
            Assert.Equal(1, await generation.ReadAsync(ids, Cancel).AsTask().WaitAsync(Patience, Cancel));
        }
    }
}
