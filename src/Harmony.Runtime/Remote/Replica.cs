namespace Harmony.Remote;

/// <summary>
/// One server that answers: how much it has to do, and whether it is given more. A server that failed is left alone for a
/// while, longer each time, until a request or a health check succeeds; one that said it is busy, for as long as it said.
/// For several threads.
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

    /// <summary>Its place among the replicas.</summary>
    public int Index { get; } = index;

    /// <summary>A number of its own, the same in every process, for rendezvous hashing.</summary>
    public ulong Identity { get; } = PromptBlocks.Hash(address.AbsoluteUri);

    /// <summary>Requests that it is working on for this engine.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>When it may be asked again; in the past where it may be asked now.</summary>
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

    /// <summary>It has given ids.</summary>
    public void Succeeded()
    {
        lock (_lock)
        {
            Forget();
            _busyUntil = DateTimeOffset.MinValue;
        }
    }

    /// <summary>It says that it is well, which it may be and still have too much to do.</summary>
    public void IsWell()
    {
        lock (_lock)
        {
            Forget();
        }
    }

    /// <summary>It does not answer, or not to the end.</summary>
    public void Failed(string failure)
    {
        lock (_lock)
        {
            TimeSpan pause = FirstPause * Math.Pow(2, Math.Min(_failures, 10));
            _failures++;
            _lastFailure = failure;
            _failedUntil = timeProvider.GetUtcNow() + (pause < LongestPause ? pause : LongestPause);
        }
    }

    /// <summary>It is well, but has too much to do.</summary>
    public void IsBusy(TimeSpan wait)
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

    private void Forget()
    {
        _failures = 0;
        _lastFailure = null;
        _failedUntil = DateTimeOffset.MinValue;
    }
}
