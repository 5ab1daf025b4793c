using System.Runtime.CompilerServices;

namespace Harmony.Remote;

/// <summary>The servers of a <see cref="RemoteEngine"/>, and how requests are sent to them.</summary>
public sealed record RemoteEngineOptions
{
    /// <summary>The base addresses of the servers, such as <c>http://gpu-1:8000</c>. All of them have the same model and the same
    /// protocol. A single address is enough behind a router (Dynamo, llm-d, a load balancer). The list is copied.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="ArgumentException">The value is empty, has more than 32767 addresses, or has one that is not an absolute
    /// http or https address.</exception>
    public required IReadOnlyList<Uri> Replicas { get; init => field = CheckedAddresses(value); }

    /// <summary>The kind of the servers and which of their interfaces is used. The default is
    /// <see cref="ServerProtocol.VllmCompletions"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ServerProtocol Protocol { get; init => field = value ?? throw new ArgumentNullException(nameof(Protocol)); } = ServerProtocol.VllmCompletions;

    /// <summary>The name of the model at the servers, or null for the first one that they list.</summary>
    public string? Model { get; init; }

    /// <summary>The length of the context in tokens, prompt and answer together: at least 2, or null to ask the servers. Connecting
    /// sends no request if this and <see cref="Model"/> are set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int? ContextLength { get; init => field = Checked(value, value is null or >= 2, "at least 2"); }

    /// <summary>Whether the servers send ids as they are generated. If false, they send the whole answer at its end. The default is
    /// true.</summary>
    public bool Stream { get; init; } = true;

    /// <summary>
    /// Whether the servers use llguidance for grammars, so that <see cref="Engines.GrammarLanguage.Lark"/> is supported: vLLM
    /// started with <c>--structured-outputs-config.backend guidance</c>, SGLang with <c>--grammar-backend llguidance</c>,
    /// llama.cpp built with <c>LLAMA_LLGUIDANCE</c>. No server reports it. The default is false.
    /// </summary>
    public bool UsesLlguidance { get; init; }

    /// <summary>The key sent as <c>Authorization: Bearer</c>, or null for none. Other headers are those of the
    /// <see cref="HttpClient"/>.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The maximum number of times a request is sent before any of its ids has arrived: at least 1. The default is
    /// 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaximumAttempts { get; init => field = Checked(value, value >= 1, "at least 1"); } = 3;

    /// <summary>The delay before the second attempt if no other replica is available. It doubles before each further attempt, and
    /// up to half of it is subtracted at random. At least zero. The default is 250 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan FirstDelay { get; init => field = Checked(value, value >= TimeSpan.Zero, "at least zero"); } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest delay between two attempts, even if a server asks for a longer one. At least
    /// <see cref="FirstDelay"/>. The default is 10 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan MaximumDelay { get; init => field = Checked(value, value >= TimeSpan.Zero, "at least zero"); } = TimeSpan.FromSeconds(10);

    /// <summary>The longest silence of a server before an attempt fails, which includes queueing and prefill and, without streaming,
    /// the whole generation. Above zero, or <see cref="Timeout.InfiniteTimeSpan"/>. The default is 5 minutes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan IdleTimeout { get; init => field = CheckedPeriod(value); } = TimeSpan.FromMinutes(5);

    /// <summary>The time between two health checks of a server. Above zero, or <see cref="Timeout.InfiniteTimeSpan"/> for no health
    /// checks. The default is 10 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is zero or negative.</exception>
    public TimeSpan HealthCheckInterval { get; init => field = CheckedPeriod(value); } = TimeSpan.FromSeconds(10);

    /// <summary>The clock for delays, timeouts, health checks and measured times. The default is the system's.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public TimeProvider TimeProvider { get; init => field = value ?? throw new ArgumentNullException(nameof(TimeProvider)); } = TimeProvider.System;

    /// <summary>Checks the values that are only wrong together; the others are checked when they are set.</summary>
    /// <exception cref="ArgumentException"><see cref="MaximumDelay"/> is less than <see cref="FirstDelay"/>.</exception>
    internal void Check()
    {
        if (MaximumDelay < FirstDelay)
        {
            throw new ArgumentException($"MaximumDelay is {MaximumDelay}. It must be at least FirstDelay, {FirstDelay}.");
        }
    }

    private static Uri[] CheckedAddresses(IReadOnlyList<Uri> addresses, [CallerMemberName] string name = "")
    {
        ArgumentNullException.ThrowIfNull(addresses, name);
        if (addresses.Count is 0 or > short.MaxValue)
        {
            throw new ArgumentException($"{name} has {addresses.Count} addresses. It must have 1 to {short.MaxValue}.", name);
        }

        foreach (Uri address in addresses)
        {
            if (address is null || !address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            {
                throw new ArgumentException($"The replica '{address}' is not an absolute http or https address.", name);
            }
        }

        return [.. addresses];
    }

    private static TimeSpan CheckedPeriod(TimeSpan value, [CallerMemberName] string name = "") =>
        Checked(value, value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan, "above zero, or Timeout.InfiniteTimeSpan", name);

    private static T Checked<T>(T value, bool isInRange, string range, [CallerMemberName] string name = "") =>
        isInRange ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
}
