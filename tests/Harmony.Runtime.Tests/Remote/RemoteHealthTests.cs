using Harmony.Remote;

namespace Harmony.Runtime.Tests.Remote;

/// <summary>Servers are asked for their health, and believed.</summary>
public class RemoteHealthTests : RemoteTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task A_server_that_is_not_well_gets_no_requests_until_it_is()
    {
        int status = 503;
        await using var sick = new LoopbackServer(exchange => exchange.Method == "GET"
            ? exchange.RespondAsync(Volatile.Read(ref status), """{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}""")
            : exchange.ReplayAsync(Recording.Load("completions/return-stop-ids-stream")));
        await using LoopbackServer well = LoopbackServer.Replaying("completions/return-stop-ids-stream");
        await using RemoteEngine engine = await ConnectAsync([sick.Address, well.Address], options => options with
        {
            HealthCheckInterval = TimeSpan.FromSeconds(10),
            IdleTimeout = Timeout.InfiniteTimeSpan,
            TimeProvider = _clock,
        });

        await CheckAsync(engine, () => !engine.GetReplicas()[0].IsAvailable);
        Assert.Equal("/health", sick.Exchanges.First().Path);
        Assert.Contains("503", engine.GetReplicas()[0].LastFailure, StringComparison.Ordinal);
        for (int request = 0; request < 4; request++)
        {
            await GenerateAsync(engine, new(CreatePrompt(4)));
        }

        Assert.Empty(sick.Posts);

        Volatile.Write(ref status, 200);
        await CheckAsync(engine, () => engine.GetReplicas()[0] is { IsAvailable: true, ConsecutiveFailures: 0 });
        for (int request = 0; request < 4; request++)
        {
            await GenerateAsync(engine, new(CreatePrompt(4)));
        }

        Assert.Equal(2, sick.Posts.Count);
    }

    [Fact]
    public async Task A_gateway_without_the_path_is_well()
    {
        await using var gateway = new LoopbackServer(exchange => exchange.Method == "GET"
            ? exchange.RespondAsync(404, """{"detail":"Not Found"}""")
            : exchange.RespondAsync(500, "{}"));
        await using RemoteEngine engine = await ConnectAsync([gateway.Address, gateway.Address], options => options with
        {
            HealthCheckInterval = TimeSpan.FromSeconds(10),
            IdleTimeout = Timeout.InfiniteTimeSpan,
            MaximumAttempts = 1,
            TimeProvider = _clock,
        });
        await FailAsync(engine, new(CreatePrompt(4)));
        await FailAsync(engine, new(CreatePrompt(4)));
        Assert.All(engine.GetReplicas(), replica => Assert.Equal(1, replica.ConsecutiveFailures));

        await CheckAsync(engine, () => engine.GetReplicas().All(replica => replica.ConsecutiveFailures == 0));
    }

    [Fact]
    public async Task A_server_that_hangs_or_is_gone_is_not_well()
    {
        await using var hanging = new LoopbackServer(exchange => exchange.ClientLeft);
        await using RemoteEngine engine = await ConnectAsync([LoopbackServer.GetDeadAddress(), hanging.Address], options => options with
        {
            HealthCheckInterval = TimeSpan.FromSeconds(10),
            TimeProvider = _clock,
        });

        await CheckAsync(engine, () => !engine.GetReplicas()[0].IsAvailable && !hanging.Exchanges.IsEmpty);
        Assert.True(engine.GetReplicas()[1].IsAvailable);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await WaitUntilAsync(() => !engine.GetReplicas()[1].IsAvailable);
        Assert.Contains("silent", engine.GetReplicas()[1].LastFailure, StringComparison.Ordinal);
    }

    private async Task CheckAsync(RemoteEngine engine, Func<bool> condition)
    {
        await WaitUntilAsync(() => _clock.WaitingTimers > 0);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await WaitUntilAsync(condition);
        Assert.Equal(2, engine.GetReplicas().Count);
    }
}
