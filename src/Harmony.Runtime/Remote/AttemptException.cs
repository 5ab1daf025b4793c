using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>Why one attempt failed, and what that means for the next one.</summary>
internal sealed class AttemptException : Exception
{
    private AttemptException(EngineError error, string message, Exception? innerException)
        : base(message, innerException) => Error = error;

    public EngineError Error { get; }

    /// <summary>Whether the same request may go better, here or elsewhere.</summary>
    public bool CanRetry { get; private init; }

    /// <summary>Whether the replica is to be left alone for a while.</summary>
    public bool ReplicaFailed { get; private init; }

    /// <summary>How long the replica asks to be left alone, where it does.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    public static AttemptException From(ServerError error, TimeSpan? retryAfter = null) =>
        new(error.Kind, $"answered {error.Status}: {error.Message.TrimEnd('.')}.{error.Advice}", null)
        {
            CanRetry = error.CanRetry,
            ReplicaFailed = error.IsFailure,
            RetryAfter = retryAfter,
        };

    /// <summary>The response ended before the answer did.</summary>
    public static AttemptException Cut(Exception? cause = null) =>
        new(EngineError.Failed, "closed the connection before the end of its answer", cause) { CanRetry = true, ReplicaFailed = true };

    /// <summary>The server sent something that is not an answer.</summary>
    public static AttemptException Malformed(string what, Exception? cause = null) =>
        new(EngineError.Failed, what, cause);

    /// <summary>What an exception of the connection or of reading means; null for one that is none of the server's.</summary>
    public static AttemptException? From(Exception failure, IdleTimeout idle) => failure switch
    {
        AttemptException attempt => attempt,
        OperationCanceledException when idle.Expired => new(
            EngineError.Unavailable, $"was silent for {idle.Allowed.TotalSeconds:0.###} s", failure)
        {
            CanRetry = true,
            ReplicaFailed = true,
        },
        HttpRequestException { HttpRequestError: var error } when IsAboutConnecting(error) => new(
            EngineError.Unavailable, $"is not to be reached: {failure.Message}", failure)
        {
            CanRetry = true,
            ReplicaFailed = true,
        },
        HttpRequestException or IOException => Cut(failure),
        InvalidDataException => Malformed(failure.Message, failure),

        // What JSON's reader throws where a text is no Unicode: invalid UTF-8, or half a surrogate pair.
        JsonException or (InvalidOperationException and not ObjectDisposedException) =>
            Malformed($"sent what is no answer: {failure.Message}", failure),

        // The HttpClient's own timeout, which a caller's may have.
        OperationCanceledException { InnerException: TimeoutException } => new(EngineError.Unavailable, failure.Message, failure)
        {
            CanRetry = true,
            ReplicaFailed = true,
        },
        _ => null,
    };

    private static bool IsAboutConnecting(HttpRequestError error) =>
        error is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
}
