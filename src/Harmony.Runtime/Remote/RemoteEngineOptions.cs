namespace Harmony.Remote;

/// <summary>Which servers a <see cref="RemoteEngine"/> asks, and how.</summary>
public sealed record RemoteEngineOptions
{
    /// <summary>The servers' base addresses, such as <c>http://gpu-1:8000</c>: all have the same model and speak the same
    /// dialect. One address is enough where a router (Dynamo, llm-d, a load balancer) stands before them.</summary>
    public required IReadOnlyList<Uri> Replicas { get; init; }

    /// <summary>What the servers are and which of their interfaces is used.</summary>
    public RemoteDialect Dialect { get; init; } = RemoteDialect.VllmCompletions;

    /// <summary>The model's name at the servers; null for the one they name first.</summary>
    public string? Model { get; init; }

    /// <summary>How many ids fit, prompt and answer together; null to ask the servers. If it and <see cref="Model"/> are given,
    /// connecting asks nothing.</summary>
    public int? ContextLength { get; init; }

    /// <summary>Whether ids are sent as they are generated; false: the whole answer at its end.</summary>
    public bool Stream { get; init; } = true;

    /// <summary>
    /// Whether the servers' grammars are llguidance's, so that <see cref="Engines.GrammarLanguage.Lark"/> is understood: vLLM
    /// with <c>--structured-outputs-config.backend guidance</c>, SGLang with
    /// <c>--grammar-backend llguidance</c>, llama.cpp built with <c>LLAMA_LLGUIDANCE</c>. No server says so
    /// itself.
    /// </summary>
    public bool UsesLlguidance { get; init; }

    /// <summary>Sent as <c>Authorization: Bearer</c>; null for none. Other headers are the <see cref="HttpClient"/>'s.</summary>
    public string? ApiKey { get; init; }

    /// <summary>How often a request is sent at most, as long as none of its ids has come: 3.</summary>
    public int MaximumAttempts { get; init; } = 3;

    /// <summary>How long is waited before the second attempt where there is no other replica to ask, twice as long before each
    /// further one: a quarter of a second, less up to a half of it by chance.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait between two attempts, also where a server asks for a longer one: 10 seconds.</summary>
    public TimeSpan MaximumDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest silence of a server that is waited for, queueing and prefill included: 5 minutes. Without streaming,
    /// the whole generation is silence.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often each server is asked for its health: every 10 seconds. <see cref="Timeout.InfiniteTimeSpan"/> for
    /// never.</summary>
    public TimeSpan HealthCheckInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock for delays, timeouts, health checks and measured times.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Check()
    {
        if (Replicas is not { Count: > 0 and <= short.MaxValue })
        {
            throw new ArgumentException("Replicas is empty: name at least one server.");
        }

        foreach (Uri replica in Replicas)
        {
            if (replica is null || !replica.IsAbsoluteUri || (replica.Scheme != Uri.UriSchemeHttp && replica.Scheme != Uri.UriSchemeHttps))
            {
                throw new ArgumentException($"The replica '{replica}' is no absolute http or https address.");
            }
        }

        ArgumentNullException.ThrowIfNull(Dialect);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ContextLength ?? 2, 2, nameof(ContextLength));
        ArgumentOutOfRangeException.ThrowIfLessThan(FirstDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumDelay, FirstDelay);
        CheckPeriod(IdleTimeout, nameof(IdleTimeout));
        CheckPeriod(HealthCheckInterval, nameof(HealthCheckInterval));
    }

    private static void CheckPeriod(TimeSpan period, string name)
    {
        if (period <= TimeSpan.Zero && period != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, period, "It has to be above zero, or Timeout.InfiniteTimeSpan.");
        }
    }
}
