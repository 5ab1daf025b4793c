namespace Harmony.Remote;

/// <summary>
/// The cancellation of one attempt: by the caller, at any time, and by silence, if the server does not answer for longer than
/// allowed. Not thread safe.
/// </summary>
internal sealed class IdleTimeout : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _caller;
    private readonly TimeSpan _allowed;

    public IdleTimeout(TimeSpan allowed, TimeProvider timeProvider, CancellationToken caller)
    {
        _allowed = allowed;
        _caller = caller;

        // A linked source has no clock of its own, so it is linked by hand.
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        _registration = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>The token for every call to the server.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether silence ended the wait, and not the caller.</summary>
    public bool Expired => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>The longest silence allowed.</summary>
    public TimeSpan Allowed => _allowed;

    /// <summary>Starts to wait for the server.</summary>
    public void Start() => _source.CancelAfter(_allowed);

    /// <summary>Stops waiting: the server has answered, and the caller may take any time.</summary>
    public void Stop() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
