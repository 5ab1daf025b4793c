namespace Harmony.Remote;

/// <summary>Checks the health of the replicas periodically, so that one that is back is used again, and no request has to find
/// out that one is gone.</summary>
internal sealed class HealthChecks(RemoteConnection connection)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the engine is disposed.</summary>
    public async Task RunAsync()
    {
        TimeSpan interval = connection.Options.HealthCheckInterval;
        if (interval == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        try
        {
            while (true)
            {
                await Task.Delay(interval, connection.Options.TimeProvider, connection.Closed).ConfigureAwait(false);
                await CheckAllAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (connection.Closed.IsCancellationRequested)
        {
            // The engine was disposed.
        }
    }

    private Task CheckAllAsync()
    {
        ReadOnlySpan<Replica> replicas = connection.Router.Replicas;
        var checks = new Task[replicas.Length];
        for (int index = 0; index < replicas.Length; index++)
        {
            checks[index] = CheckAsync(replicas[index]);
        }

        return Task.WhenAll(checks);
    }

    private async Task CheckAsync(Replica replica)
    {
        using var idle = new IdleTimeout(Limit, connection.Options.TimeProvider, connection.Closed);
        try
        {
            idle.Start();
            using HttpRequestMessage message = connection.CreateRequest(HttpMethod.Get, replica, ServerProtocol.HealthPath);
            using HttpResponseMessage response = await connection.Client
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, idle.Token).ConfigureAwait(false);
            if ((int)response.StatusCode >= 500)
            {
                replica.RecordFailure($"answered {(int)response.StatusCode} to {ServerProtocol.HealthPath}");
            }
            else
            {
                // A gateway without this path, or one that requires another key for it, is alive nevertheless.
                replica.MarkHealthy();
            }
        }
        catch (Exception failure) when (TransportFailure.Translate(failure, idle) is { } known)
        {
            replica.RecordFailure(known.Message);
        }
    }
}
