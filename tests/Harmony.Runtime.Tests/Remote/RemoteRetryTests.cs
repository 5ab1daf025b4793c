using Harmony.Engines;
using Harmony.Remote;

namespace Harmony.Runtime.Tests.Remote;

/// <summary>When a request is sent again, where, and after what wait.</summary>
public class RemoteRetryTests : RemoteTests
{
    private static readonly Recording Replayed = Recording.Load("completions/return-stop-ids-stream");

    [Fact]
    public async Task A_replica_that_nobody_answers_for_is_left_alone_and_another_one_asked()
    {
        await using LoopbackServer server = LoopbackServer.Replaying(Replayed.Name);
        Uri dead = LoopbackServer.GetDeadAddress();
        await using RemoteEngine engine = await ConnectAsync([dead, server.Address]);

        for (int request = 0; request < 4; request++)
        {
            Assert.Equal(Replayed.Expected.Ids, (await GenerateAsync(engine, new GenerationRequest(Replayed.Prompt))).Ids);
        }

        RemoteReplicaStatus status = engine.GetReplicas().Single(replica => replica.Address == dead);
        Assert.False(status.IsAvailable);
        Assert.Equal(1, status.ConsecutiveFailures); // not one for each of the requests
        Assert.Contains("cannot be reached", status.LastFailure, StringComparison.Ordinal);
        Assert.All(engine.GetReplicas(), replica => Assert.Equal(0, replica.Requests));
    }

