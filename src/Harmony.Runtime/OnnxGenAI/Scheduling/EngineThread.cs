using System.Collections.Concurrent;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// The only thread on which an engine calls GenAI. GenAI's API is not thread safe, and one call already uses all cores: several
/// threads would only get in each other's way. So the generations take turns, an id or a part of a prompt each. The thread pool
/// never waits for a model, and a generation whose reader is slow misses its turns without delaying the others.
/// </summary>
internal sealed class EngineThread
{
    private readonly string _folder;
    private readonly OnnxGenAIOptions _options;
    private readonly GeneratorPolicy _policy;
    private readonly TaskCompletionSource<EngineThread> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<GenerationRun> _incoming = [];
    private readonly List<GenerationRun> _waiting = [];
    private readonly List<GenerationRun> _running = [];
    private readonly object _wake = new();
    private readonly Action _wakeUp;
    private bool _isAwake;
    private volatile bool _isEnding;
    private CandidateList _candidates = null!;
    private GeneratorPool _pool = null!;

    private EngineThread(string folder, OnnxGenAIOptions options, GeneratorPolicy policy)
    {
        _folder = folder;
        _options = options;
        _policy = policy;
        _wakeUp = WakeUp;
    }

    /// <summary>The model. Set once the thread has started.</summary>
    public LoadedModel Model { get; private set; } = null!;

    /// <summary>The length of the context in tokens.</summary>
    public int MaxLength { get; private set; }

    public CacheUsage CacheUsage => _pool.Usage;

    /// <summary>Starts the thread, which loads the model.</summary>
    /// <exception cref="EngineException">The model does not load.</exception>
    public static Task<EngineThread> StartAsync(string folder, OnnxGenAIOptions options, GeneratorPolicy policy)
    {
        var engine = new EngineThread(folder, options, policy);
        new Thread(engine.Run) { Name = "Harmony engine", IsBackground = true }.Start();
        return engine._ready.Task;
    }

    /// <summary>Starts a generation, from any thread.</summary>
    /// <exception cref="EngineException">The engine has been disposed.</exception>
    public OnnxGeneration Start(GenerationRequest request)
    {
        var run = new GenerationRun(request, Model, _options, MaxLength, _candidates, _wakeUp);
        _incoming.Enqueue(run);
        _wakeUp();

        // Run sets the mark first and then empties the queue; here it is the other way round, so one of the two sees the other.
        return _isEnding ? throw Ended() : new OnnxGeneration(run, _wakeUp);
    }

    /// <summary>Ends all generations and frees the model. Completes when that is done.</summary>
    public Task EndAsync()
    {
        _isEnding = true;
        _wakeUp();
        return _over.Task;
    }

    private void Run()
    {
        if (!TryLoad())
        {
            return;
        }

        while (!_isEnding)
        {
            Admit();
            if (!StepAll() && !_isEnding)
            {
                Sleep();
            }
        }

        End();
    }

    private void WakeUp()
    {
        lock (_wake)
        {
            _isAwake = true;
            Monitor.Pulse(_wake);
        }
    }

    private void Sleep()
    {
        lock (_wake)
        {
            while (!_isAwake)
            {
                Monitor.Wait(_wake);
            }

            _isAwake = false;
        }
    }

    private bool TryLoad()
    {
        try
        {
            Model = LoadedModel.Load(_folder, _options, _policy);
            MaxLength = Math.Min(_options.ContextLength ?? OnnxGenAIEngine.DefaultContextLength, Model.Config.ContextLength);
            _candidates = new CandidateList(Model.Config.VocabularySize);
            _pool = new GeneratorPool(Model, _options, MaxLength);
            _ready.SetResult(this);
            return true;
        }
#pragma warning disable CA1031 // Every failure goes to the caller that waits for the model.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Model?.Dispose();
            _ready.SetException(exception);
            return false;
        }
    }

    /// <summary>Assigns generators to waiting generations, in order of arrival.</summary>
    private void Admit()
    {
        while (_incoming.TryDequeue(out GenerationRun? run))
        {
            _waiting.Add(run);
        }

        for (int i = 0; i < _waiting.Count; i++)
        {
            if (_waiting[i].TryStart(_pool))
            {
                _running.Add(_waiting[i]);
                _waiting.RemoveAt(i--);
            }
        }
    }

    /// <returns>Whether there was anything to do.</returns>
    private bool StepAll()
    {
        bool hasWorked = false;
        for (int i = 0; i < _running.Count; i++)
        {
            if (!_running[i].CanStep)
            {
                continue;
            }

            hasWorked = true;
            if (!_running[i].Step(_pool))
            {
                _running.RemoveAt(i--);
            }
        }

        return hasWorked;
    }

    private void End()
    {
        while (_incoming.TryDequeue(out GenerationRun? run))
        {
            _waiting.Add(run);
        }

        foreach (GenerationRun run in (IEnumerable<GenerationRun>)[.. _running, .. _waiting])
        {
            run.Release(_pool, Ended());
        }

        _pool.Clear();
        Model.Dispose();
        _over.SetResult();
    }

    private static EngineException Ended() => new(EngineError.Unavailable, "The engine has been disposed: load it again, or dispose it after its generations.");
}
