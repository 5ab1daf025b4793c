using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>The failure of one attempt, and what it means for the next one. The message continues the server's address.</summary>
internal sealed class AttemptException(EngineError error, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The kind of failure.</summary>
    public EngineError Error { get; } = error;

    /// <summary>Whether the same request may succeed later, here or elsewhere.</summary>
    public bool CanRetry { get; private init; }

    /// <summary>Whether the replica gets no requests for a while.</summary>
    public bool ReplicaFailed { get; private init; }

    /// <summary>The time for which the replica asks for no requests, or null.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>The server reported an error.</summary>
    public static AttemptException From(ServerError error, TimeSpan? retryAfter = null) =>
        new(error.Kind, $"answered {error.Status}: {error.Message.TrimEnd('.')}.{error.Advice}")
        {
            CanRetry = error.CanRetry,
            ReplicaFailed = error.IsFailure,
            RetryAfter = retryAfter,
        };

    /// <summary>The server cannot be reached, or is silent.</summary>
    public static AttemptException Unreachable(string message, Exception cause) =>
        new(EngineError.Unavailable, message, cause) { CanRetry = true, ReplicaFailed = true };

    /// <summary>The response ended before the answer did.</summary>
    public static AttemptException Truncated(Exception? cause = null) =>
        new(EngineError.Failed, "closed the connection before the end of its answer", cause) { CanRetry = true, ReplicaFailed = true };

    /// <summary>The server sent something that is not an answer.</summary>
    public static AttemptException Malformed(string message, Exception? cause = null) => new(EngineError.Failed, message, cause);
}
