namespace Harmony.Remote;

/// <summary>
/// The cancellation of one attempt: by the caller, at any time, and by silence, whenever the server is waited for longer than
/// is allowed. Not for several threads at once.
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

        // A linked source takes no clock, so the link is made by hand.
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        _registration = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>What every call to the server is given.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether it was the silence that ended the wait, and not the caller.</summary>
    public bool Expired => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>The longest silence that is allowed.</summary>
    public TimeSpan Allowed => _allowed;

    /// <summary>The server is waited for from now on.</summary>
    public void Start() => _source.CancelAfter(_allowed);

    /// <summary>The server has answered: the caller may now take its time.</summary>
    public void Stop() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
