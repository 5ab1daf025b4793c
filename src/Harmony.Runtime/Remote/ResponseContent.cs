using System.Net;

namespace Harmony.Remote;

/// <summary>Whether what a server answers successfully is of the kind that was asked for, before any of it is read as such.</summary>
internal static class ResponseContent
{
    private const string EventStream = "text/event-stream";

    /// <summary>Whether the head announces a stream of events, or what may be JSON.</summary>
    public static bool IsExpected(HttpResponseMessage response, bool isStream) =>
        HasContent(response) && !IsEncoded(response) && IsExpectedType(response, isStream);

    /// <summary>Says what came instead of what was asked for.</summary>
    /// <param name="response">The response.</param>
    /// <param name="isStream">Whether events were asked for; otherwise JSON.</param>
    /// <param name="beginning">The beginning of its content, or all of it.</param>
    /// <exception cref="AttemptException">It is not of that kind.</exception>
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
            ? $"answered {status} with content encoded as {string.Join(", ", response.Content.Headers.ContentEncoding)}, which was not asked for"
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

    // What has no type is read as what was asked for. JSON is known by its first byte, whatever it is called, unless it is
    // called one of what else a server may well send.
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
