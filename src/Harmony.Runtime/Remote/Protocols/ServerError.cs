using System.Text;
using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>An error that a server reports.</summary>
/// <param name="Status">The HTTP status, also of an error inside a stream that began with 200; 500 if it has none.</param>
/// <param name="Message">The server's message.</param>
internal sealed record ServerError(int Status, string Message)
{
    private const int MaximumQuoted = 500;

    /// <summary>Whether another attempt may succeed: the server is overloaded, or failed.</summary>
    public bool CanRetry => Status is 408 or 429 or >= 500;

    /// <summary>Whether the server failed: the error is not the request, nor overload.</summary>
    public bool IsFailure => Status >= 500 && Status != 503;

    public EngineError Kind => Status switch
    {
        401 or 407 or 408 or 429 or 503 => EngineError.Unavailable,
        403 or 405 or 501 => EngineError.Unsupported,
        404 or (>= 300 and < 400) => EngineError.NotFound,
        >= 400 and < 500 => IsAboutLength ? EngineError.ContextExceeded : EngineError.BadRequest,
        _ => EngineError.Failed,
    };

    /// <summary>What to do about it, if the status alone tells.</summary>
    public string Advice => Status switch
    {
        401 or 407 => " Set RemoteEngineOptions.ApiKey, or the headers of the HttpClient.",
        404 => " Check the address, RemoteEngineOptions.Model and RemoteEngineOptions.Protocol.",
        >= 300 and < 400 => " Redirects are not followed: give the server's own address in RemoteEngineOptions.Replicas.",
        429 or 503 => " The server is overloaded: try again later, or add replicas.",
        _ => "",
    };

    // No error code exists for it: vLLM names the parameter, SGLang and llama.cpp have other messages.
    private bool IsAboutLength =>
        Message.Contains("context length", StringComparison.OrdinalIgnoreCase)
        || Message.Contains("context size", StringComparison.OrdinalIgnoreCase)
        || Message.Contains("maximum model length", StringComparison.OrdinalIgnoreCase);

    /// <summary>Creates the error of a generation that the server ended for a reason other than a stop id or the maximum.</summary>
    public static ServerError Ended(string reason, int? status = null) => new(status ?? 500, $"the server ended the generation ({reason})");

    /// <summary>Reads an unsuccessful response: the target of a redirect, or the error in its body.</summary>
    /// <param name="response">The response. Its content is not read.</param>
    /// <param name="body">Its content, or the beginning.</param>
    public static ServerError Read(HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        int status = (int)response.StatusCode;
        return response.Headers.Location is { } location && status is >= 300 and < 400
            ? new ServerError(status, $"a redirect to {Resolve(response, location)}")
            : Read(status, body);
    }

    /// <summary>Reads the body of an unsuccessful response: JSON in one of the servers' formats, or any text.</summary>
    private static ServerError Read(int status, ReadOnlySpan<byte> body)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            json.Read();
            if (json.TokenType == JsonTokenType.StartObject)
            {
                return ReadObject(ref json, status) ?? new ServerError(status, Quote(body));
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // A proxy's page, a truncated body, or invalid Unicode: its beginning is quoted.
        }

        return new ServerError(status, Quote(body));
    }

    /// <summary>
    /// Reads the value of an <c>error</c> member, which is a string or an object with <c>message</c> and <c>code</c>. The reader is
    /// at its first token, and afterwards at its last.
    /// </summary>
    public static ServerError ReadValue(ref Utf8JsonReader json, int status)
    {
        if (json.TokenType == JsonTokenType.String)
        {
            return new ServerError(status, json.GetString()!);
        }

        if (json.TokenType == JsonTokenType.StartObject)
        {
            return ReadObject(ref json, status) ?? new ServerError(status, "no message");
        }

        json.Skip();
        return new ServerError(status, "no message");
    }

    /// <summary>Gets the beginning of what a server sent, for a message.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        string text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MaximumQuoted)]).Trim();
        return text.Length == 0 ? "nothing" : bytes.Length > MaximumQuoted ? text + "…" : text;
    }

    private static Uri Resolve(HttpResponseMessage response, Uri location) =>
        response.RequestMessage?.RequestUri is { } asked ? new Uri(asked, location) : location;

    private static ServerError? ReadObject(ref Utf8JsonReader json, int status)
    {
        string? message = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("error"u8))
            {
                json.Read();
                ServerError inner = ReadValue(ref json, status);
                (status, message) = (inner.Status, inner.Message);
            }
            else if (json.ValueTextEquals("message"u8) || json.ValueTextEquals("detail"u8))
            {
                json.Read();
                message = ReadMessage(ref json) ?? message;
            }
            else if (json.ValueTextEquals("code"u8))
            {
                json.Read();
                status = json.TokenType == JsonTokenType.Number && json.TryGetInt32(out int code) && code is >= 400 and < 600 ? code : status;
                json.Skip();
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        return message is null ? null : new ServerError(status, message);
    }

    private static string? ReadMessage(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.String)
        {
            return json.GetString();
        }

        // FastAPI's detail of an invalid body is a list of objects.
        json.Skip();
        return null;
    }
}
