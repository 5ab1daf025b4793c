using System.Text.Json;

namespace Harmony.Remote;

/// <summary>Translates what the connection and the readers of answers throw.</summary>
internal static class TransportFailure
{
    /// <summary>Gets the failure of an attempt; null if the server did not cause the exception.</summary>
    public static AttemptException? Translate(Exception failure, IdleTimeout idle) => failure switch
    {
        AttemptException attempt => attempt,
        OperationCanceledException when idle.Expired => AttemptException.Unreachable($"was silent for {idle.Allowed.TotalSeconds:0.###} s", failure),
        HttpRequestException { HttpRequestError: var error } when IsAboutConnecting(error) =>
            AttemptException.Unreachable($"cannot be reached: {failure.Message}", failure),
        HttpRequestException or IOException => AttemptException.Truncated(failure),
        InvalidDataException => AttemptException.Malformed(failure.Message, failure),

        // The JSON reader's exceptions for invalid UTF-8 and for half a surrogate pair.
        JsonException or (InvalidOperationException and not ObjectDisposedException) =>
            AttemptException.Malformed($"sent an invalid answer: {failure.Message}", failure),

        // The HttpClient's own timeout, which a caller's client may have.
        OperationCanceledException { InnerException: TimeoutException } => AttemptException.Unreachable(failure.Message, failure),
        _ => null,
    };

    private static bool IsAboutConnecting(HttpRequestError error) =>
        error is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
}
