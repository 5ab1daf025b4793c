using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// The engine's side of a generation: gets a generator, computes the prompt in parts, then generates one id after the other. Runs on
/// the engine's thread, except <see cref="Stop"/> and the properties that the reader uses.
/// </summary>
internal sealed class GenerationRun
{
    private readonly GenerationRequest _request;
    private readonly int[] _prompt;
    private readonly int[] _stopIds;
    private readonly int _maxTokens;
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

    /// <param name="request">A validated request.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">The engine's options.</param>
    /// <param name="maxLength">The length of the context in tokens.</param>
    /// <param name="candidates">Scratch memory of the engine's thread.</param>
    /// <param name="wake">Wakes the engine's thread.</param>
    public GenerationRun(GenerationRequest request, LoadedModel model, OnnxGenAIOptions options, int maxLength, CandidateList candidates, Action wake)
    {
        _request = request;
        _prompt = request.Prompt.ToArray();
        _usage = new UsageMeter(_prompt.Length);
        _stopIds = [.. request.StopIds.Span, .. model.Config.EndIds];
        _maxTokens = Math.Min(request.MaxTokens ?? int.MaxValue, maxLength - _prompt.Length);
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

    /// <summary>The ids on their way to the reader.</summary>
    public TokenChannel Channel { get; }

    /// <summary>Completes when the engine no longer uses the run and holds nothing for it.</summary>
    public Task Released => _released.Task;

    public FinishReason? FinishReason { get; private set; }

    public int? StopId { get; private set; }

    /// <summary>Whether a step is possible now: it was stopped, or there is room for an id.</summary>
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

    public TimeSpan TimeOutsideModel => _usage.ReadTimeOutsideModel();

    /// <summary>Ends the generation at any point, from any thread. A running prefill is terminated, which makes the generator unusable;
    /// a single id is completed, so that the conversation can continue from there.</summary>
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
    /// <returns>Whether it has started or has ended; false if it must wait for a generator.</returns>
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
#pragma warning disable CA1031 // Every failure goes to the reader and must not end the engine's thread.
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
        _usage.RecordCached(_position);
        return true;
    }

    /// <summary>Makes one step: a part of the prompt, or an id.</summary>
    /// <returns>Whether there are more steps.</returns>
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
#pragma warning disable CA1031 // What a caller's constraint throws goes to the reader and must not end the engine's thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _isTerminated = true;
            Release(pool, IsStopped ? null : exception);
        }

        return false;
    }

    /// <summary>Returns the generator and completes the reader's side.</summary>
    public void Release(GeneratorPool pool, Exception? error)
    {
        _usage.RecordEnd(_generator?.NativeTicks ?? 0);
        if (_generator is not null)
        {
            pool.Return(_generator, isUsable: !_isTerminated);
            _generator = null;
        }

        // A stopped generation has no reader, or one that stopped it.
        Channel.Complete(error ?? (FinishReason is null ? new OperationCanceledException("The generation was ended.") : null));
        _released.TrySetResult();
    }

    /// <returns>Whether the generation has ended.</returns>
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

        // GenAI finds the last row of logits by skipping padding at the end. (A prompt that ends in padding was refused.)
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

    /// <summary>Whether only the greatest logit matters: then GenAI chooses it, and the logits need not be copied.</summary>
    private static bool IsPlainGreedy(GenerationRequest request) =>
        request is { Sampling: { IsGreedy: true, RepetitionPenalty: null or 1 }, Constraint: null, LogitBias: null };

    private bool Choose(Generator generator, IdSampler sampler)
    {
        int id = generator.Choose(sampler, generator.Ids[_prompt.Length..]);
        if (Accept(id))
        {
            return true;
        }

        // Appended now, and not before the next choice: if the generation is stopped, the cache then has all published ids.
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

    /// <summary>Publishes an id.</summary>
    /// <returns>Whether it is the last.</returns>
    private bool Accept(int id)
    {
        int generated = _usage.RecordToken(_generator!.NativeTicks);
        if (Array.IndexOf(_stopIds, id) >= 0)
        {
            (FinishReason, StopId) = (Engines.FinishReason.Stop, id);
        }
        else if (generated >= _maxTokens)
        {
            FinishReason = Engines.FinishReason.Length;
        }

        Channel.Publish(id);
        return FinishReason is not null;
    }
}
