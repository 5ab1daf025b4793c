using System.Diagnostics;
using Harmony.Engines;
using Harmony.Tokenization;
using Harmony.Vocabulary;
using EngineFinishReason = Harmony.Engines.FinishReason;

namespace Harmony.Testing;

/// <summary>An engine that generates scripted ids and records its requests. It is thread-safe, as engines are.</summary>
/// <param name="answer">Gets the ids to generate for a request.</param>
public sealed class ScriptedEngine(Func<GenerationRequest, int[]> answer) : ITokenEngine
{
    private readonly Lock _lock = new();
    private int _disposed;

    /// <summary>Creates an engine that generates one of these answers after the other.</summary>
    public ScriptedEngine(params int[][] answers)
        : this(Dequeue(answers))
    {
    }

    public EngineFeatures Features { get; init; } = EngineFeatures.TopP | EngineFeatures.TopK | EngineFeatures.Seed;

    /// <summary>The maximum number of ids that one read returns.</summary>
    public int BatchSize { get; init; } = 1;

    public int ContextLength { get; init; } = 4096;

    public string Provider { get; init; } = "cpu";

    /// <summary>The number of ids after which a generation fails, or null.</summary>
    public int? FailsAfter { get; init; }

    /// <summary>The number of ids after which a generation waits until it is cancelled, or null.</summary>
    public int? WaitsAfter { get; init; }

    public List<GenerationRequest> Requests { get; } = [];

    /// <summary>The number of disposed generations.</summary>
    public int Disposed => _disposed;

    public EngineDescription Description => new("Scripted 1.0", "script", Provider) { ContextLength = ContextLength, Features = Features };

    /// <summary>Creates an engine that generates these texts, in which the names of special tokens are special tokens.</summary>
    public static ScriptedEngine Of(params string[] answers) => new([.. answers.Select(Ids)]);

    public static int[] Ids(string text) => O200kTokenizer.Encode(text, SpecialTokenSet.All);

    /// <summary>Gets the prompt of a request as text.</summary>
    public string Prompt(int request = 0) => O200kTokenizer.Decode(Requests[request].Prompt.Span);

    public ValueTask<TokenGeneration> StartAsync(GenerationRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        request.Validate(Description);
        lock (_lock)
        {
            // The caller may reuse the memory of the prompt after this call.
            request = request with { Prompt = request.Prompt.ToArray() };
            Requests.Add(request);
            return new(new Script(this, request, answer(request)));
        }
    }

    public ValueTask DisposeAsync() => default;

    private static Func<GenerationRequest, int[]> Dequeue(int[][] answers)
    {
        var queue = new Queue<int[]>(answers);
        return _ => queue.Dequeue();
    }

    private sealed class Script : TokenGeneration
    {
        private readonly ScriptedEngine _engine;
        private readonly int _promptLength;
        private readonly int[] _ids;
        private readonly EngineFinishReason _reason;
        private int _position;
        private bool _isAtEnd;
        private bool _isDisposed;

        public Script(ScriptedEngine engine, GenerationRequest request, int[] answer)
        {
            _engine = engine;
            _promptLength = request.Prompt.Length;
            int stop = answer.AsSpan().IndexOfAny(request.StopIds.Span);
            int length = Math.Min(stop < 0 ? answer.Length : stop + 1, request.MaxTokens ?? int.MaxValue);
            _ids = answer[..length];
            _reason = stop >= 0 && stop < length ? EngineFinishReason.Stop : EngineFinishReason.Length;
        }

        public override EngineFinishReason? FinishReason => _isAtEnd ? _reason : null;

        public override int? StopId => _isAtEnd && _reason == EngineFinishReason.Stop ? _ids[^1] : null;

        public override TokenUsage Usage => new(_promptLength, _position) { CachedTokens = _promptLength / 2 };

        public override async ValueTask<int> ReadAsync(Memory<int> ids, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            cancellationToken.ThrowIfCancellationRequested();
            if (_position >= _engine.WaitsAfter)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            if (_position >= _engine.FailsAfter)
            {
                throw new EngineException(EngineError.Failed, "The script says so.");
            }

            int count = Math.Min(Math.Min(_engine.BatchSize, ids.Length), _ids.Length - _position);
            _ids.AsMemory(_position, count).CopyTo(ids);
            _position += count;
            _isAtEnd |= count == 0;
            return count;
        }

        public override ValueTask DisposeAsync()
        {
            Debug.Assert(!_isDisposed, "A generation was disposed twice.");
            _isDisposed = true;
            Interlocked.Increment(ref _engine._disposed);
            return default;
        }
    }
}
