using System.Text;
using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>What a server says is wrong.</summary>
/// <param name="Status">The HTTP status, also where it is said inside a stream that began with 200; 500 where none is said.</param>
/// <param name="Message">The server's own words.</param>
internal sealed record ServerError(int Status, string Message)
{
    private const int MaximumQuoted = 500;

    /// <summary>Whether another attempt may go better: the server is too busy, or failed.</summary>
    public bool CanRetry => Status is 408 or 429 or >= 500;

    /// <summary>Whether it is the server that failed, and not the request, nor that there is too much to do.</summary>
    public bool IsFailure => Status >= 500 && Status != 503;

    public EngineError Kind => Status switch
    {
        401 or 407 or 408 or 429 or 503 => EngineError.Unavailable,
        403 or 405 or 501 => EngineError.Unsupported,
        404 or (>= 300 and < 400) => EngineError.NotFound,
        >= 400 and < 500 => IsAboutLength ? EngineError.ContextExceeded : EngineError.BadRequest,
        _ => EngineError.Failed,
    };

    /// <summary>What to do about it, where the status alone says so.</summary>
    public string Advice => Status switch
    {
        401 or 407 => " Set RemoteEngineOptions.ApiKey, or the HttpClient's headers.",
        404 => " Check the address, RemoteEngineOptions.Model and RemoteEngineOptions.Dialect.",
        >= 300 and < 400 => " Redirects are not followed: give the server's own address in RemoteEngineOptions.Replicas.",
        429 or 503 => " It is too busy: try again later, or add replicas.",
        _ => "",
    };

    // There is no code for it: vLLM names the parameter, SGLang and llama.cpp say it in their own words.
    private bool IsAboutLength =>
        Message.Contains("context length", StringComparison.OrdinalIgnoreCase)
        || Message.Contains("context size", StringComparison.OrdinalIgnoreCase)
        || Message.Contains("maximum model length", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an answer that is no success: where it redirects to, or what its body says.</summary>
    /// <param name="response">The response, whose content is not touched.</param>
    /// <param name="body">Its content, or the beginning of it.</param>
    public static ServerError Read(HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        int status = (int)response.StatusCode;
        return response.Headers.Location is { } location && status is >= 300 and < 400
            ? new ServerError(status, $"a redirect to {Resolve(response, location)}")
            : Read(status, body);
    }

    /// <summary>Reads the body of an answer that is not 200: JSON in one of the servers' forms, or any text.</summary>
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
            // A proxy's page, a body that was cut, or a text that is no Unicode: its beginning is quoted.
        }

        return new ServerError(status, Quote(body));
    }

    /// <summary>
    /// Reads the value of an <c>error</c> member, which is a text or an object with <c>message</c> and <c>code</c>. The reader
    /// stands on it, and afterwards on its last token.
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

    /// <summary>The beginning of what a server sent, for a message.</summary>
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

        // FastAPI's detail of a body that does not validate is a list of objects.
        json.Skip();
        return null;
    }
}
