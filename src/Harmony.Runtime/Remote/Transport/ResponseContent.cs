using System.Net;

namespace Harmony.Remote;

/// <summary>Checks that the content of a successful response is of the requested kind, before it is read.</summary>
internal static class ResponseContent
{
    private const string EventStream = "text/event-stream";

    /// <summary>Whether the headers announce a stream of events, or what may be JSON.</summary>
    public static bool IsExpected(HttpResponseMessage response, bool isStream) =>
        HasContent(response) && !IsEncoded(response) && IsExpectedType(response, isStream);

    /// <summary>Reports what the server sent instead of what was requested.</summary>
    /// <param name="response">The response.</param>
    /// <param name="isStream">Whether events were requested; otherwise JSON.</param>
    /// <param name="beginning">The beginning of its content, or all of it.</param>
    /// <exception cref="AttemptException">The content is of another kind.</exception>
    public static void Check(HttpResponseMessage response, bool isStream, ReadOnlySpan<byte> beginning)
    {
        if (IsExpected(response, isStream))
        {
            return;
        }

        string expected = isStream ? $"an event stream ({EventStream})" : "JSON";
        int status = (int)response.StatusCode;
        if (!HasContent(response))
        {
            throw AttemptException.Malformed($"answered {status} without content where {expected} was expected");
        }

        throw AttemptException.Malformed(IsEncoded(response)
            ? $"answered {status} with content encoded as {string.Join(", ", response.Content.Headers.ContentEncoding)}, which was not requested"
            : $"answered {status} with {response.Content.Headers.ContentType!.MediaType} where {expected} was expected: {ServerError.Quote(beginning)}");
    }

    private static bool HasContent(HttpResponseMessage response) =>
        response.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.ResetContent);

    private static bool IsEncoded(HttpResponseMessage response)
    {
        foreach (string encoding in response.Content.Headers.ContentEncoding)
        {
            if (!encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // Content without a type is read as what was requested. JSON is recognized by its first byte, whatever its type, unless the
    // type is one of the others that a server may well send.
    private static bool IsExpectedType(HttpResponseMessage response, bool isStream)
    {
        if (response.Content.Headers.ContentType?.MediaType is not { } type)
        {
            return true;
        }

        bool isEvents = type.Equals(EventStream, StringComparison.OrdinalIgnoreCase);
        return isStream ? isEvents : !isEvents && !type.Equals("text/html", StringComparison.OrdinalIgnoreCase);
    }
}
