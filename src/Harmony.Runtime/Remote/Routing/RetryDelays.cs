using System.Net.Http.Headers;

namespace Harmony.Remote;

/// <summary>The delays before a request is sent again: doubled each time, and randomized so that clients differ.</summary>
internal sealed class RetryDelays(TimeSpan first, TimeSpan longest, TimeProvider timeProvider)
{
    /// <summary>Gets a delay between half and all of the nominal one, so that clients that failed together return at different
    /// times.</summary>
    public TimeSpan GetDelay(int failedAttempts)
    {
        double full = Math.Min(first.TotalMilliseconds * Math.Pow(2, failedAttempts - 1), longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    /// <summary>
    /// Gets the delay that a server asks for in its Retry-After (RFC 9110, 10.2.3), in either of its two forms, but at most the longest
    /// delay; null if it asks for none.
    /// </summary>
    public TimeSpan? GetRetryAfter(RetryConditionHeaderValue? header)
    {
        TimeSpan? requested = header switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - timeProvider.GetUtcNow(),
            _ => null,
        };

        return requested is not { } wait ? null
            : wait < TimeSpan.Zero ? TimeSpan.Zero
            : wait < longest ? wait : longest;
    }
}
