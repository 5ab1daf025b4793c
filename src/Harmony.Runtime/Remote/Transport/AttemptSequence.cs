using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>
/// The attempts of one generation: at once with another replica that is available and has not been tried, otherwise after a delay.
/// </summary>
internal sealed class AttemptSequence(RemoteConnection connection, GenerationPlan plan, CancellationToken cancelled)
{
    private readonly bool[] _tried = new bool[connection.Options.Replicas.Count];
    private Replica? _last;
    private int _attempts;

    /// <summary>Whether there is another attempt after a failed one.</summary>
    public bool CanRetry(AttemptException failure) => failure.CanRetry && _attempts < connection.Options.MaximumAttempts;

    /// <summary>Sends the request to a replica.</summary>
    /// <param name="failure">The failure of the previous attempt, or null for the first one.</param>
    /// <exception cref="AttemptException">The attempt failed.</exception>
    public async Task<RemoteAttempt> OpenNextAsync(AttemptException? failure = null)
    {
        if (failure is not null && !HasAnother())
        {
            await Task.Delay(failure.RetryAfter ?? connection.Delays.GetDelay(_attempts), connection.Options.TimeProvider, cancelled)
                .ConfigureAwait(false);
            Array.Clear(_tried);
        }

        _attempts++;
        Replica replica = connection.Router.Begin(plan.SessionKey, plan.Blocks, _tried);
        _last = replica;
        _tried[replica.Index] = true;
        var attempt = new RemoteAttempt(connection, replica, cancelled);
        try
        {
            await attempt.OpenAsync(plan.Body).ConfigureAwait(false);
            return attempt;
        }
        catch
        {
            await attempt.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Creates the exception for the caller.</summary>
    public EngineException Describe(AttemptException failure, int receivedIds)
    {
        string after = receivedIds > 0
            ? $" {receivedIds} ids arrived before the failure and have been read, so the request is not sent again."
            : _attempts > 1 ? $" It was the last of {_attempts} attempts." : "";
        string advice = failure.InnerException is OperationCanceledException
            ? " RemoteEngineOptions.IdleTimeout sets the longest silence."
            : "";
        return new EngineException(failure.Error, $"{_last!.Address} {failure.Message.TrimEnd('.')}.{advice}{after}", failure);
    }

    private bool HasAnother()
    {
        foreach (Replica replica in connection.Router.Replicas)
        {
            if (!_tried[replica.Index] && replica.IsAvailable)
            {
                return true;
            }
        }

        return false;
    }
}
