using System.Net.Http.Headers;

namespace Harmony.Remote;

/// <summary>How long to wait before a request is tried again: twice as long each time, and never the same for all clients.</summary>
internal sealed class RetryDelays(TimeSpan first, TimeSpan longest, TimeProvider timeProvider)
{
    /// <summary>Between half and all of what the attempt calls for, so that clients that failed together come back apart.</summary>
    public TimeSpan GetDelay(int failedAttempts)
    {
        double full = Math.Min(first.TotalMilliseconds * Math.Pow(2, failedAttempts - 1), longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    /// <summary>
    /// What a server asks for in its Retry-After (RFC 9110, 10.2.3), in either of its two forms; null where it asks for
    /// nothing, and never more than the longest delay.
    /// </summary>
    public TimeSpan? GetRetryAfter(RetryConditionHeaderValue? header)
    {
        TimeSpan? asked = header switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - timeProvider.GetUtcNow(),
            _ => null,
        };

        return asked is not { } wait ? null
            : wait < TimeSpan.Zero ? TimeSpan.Zero
            : wait < longest ? wait : longest;
    }
}
