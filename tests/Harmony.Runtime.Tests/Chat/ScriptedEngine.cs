using System.Diagnostics;
using Harmony.Engines;
using Harmony.Tokenization;
using Harmony.Vocabulary;
using EngineFinishReason = Harmony.Engines.FinishReason;

namespace Harmony.Runtime.Tests.Chat;

/// <summary>An engine that gives ids which are written down, generation after generation, and remembers what it was asked.</summary>
internal sealed class ScriptedEngine(params int[][] answers) : ITokenEngine
{
    private readonly Queue<int[]> _answers = new(answers);

    public EngineFeatures Features { get; init; } = EngineFeatures.TopP | EngineFeatures.TopK | EngineFeatures.Seed;

    /// <summary>How many ids a read gives at most.</summary>
    public int BatchSize { get; init; } = 1;

    public int ContextLength { get; init; } = 4096;

    public string Provider { get; init; } = "cpu";

    public List<GenerationRequest> Requests { get; } = [];

    public int Disposed { get; set; }

    public EngineDescription Description => new("Scripted 1.0", "script", Provider) { ContextLength = ContextLength, Features = Features };

    /// <summary>An engine that gives these texts, specials and all.</summary>
    public static ScriptedEngine Of(params string[] answers) => new([.. answers.Select(Ids)]);

    public static int[] Ids(string text) => O200kTokenizer.Encode(text, SpecialTokenSet.All);

    /// <summary>The prompt of a request as text.</summary>
    public string Prompt(int request = 0) => O200kTokenizer.Decode(Requests[request].Prompt.Span);

    public ValueTask<TokenGeneration> StartAsync(GenerationRequest request, CancellationToken cancellationToken = default)
    {
        request.Validate(Description);

        // The prompt's memory is the caller's again after this call.
        Requests.Add(request with { Prompt = request.Prompt.ToArray() });
        return new(new Script(this, request, _answers.Dequeue()));
    }

    public ValueTask DisposeAsync() => default;

    private sealed class Script : TokenGeneration
    {
        private readonly ScriptedEngine _engine;
        private readonly int _promptLength;
        private readonly int[] _ids;
        private int _position;

        public Script(ScriptedEngine engine, GenerationRequest request, int[] answer)
        {
            _engine = engine;
            _promptLength = request.Prompt.Length;
            int stop = answer.AsSpan().IndexOfAny(request.StopIds.Span);
            int length = Math.Min(stop < 0 ? answer.Length : stop + 1, request.MaxIds ?? int.MaxValue);
            _ids = answer[..length];
            Reason = stop >= 0 && stop < length ? EngineFinishReason.Stop : EngineFinishReason.Length;
        }

        private EngineFinishReason Reason { get; }

        private bool IsAtEnd { get; set; }

        public override EngineFinishReason? FinishReason => IsAtEnd ? Reason : null;

        public override int? StopId => IsAtEnd && Reason == EngineFinishReason.Stop ? _ids[^1] : null;

        public override TokenUsage Usage => new(_promptLength, _position) { CachedIds = _promptLength / 2 };

        public override ValueTask<int> ReadAsync(Memory<int> ids, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(Math.Min(_engine.BatchSize, ids.Length), _ids.Length - _position);
            _ids.AsMemory(_position, count).CopyTo(ids);
            _position += count;
            IsAtEnd |= count == 0;
            return new(count);
        }

        public override ValueTask DisposeAsync()
        {
            _engine.Disposed++;
            Debug.Assert(_engine.Disposed <= _engine.Requests.Count, "A generation was disposed of twice.");
            return default;
        }
    }
}
