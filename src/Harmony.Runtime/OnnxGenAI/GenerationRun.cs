using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// A generation as the engine's thread sees it: it gets a generator, reads the prompt in parts, then generates id for id. All of it
/// runs on that thread, but for <see cref="Stop"/> and what is read of it.
/// </summary>
internal sealed class GenerationRun
{
    private readonly GenerationRequest _request;
    private readonly int[] _prompt;
    private readonly int[] _stopIds;
    private readonly int _maxIds;
    private readonly int _prefillChunk;
    private readonly int _padId;
    private readonly SearchSettings? _settings;
    private readonly IdSampler? _sampler;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Lock _gate = new();
    private bool _isStopped;
    private bool _isPrefilling;
    private bool _isTerminated;

    private Generator? _generator;
    private int _position;
    private ReadOnlyMemory<int> _burst;
    private bool _isSearchAtEnd;
    private readonly UsageMeter _usage;

    /// <param name="request">A request that was checked.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">The engine's options.</param>
    /// <param name="maxLength">How many ids fit.</param>
    /// <param name="candidates">Scratch memory of the engine's thread.</param>
    /// <param name="wake">Wakes that thread.</param>
    public GenerationRun(GenerationRequest request, LoadedModel model, OnnxGenAIOptions options, int maxLength, CandidateList candidates, Action wake)
    {
        _request = request;
        _prompt = request.Prompt.ToArray();
        _usage = new UsageMeter(_prompt.Length);
        _stopIds = [.. request.StopIds.Span, .. model.Config.EndIds];
        _maxIds = Math.Min(request.MaxTokens ?? int.MaxValue, maxLength - _prompt.Length);
        _prefillChunk = model.CanContinue ? options.PrefillChunk : int.MaxValue;
        _padId = model.Config.PadId;
        if (request.Constraint is GrammarConstraint || !model.CanContinue)
        {
            _settings = SearchSettings.For(request);
        }
        else if (!IsPlainGreedy(request))
        {
            _sampler = new IdSampler(request, candidates);
        }

        Channel = new TokenChannel(wake, () =>
        {
            Stop();
            wake();
        });
    }

    /// <summary>Where the ids go.</summary>
    public TokenChannel Channel { get; }

    /// <summary>Is over when the engine is done with it and holds nothing for it any more.</summary>
    public Task Released => _released.Task;

    public FinishReason? FinishReason { get; private set; }

    public int? StopId { get; private set; }

    /// <summary>Whether it can go on now: it was stopped, or there is room for an id.</summary>
    public bool CanStep => IsStopped || Channel.HasRoom;

    private bool IsStopped
    {
        get
        {
            lock (_gate)
            {
                return _isStopped;
            }
        }
    }

    public TokenUsage Usage => _usage.Read();

    /// <summary>Ends it wherever it is, from any thread. Reading a prompt is broken off, which costs the generator; the reading of
    /// a single id is waited for, so that the conversation can go on from there.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (!_isStopped && _isPrefilling)
            {
                _isTerminated = true;
                _generator!.Terminate();
            }

            _isStopped = true;
        }
    }

    /// <summary>Gets a generator.</summary>
    /// <returns>Whether it has started or is over; false if it has to wait for one.</returns>
    public bool TryStart(GeneratorPool pool)
    {
        if (IsStopped)
        {
            Release(pool, error: null);
            return true;
        }

        try
        {
            _generator = pool.Rent(_prompt, _request.SessionKey, _settings);
        }
#pragma warning disable CA1031 // Whatever it is goes to the reader, not through the engine's thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Release(pool, exception);
            return true;
        }

        if (_generator is null)
        {
            return false;
        }

        _position = _generator.Count;
        _usage.NoteCached(_position);
        return true;
    }

    /// <summary>Does one piece of work: a part of the prompt, or an id.</summary>
    /// <returns>Whether there is more to do.</returns>
    public bool Step(GeneratorPool pool)
    {
        if (_generator is null)
        {
            return false;
        }

        try
        {
            if (!IsStopped && !Advance(_generator))
            {
                return true;
            }

            Release(pool, error: null);
        }
#pragma warning disable CA1031 // Whatever a constraint of the caller's throws goes to the caller, not through the engine's thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _isTerminated = true;
            Release(pool, IsStopped ? null : exception);
        }

        return false;
    }

    /// <summary>Gives back what it holds and lets the reader know.</summary>
    public void Release(GeneratorPool pool, Exception? error)
    {
        _usage.NoteEnd(_generator?.NativeTicks ?? 0);
        if (_generator is not null)
        {
            pool.Return(_generator, isUsable: !_isTerminated);
            _generator = null;
        }

        // A generation that was stopped has no reader, or one that knows.
        Channel.Complete(error ?? (FinishReason is null ? new OperationCanceledException("The generation was ended.") : null));
        _released.TrySetResult();
    }

    /// <returns>Whether it has come to its end.</returns>
    private bool Advance(Generator generator)
    {
        if (_position < _prompt.Length)
        {
            Prefill(generator);
            return false;
        }

        return _sampler is null ? Search(generator) : Choose(generator, _sampler);
    }

    private void Prefill(Generator generator)
    {
        int end = (int)Math.Min(_position + (long)_prefillChunk, _prompt.Length);

        // GenAI looks for the last row of logits by going back over padding. (A prompt that ends in it was refused.)
        while (end < _prompt.Length && _prompt[end - 1] == _padId)
        {
            end++;
        }

        lock (_gate)
        {
            if (_isStopped)
            {
                return;
            }

            _isPrefilling = true;
        }

        try
        {
            generator.Append(_prompt.AsSpan(_position, end - _position));
            _position = end;
        }
        finally
        {
            lock (_gate)
            {
                _isPrefilling = false;
            }
        }
    }

    /// <summary>Whether the greatest logit is all that counts: then GenAI takes it, and the logits need not be copied.</summary>
    private static bool IsPlainGreedy(GenerationRequest request) =>
        request is { Sampling: { IsGreedy: true, RepetitionPenalty: null or 1 }, Constraint: null, LogitBias: null };

    private bool Choose(Generator generator, IdSampler sampler)
    {
        int id = generator.Choose(sampler, generator.Ids[_prompt.Length..]);
        if (Accept(id))
        {
            return true;
        }

        // Read right away, and not before the next choice: what a stopped generation had given out is then in the cache.
        generator.Append(new ReadOnlySpan<int>(in id));
        return false;
    }

    private bool Search(Generator generator)
    {
        if (_burst.IsEmpty)
        {
            _burst = generator.Generate(out _isSearchAtEnd);
        }

        while (!_burst.IsEmpty && Channel.HasRoom)
        {
            int id = _burst.Span[0];
            _burst = _burst[1..];
            if (Accept(id))
            {
                return true;
            }
        }

        if (_burst.IsEmpty && _isSearchAtEnd)
        {
            FinishReason = Engines.FinishReason.Length;
            return true;
        }

        return false;
    }

    /// <summary>Gives an id out.</summary>
    /// <returns>Whether it is the last.</returns>
    private bool Accept(int id)
    {
        int generated = _usage.NoteId(_generator!.NativeTicks);
        if (Array.IndexOf(_stopIds, id) >= 0)
        {
            (FinishReason, StopId) = (Engines.FinishReason.Stop, id);
        }
        else if (generated >= _maxIds)
        {
            FinishReason = Engines.FinishReason.Length;
        }

        Channel.Publish(id);
        return FinishReason is not null;
    }
}
