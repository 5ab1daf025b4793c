using System.Runtime.CompilerServices;
using Harmony.Buffers;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>
/// A generation at a server: one attempt after the other until one returns ids, and from then on only that one, since a second
/// answer to the same prompt would be a different answer.
/// </summary>
internal sealed class RemoteGeneration : TokenGeneration
{
    private readonly RemoteConnection _connection;
    private readonly GenerationPlan _plan;
    private readonly AttemptSequence _attempts;
    private readonly CancellationTokenSource _cancelled;
    private readonly AnswerEvent _event;
    private readonly TokenBuffer _pending = new();
    private readonly long _startedAt;
    private Task<RemoteAttempt>? _opening;
    private RemoteAttempt? _attempt;
    private Exception? _failure;
    private FinishReason? _finish;
    private TimeSpan? _timeToFirstToken;
    private TimeSpan? _duration;
    private int? _cachedTokens;
    private int? _lastId;
    private int _given;
    private int _taken;
    private bool _hasEnded;
    private bool _isDisposed;

    public RemoteGeneration(RemoteConnection connection, GenerationPlan plan)
    {
        _connection = connection;
        _plan = plan;
        _event = new AnswerEvent(plan.VocabularySize);
        _startedAt = connection.Options.TimeProvider.GetTimestamp();
        _cancelled = CancellationTokenSource.CreateLinkedTokenSource(connection.Closed);
        _attempts = new AttemptSequence(connection, plan, _cancelled.Token);
        _opening = _attempts.OpenNextAsync();
    }

    public override FinishReason? FinishReason => _hasEnded ? _finish : null;

    public override int? StopId => _hasEnded && _finish == Engines.FinishReason.Stop && IsEnd(_lastId) ? _lastId : null;

    public override TokenUsage Usage => new(_plan.PromptLength, _taken)
    {
        CachedTokens = _cachedTokens,
        TimeToFirstToken = _timeToFirstToken,
        Duration = _duration ?? Elapsed,
    };

    private TimeSpan Elapsed => _connection.Options.TimeProvider.GetElapsedTime(_startedAt);

    public override ValueTask<int> ReadAsync(Memory<int> ids, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (ids.IsEmpty)
        {
            throw new ArgumentException("The memory for ids is empty. It needs room for at least one.", nameof(ids));
        }

        if (_failure is not null || cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromException<int>(_failure ??= Cancel(cancellationToken));
        }

        return _given < _pending.Count || _hasEnded ? new ValueTask<int>(Give(ids.Span)) : ReadMoreAsync(ids, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _cancelled.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_opening is { } opening)
        {
            // Nobody waits for it any more: its failure is not reported, and everything is released.
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _attempt = opening.IsCompletedSuccessfully ? await opening.ConfigureAwait(false) : null;
        }

        await CloseAttemptAsync().ConfigureAwait(false);
        _duration ??= Elapsed;
        _cancelled.Dispose();
        _event.Dispose();
        _pending.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadMoreAsync(Memory<int> ids, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration =
            cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _cancelled);
        try
        {
            while (_given == _pending.Count && !_hasEnded)
            {
                await AdvanceAsync().ConfigureAwait(false);
            }

            return Give(ids.Span);
        }
        catch (Exception failure)
        {
            _failure = Translate(failure, cancellationToken);
            _duration = Elapsed;
            await CloseAttemptAsync().ConfigureAwait(false);
            throw _failure;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AdvanceAsync()
    {
        try
        {
            if (_opening is { } opening)
            {
                _opening = null;
                _attempt = await opening.ConfigureAwait(false);
            }

            _event.ReceivedBefore = _taken;
            _event.LastIdBefore = _lastId;
            if (_attempt!.TryRead(_event) || await _attempt.ReadAsync(_event).ConfigureAwait(false))
            {
                await TakeAsync().ConfigureAwait(false);
            }
            else if (_finish is null)
            {
                throw _attempt.RecordTruncation();
            }
            else
            {
                await EndAsync().ConfigureAwait(false);
            }
        }
        catch (AttemptException) when (_finish is not null)
        {
            // The answer is complete; only its usage was still to come.
            await EndAsync().ConfigureAwait(false);
        }
        catch (AttemptException failure) when (_taken == 0 && _attempts.CanRetry(failure))
        {
            await CloseAttemptAsync().ConfigureAwait(false);
            _opening = _attempts.OpenNextAsync(failure);
        }
    }

    /// <summary>Takes the ids of an event, up to the first stop id or the maximum.</summary>
    private async ValueTask TakeAsync()
    {
        if (_event.CachedTokens is { } cached)
        {
            // A server's count may include the ids of the answer.
            _cachedTokens = Math.Clamp(cached, 0, _plan.PromptLength);
        }

        if (AddPending())
        {
            _attempt!.Replica.RecordSuccess();
        }

        if (_event.Finish is { } finish)
        {
            // Only the usage comes after it.
            _finish ??= finish;
        }
        else if (_finish is not null && !_event.NewIds.IsEmpty && _event.ReceivedBefore == _taken)
        {
            // It continues after the id that should have ended it: a server without stop ids in the request.
            await EndAsync().ConfigureAwait(false);
        }
    }

    /// <returns>Whether the event had the first ids of the answer.</returns>
    private bool AddPending()
    {
        ReadOnlySpan<int> ids = _event.NewIds;
        if (_finish is not null || ids.IsEmpty)
        {
            return false;
        }

        int count = Math.Min(ids.Length, _plan.MaxTokens - _taken);
        int stop = ids[..count].IndexOfAny(_plan.StopIds);
        if (stop >= 0)
        {
            count = stop + 1;
            _finish = Engines.FinishReason.Stop;
        }
        else if (count < ids.Length)
        {
            _finish = Engines.FinishReason.Length;
        }

        if (count == 0)
        {
            return false;
        }

        _pending.Clear();
        _given = 0;
        _pending.Append(ids[..count]);
        _lastId = ids[count - 1];
        _timeToFirstToken ??= Elapsed;
        _taken += count;
        return _taken == count;
    }

    private int Give(Span<int> ids)
    {
        int count = Math.Min(ids.Length, _pending.Count - _given);
        _pending.Span.Slice(_given, count).CopyTo(ids);
        _given += count;
        return count;
    }

    private async ValueTask EndAsync()
    {
        _hasEnded = true;
        _duration = Elapsed;
        await CloseAttemptAsync().ConfigureAwait(false);
    }

    private async ValueTask CloseAttemptAsync()
    {
        if (_attempt is { } attempt)
        {
            _attempt = null;
            await attempt.DisposeAsync().ConfigureAwait(false);
        }
    }

    private OperationCanceledException Cancel(CancellationToken cancellationToken)
    {
        _cancelled.Cancel();
        return new OperationCanceledException(cancellationToken);
    }

    private Exception Translate(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        _ when _connection.Closed.IsCancellationRequested => RemoteConnection.CreateClosedException(),
        AttemptException attempt => _attempts.Describe(attempt, _taken),
        OperationCanceledException when cancellationToken.IsCancellationRequested => new OperationCanceledException(cancellationToken),
        _ => failure,
    };

    private bool IsEnd(int? id) => id is { } value && (_plan.StopIds.AsSpan().Contains(value) || EndIds.Contains(value));
}
