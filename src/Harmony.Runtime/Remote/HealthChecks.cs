namespace Harmony.Remote;

/// <summary>Asks the replicas for their health from time to time, so that one that is back is used again, and one that has gone
/// is not found out by a request.</summary>
internal sealed class HealthChecks(RemoteConnection connection)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the engine is closed.</summary>
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
            // The engine was disposed of.
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
        using var idle = new IdleTimeout(Patience, connection.Options.TimeProvider, connection.Closed);
        try
        {
            idle.Start();
            using HttpRequestMessage message = connection.CreateRequest(HttpMethod.Get, replica, RemoteDialect.HealthPath);
            using HttpResponseMessage response = await connection.Client
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, idle.Token).ConfigureAwait(false);
            if ((int)response.StatusCode >= 500)
            {
                replica.Failed($"answered {(int)response.StatusCode} to {RemoteDialect.HealthPath}");
            }
            else
            {
                // A gateway without such a path, or one that wants another key for it, is there nevertheless.
                replica.IsWell();
            }
        }
        catch (Exception failure) when (AttemptException.From(failure, idle) is { } known)
        {
            replica.Failed(known.Message);
        }
    }
}