    [Fact]
    public async Task A_replica_killed_before_its_first_id_is_replaced_by_another()
    {
        await using var killed = new LoopbackServer(async exchange =>
        {
            await exchange.BeginStreamAsync();
            exchange.Kill();
        });
        await using LoopbackServer well = LoopbackServer.Replaying(Replayed.Name);
        await using RemoteEngine engine = await ConnectAsync([killed.Address, well.Address]);

        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => GenerateAsync(engine, new GenerationRequest(Replayed.Prompt))));

        Assert.All(answers, answer => Assert.Equal(Replayed.Expected.Ids, answer.Ids));
        Assert.NotEmpty(killed.Posts);
    }

    [Fact]
    public async Task A_replica_killed_in_the_middle_of_a_stream_is_an_error_that_says_how_many_ids_came()
    {
        await using var killed = new LoopbackServer(async exchange =>
        {
            await exchange.BeginStreamAsync();
            foreach (string text in Replayed.Events.Take(6))
            {
                await exchange.SendChunkAsync(text);
            }

            await Task.Delay(50, Cancel); // so that the reset does not overtake them
            exchange.Kill();
        });
        await using RemoteEngine engine = await ConnectAsync(killed);

        (int[] ids, EngineException failure) = await FailAfterAsync(engine, new GenerationRequest(Replayed.Prompt));

        Assert.Equal(Replayed.Expected.Ids[..6], ids);
        Assert.Contains("6 ids arrived before the failure and have been read, so the request is not sent again", failure.Message, StringComparison.Ordinal);
        Assert.Single(killed.Posts);
        Assert.False(Assert.Single(engine.GetReplicas()).IsAvailable);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(502)]
    public async Task A_server_that_is_busy_or_failing_is_asked_again(int status)
    {
        int count = 0;
        await using var server = new LoopbackServer(exchange => Interlocked.Increment(ref count) < 3
            ? exchange.RespondAsync(status, """{"error":{"message":"too much to do"}}""")
            : exchange.ReplayAsync(Replayed));
        await using RemoteEngine engine = await ConnectAsync(server);

        Answer answer = await GenerateAsync(engine, new GenerationRequest(Replayed.Prompt));

        Assert.Equal(Replayed.Expected.Ids, answer.Ids);
        Assert.Equal(3, server.Posts.Count);
        Assert.Equal(server.Posts[0].Body, server.Posts[2].Body);
    }

    [Fact]
    public async Task After_the_last_attempt_the_error_says_what_the_server_said()
    {
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(429, """{"error":{"message":"too much to do","code":429}}"""));
        await using RemoteEngine engine = await ConnectAsync(server, options => options with { MaximumAttempts = 2 });

        EngineException failure = await FailAsync(engine, new GenerationRequest(CreatePrompt(4)));

        Assert.Equal(EngineError.Unavailable, failure.Error);
        Assert.Contains("too much to do", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the last of 2 attempts", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Posts.Count);
    }

    [Fact]
    public async Task An_error_of_the_servers_inside_a_stream_before_the_first_id_is_tried_again()
    {
        int count = 0;
        await using var server = new LoopbackServer(async exchange =>
        {
            if (Interlocked.Increment(ref count) > 1)
            {
                await exchange.ReplayAsync(Replayed);
                return;
            }

            await exchange.BeginStreamAsync();
            await exchange.SendChunkAsync("data: {\"error\": {\"message\": \"EngineCore encountered an issue.\", \"type\": \"InternalServerError\", \"param\": null, \"code\": 500}}\n\n");
            await exchange.SendChunkAsync("data: [DONE]\n\n");
            await exchange.EndStreamAsync();
        });
        await using RemoteEngine engine = await ConnectAsync(server);

        Assert.Equal(Replayed.Expected.Ids, (await GenerateAsync(engine, new GenerationRequest(Replayed.Prompt))).Ids);
        Assert.Equal(2, server.Posts.Count);
    }

    [Theory]
    [InlineData("Retry-After: 4\r\n")]
    [InlineData("Retry-After: Mon, 23 Nov 2026 12:00:04 GMT\r\n")]
    public async Task A_server_that_says_when_to_come_back_is_left_alone_until_then(string header)
    {
        var clock = new ManualTimeProvider();
        int count = 0;
        await using var server = new LoopbackServer(exchange => Interlocked.Increment(ref count) == 1
            ? exchange.RespondAsync(429, "{}", header)
            : exchange.ReplayAsync(Replayed));
        await using RemoteEngine engine = await ConnectAsync(server, options => options with
        {
            TimeProvider = clock,
            IdleTimeout = Timeout.InfiniteTimeSpan,
        });

        Task<Answer> answer = GenerateAsync(engine, new GenerationRequest(Replayed.Prompt));
        await WaitUntilAsync(() => !engine.GetReplicas()[0].IsAvailable && clock.WaitingTimers == 1);
        clock.Advance(TimeSpan.FromSeconds(3.9));
        await Task.Delay(50, Cancel);
        Assert.Single(server.Posts);
        clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(Replayed.Expected.Ids, (await answer).Ids);
        Assert.Equal(TimeSpan.FromSeconds(4), (await answer).Usage.TimeToFirstToken);
    }

    [Fact]
    public async Task Another_replica_is_asked_at_once_where_one_says_to_come_back_later()
    {
        await using var busy = new LoopbackServer(exchange => exchange.RespondAsync(503, "{}", "Retry-After: 3000\r\n"));
        await using LoopbackServer well = LoopbackServer.Replaying(Replayed.Name);
        await using RemoteEngine engine = await ConnectAsync([busy.Address, well.Address]);

        for (int request = 0; request < 4; request++)
        {
            Assert.Equal(Replayed.Expected.Ids, (await GenerateAsync(engine, new GenerationRequest(Replayed.Prompt))).Ids);
        }

        Assert.Single(busy.Posts);
        Assert.Equal(0, engine.GetReplicas()[0].ConsecutiveFailures); // busy is not broken
    }

    [Fact]
    public void Waits_grow_twofold_up_to_the_longest_and_differ()
    {
        var delays = new RetryDelays(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), TimeProvider.System);

        for (int failed = 1; failed <= 12; failed++)
        {
            double full = Math.Min(100 * Math.Pow(2, failed - 1), 1000);
            double[] waits = [.. Enumerable.Range(0, 50).Select(_ => delays.GetDelay(failed).TotalMilliseconds)];
            Assert.All(waits, wait => Assert.InRange(wait, full / 2, full));
            Assert.True(waits.Distinct().Count() > 10);
        }
    }

    [Fact]
    public async Task A_silent_server_is_given_up_before_its_first_id_and_another_asked()
    {
        await using var silent = new LoopbackServer(exchange => exchange.ClientLeft);
        await using LoopbackServer well = LoopbackServer.Replaying(Replayed.Name);
        await using RemoteEngine engine = await ConnectAsync([silent.Address, well.Address], options => options with
        {
            IdleTimeout = TimeSpan.FromMilliseconds(200),
        });

        for (int request = 0; request < 3; request++)
        {
            Assert.Equal(Replayed.Expected.Ids, (await GenerateAsync(engine, new GenerationRequest(Replayed.Prompt))).Ids);
        }

        await Assert.Single(silent.Posts).ClientLeft.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task A_server_that_falls_silent_in_the_middle_is_an_error()
    {
        var clock = new ManualTimeProvider();
        await using var server = new LoopbackServer(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.SendChunkAsync(Replayed.Events[0]);
            await exchange.ClientLeft;
        });
        await using RemoteEngine engine = await ConnectAsync(server, options => options with { TimeProvider = clock, IdleTimeout = TimeSpan.FromMinutes(2) });
        await using TokenGeneration generation = await engine.StartAsync(new GenerationRequest(Replayed.Prompt), Cancel);
        Assert.Equal(1, await generation.ReadAsync(new int[8], Cancel));

        Task<int> read = generation.ReadAsync(new int[8], Cancel).AsTask();
        await WaitUntilAsync(() => clock.WaitingTimers == 1);
        clock.Advance(TimeSpan.FromMinutes(2));

        EngineException failure = await Assert.ThrowsAsync<EngineException>(() => read.WaitAsync(Patience, Cancel));
        Assert.Equal(EngineError.Unavailable, failure.Error);
        Assert.Contains("silent for 120 s", failure.Message, StringComparison.Ordinal);
        Assert.Contains("RemoteEngineOptions.IdleTimeout", failure.Message, StringComparison.Ordinal);
        await server.Posts[0].ClientLeft.WaitAsync(Patience, Cancel);
    }
}
