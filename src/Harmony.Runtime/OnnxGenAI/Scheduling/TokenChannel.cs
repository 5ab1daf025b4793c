using System.Threading.Tasks.Sources;

namespace Harmony.OnnxGenAI;

/// <summary>
/// The ids of one generation on their way from the engine's thread to the reader: a ring of fixed size, so that the engine works only
/// a little ahead. An id allocates nothing, and the reader's code never runs on the engine's thread.
/// </summary>
/// <param name="roomMade">Called when the ring is no longer full.</param>
/// <param name="cancelled">Called when a read was cancelled.</param>
internal sealed class TokenChannel(Action roomMade, Action cancelled) : IValueTaskSource<int>, IThreadPoolWorkItem
{
    /// <summary>Large enough that a reader's short delays do not stop the engine, small enough that the engine soon stops for a reader
    /// that has gone.</summary>
    private const int Capacity = 64;

    private readonly Lock _gate = new();
    private readonly int[] _ring = new int[Capacity];
    private int _first;
    private int _count;

    private ManualResetValueTaskSourceCore<int> _wait;
    private CancellationTokenRegistration _registration;
    private Memory<int> _destination;
    private bool _isWaiting;
    private int _delivered;

    private bool _isComplete;
    private Exception? _error;

    /// <summary>Whether there is room for another id.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                return _count < Capacity;
            }
        }
    }

    /// <summary>Whether it ended successfully and all ids have been read.</summary>
    public bool IsAtEnd
    {
        get
        {
            lock (_gate)
            {
                return _isComplete && _count == 0 && _error is null;
            }
        }
    }

    /// <summary>Publishes an id. There must be room.</summary>
    public void Publish(int id)
    {
        lock (_gate)
        {
            if (_isComplete)
            {
                return;
            }

            if (!_isWaiting)
            {
                _ring[(_first + _count++) % Capacity] = id;
                return;
            }

            _destination.Span[0] = id;
            EndWait(delivered: 1);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Marks the end: no id follows.</summary>
    /// <param name="error">The failure, or null for a successful end.</param>
    public void Complete(Exception? error)
    {
        lock (_gate)
        {
            if (_isComplete)
            {
                return;
            }

            _isComplete = true;
            _error = error;
            if (!_isWaiting)
            {
                return;
            }

            EndWait(delivered: 0);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public ValueTask<int> ReadAsync(Memory<int> ids, CancellationToken cancellationToken)
    {
        if (ids.IsEmpty)
        {
            throw new ArgumentException("The memory for ids is empty. It needs room for at least one.", nameof(ids));
        }

        if (cancellationToken.IsCancellationRequested)
        {
            Cancel(cancellationToken);
        }

        bool wasFull;
        int taken;
        lock (_gate)
        {
            if (_isWaiting)
            {
                throw new InvalidOperationException("The previous read has not completed. A generation has a single reader, with one read at a time.");
            }

            if (_count == 0)
            {
                return _isComplete ? Ended() : Wait(ids, cancellationToken);
            }

            wasFull = _count == Capacity;
            taken = Take(ids.Span);
        }

        if (wasFull)
        {
            roomMade();
        }

        return new ValueTask<int>(taken);
    }

    /// <summary>Completes the wait, on the thread pool.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (_delivered == 0 && _error is { } error)
        {
            _wait.SetException(error);
        }
        else
        {
            _wait.SetResult(_delivered);
        }
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        try
        {
            return _wait.GetResult(token);
        }
        finally
        {
            _registration.Dispose();
            _registration = default;
        }
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    private ValueTask<int> Ended() => _error is null ? new ValueTask<int>(0) : ValueTask.FromException<int>(_error);

    private ValueTask<int> Wait(Memory<int> ids, CancellationToken cancellationToken)
    {
        _wait.Reset();
        _destination = ids;
        _isWaiting = true;
        if (cancellationToken.CanBeCanceled)
        {
            // A token that is already cancelled runs this at once, on this thread, which may enter the lock again.
            _registration = cancellationToken.UnsafeRegister(static (state, token) => ((TokenChannel)state!).Cancel(token), this);
        }

        return new ValueTask<int>(this, _wait.Version);
    }

    private int Take(Span<int> ids)
    {
        int taken = Math.Min(ids.Length, _count);
        for (int i = 0; i < taken; i++)
        {
            ids[i] = _ring[(_first + i) % Capacity];
        }

        _first = (_first + taken) % Capacity;
        _count -= taken;
        return taken;
    }

    private void EndWait(int delivered)
    {
        _isWaiting = false;
        _destination = default;
        _delivered = delivered;
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        bool wasWaiting;
        lock (_gate)
        {
            // A generation that ended and was read to its end stays so.
            if (_isComplete && (_error is OperationCanceledException || (_error is null && _count == 0)))
            {
                return;
            }

            _isComplete = true;
            _error = new OperationCanceledException(cancellationToken);
            _count = 0;
            wasWaiting = _isWaiting;
            if (wasWaiting)
            {
                EndWait(delivered: 0);
            }
        }

        cancelled();
        if (wasWaiting)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
