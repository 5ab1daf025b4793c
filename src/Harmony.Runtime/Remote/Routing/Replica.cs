namespace Harmony.Remote;

/// <summary>
/// One server: its load, and whether it gets requests. A server that failed gets none for a while, longer each time, until a request
/// or a health check succeeds; one that reported to be busy, for as long as it asked. Thread safe.
/// </summary>
internal sealed class Replica(Uri address, int index, TimeProvider timeProvider)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private int _requests;
    private int _failures;
    private string? _lastFailure;
    private DateTimeOffset _failedUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _busyUntil = DateTimeOffset.MinValue;

    public Uri Address { get; } = address;

    /// <summary>The index among the replicas.</summary>
    public int Index { get; } = index;

    /// <summary>A hash of the address, the same in every process, for rendezvous hashing.</summary>
    public ulong Identity { get; } = PromptBlocks.Hash(address.AbsoluteUri);

    /// <summary>The number of running requests of this engine.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The time from which it gets requests again; in the past if it gets them now.</summary>
    public DateTimeOffset PausedUntil
    {
        get
        {
            lock (_lock)
            {
                return _failedUntil > _busyUntil ? _failedUntil : _busyUntil;
            }
        }
    }

    public bool IsAvailable => PausedUntil <= timeProvider.GetUtcNow();

    public void Begin() => Interlocked.Increment(ref _requests);

    public void End() => Interlocked.Decrement(ref _requests);

    /// <summary>Records that it has returned ids.</summary>
    public void RecordSuccess()
    {
        lock (_lock)
        {
            ClearFailures();
            _busyUntil = DateTimeOffset.MinValue;
        }
    }

    /// <summary>Marks it as healthy. It may still be busy.</summary>
    public void MarkHealthy()
    {
        lock (_lock)
        {
            ClearFailures();
        }
    }

    /// <summary>Records that it does not answer, or not completely.</summary>
    public void RecordFailure(string failure)
    {
        lock (_lock)
        {
            TimeSpan pause = FirstPause * Math.Pow(2, Math.Min(_failures, 10));
            _failures++;
            _lastFailure = failure;
            _failedUntil = timeProvider.GetUtcNow() + (pause < LongestPause ? pause : LongestPause);
        }
    }

    /// <summary>Marks it as busy, though healthy, for some time.</summary>
    public void MarkBusy(TimeSpan wait)
    {
        lock (_lock)
        {
            _busyUntil = timeProvider.GetUtcNow() + wait;
        }
    }

    public RemoteReplicaStatus GetStatus()
    {
        bool isAvailable = IsAvailable;
        lock (_lock)
        {
            return new RemoteReplicaStatus(Address, isAvailable, Requests, _failures, _lastFailure);
        }
    }

    private void ClearFailures()
    {
        _failures = 0;
        _lastFailure = null;
        _failedUntil = DateTimeOffset.MinValue;
    }
}
