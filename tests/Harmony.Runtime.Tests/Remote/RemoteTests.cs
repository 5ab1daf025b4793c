using Harmony.Buffers;
using Harmony.Engines;
using Harmony.Remote;

namespace Harmony.Runtime.Tests.Remote;

/// <summary>What the tests of the remote engine have in common.</summary>
public abstract class RemoteTests
{
    /// <summary>Longer than anything takes that comes, for what does not.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Ids of a text, made up.</summary>
    protected static int[] CreatePrompt(int length, int start = 1000) => [.. Enumerable.Range(start, length)];

    private protected static Task<RemoteEngine> ConnectAsync(LoopbackServer server, Func<RemoteEngineOptions, RemoteEngineOptions>? configure = null) =>
        ConnectAsync([server.Address], configure);

    private protected static Task<RemoteEngine> ConnectAsync(
        IReadOnlyList<Uri> replicas, Func<RemoteEngineOptions, RemoteEngineOptions>? configure = null)
    {
        var options = new RemoteEngineOptions
        {
            Replicas = replicas,
            Model = "gpt-oss-tiny",
            ContextLength = 2048,
            FirstDelay = TimeSpan.FromMilliseconds(1),
            HealthCheckInterval = Timeout.InfiniteTimeSpan,
        };
        return RemoteEngine.ConnectAsync(configure?.Invoke(options) ?? options, cancellationToken: Cancel);
    }

    private protected static async Task<Answer> GenerateAsync(ITokenEngine engine, GenerationRequest request)
    {
        await using TokenGeneration generation = await engine.StartAsync(request, Cancel);
        using var ids = new TokenBuffer();
        await generation.ReadToEndAsync(ids, Cancel).AsTask().WaitAsync(Patience, Cancel);
        return new Answer(ids.ToArray(), generation.FinishReason, generation.StopId, generation.Usage);
    }

    private protected static Task<EngineException> FailAsync(ITokenEngine engine, GenerationRequest request) =>
        Assert.ThrowsAsync<EngineException>(() => GenerateAsync(engine, request));

    /// <summary>The ids that were read before it failed, and how it failed.</summary>
    private protected static async Task<(int[] Ids, EngineException Failure)> FailAfterAsync(ITokenEngine engine, GenerationRequest request)
    {
        await using TokenGeneration generation = await engine.StartAsync(request, Cancel);
        using var ids = new TokenBuffer();
        EngineException failure = await Assert.ThrowsAsync<EngineException>(
            () => generation.ReadToEndAsync(ids, Cancel).AsTask().WaitAsync(Patience, Cancel));
        return (ids.ToArray(), failure);
    }

    /// <summary>Waits until something holds, without which the test fails.</summary>
    protected static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await Task.Delay(5, patience.Token);
        }
    }

    internal sealed record Answer(int[] Ids, FinishReason? Finish, int? StopId, TokenUsage Usage);
}
