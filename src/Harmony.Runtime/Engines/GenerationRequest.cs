using Harmony.Vocabulary;

namespace Harmony.Engines;

/// <summary>A request to an engine: a prompt, how to continue it, and where to stop.</summary>
public sealed record GenerationRequest
{
    /// <summary>Creates a request for a prompt.</summary>
    /// <param name="prompt">The ids of the prompt, for example from <see cref="Rendering.HarmonyRenderer"/>. At least one.</param>
    public GenerationRequest(ReadOnlyMemory<int> prompt) => Prompt = prompt;

    /// <summary>The ids of the prompt.</summary>
    public ReadOnlyMemory<int> Prompt { get; init; }

    /// <summary>How ids are chosen. The default is <see cref="SamplingOptions.Default"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public SamplingOptions Sampling { get; init => field = value ?? throw new ArgumentNullException(nameof(Sampling)); } = SamplingOptions.Default;

    /// <summary>The ids that end the generation. The one that ended it is returned as the last id. An engine also stops at the end
    /// ids of its model. The default is <see cref="SpecialTokens.StopForAssistantActions"/>.</summary>
    public ReadOnlyMemory<int> StopIds { get; init; } = SpecialTokens.StopForAssistantActions.ToArray();

    /// <summary>The maximum number of generated tokens, at least 1, or null for as many as fit in the context.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The values that are added to the logits of ids, or null. Negative infinity forbids an id.</summary>
    public IReadOnlyDictionary<int, float>? LogitBias { get; init; }

    /// <summary>The constraint that the answer follows, or null.</summary>
    public GenerationConstraint? Constraint { get; init; }

    /// <summary>
    /// A key that the requests of one conversation share, or null. A hint: an engine with several replicas sends them to the same
    /// one, and an engine in this process prefers what it kept for the key. It never changes what is generated.
    /// </summary>
    public string? SessionKey { get; init; }

    /// <summary>Checks that an engine can honour the request. Every engine calls this before it starts.</summary>
    /// <param name="engine">The engine.</param>
    /// <exception cref="EngineException">The prompt is empty or leaves no room for an answer, an id is outside the vocabulary, a
    /// number is out of range (<see cref="EngineError.BadRequest"/>, <see cref="EngineError.ContextExceeded"/>), or the engine does
    /// not support a feature (<see cref="EngineError.Unsupported"/>). The message names it.</exception>
    public void Validate(EngineDescription engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        RequestCheck.Check(this, engine);
    }
}
