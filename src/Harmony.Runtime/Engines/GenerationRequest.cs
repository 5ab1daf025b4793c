using Harmony.Vocabulary;

namespace Harmony.Engines;

/// <summary>What an engine is asked: a prompt, how to go on from it, and where to stop.</summary>
public sealed record GenerationRequest
{
    /// <param name="prompt">The prompt's ids, such as <see cref="Rendering.HarmonyRenderer"/> gives them; at least one.</param>
    public GenerationRequest(ReadOnlyMemory<int> prompt) => Prompt = prompt;

    /// <summary>The prompt's ids.</summary>
    public ReadOnlyMemory<int> Prompt { get; init; }

    /// <summary>How ids are chosen.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public SamplingOptions Sampling { get; init => field = value ?? throw new ArgumentNullException(nameof(Sampling)); } = SamplingOptions.Default;

    /// <summary>The ids that end the generation; each is itself given out, as the last. An engine stops at its model's own end
    /// ids as well. By default <see cref="SpecialTokens.StopForAssistantActions"/>.</summary>
    public ReadOnlyMemory<int> StopIds { get; init; } = SpecialTokens.StopForAssistantActions.ToArray();

    /// <summary>How many ids are generated at most; null for as many as the context has room for.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>What is added to the logits of single ids, or null.</summary>
    public IReadOnlyDictionary<int, float>? LogitBias { get; init; }

    /// <summary>What the answer has to keep to, or null.</summary>
    public GenerationConstraint? Constraint { get; init; }

    /// <summary>
    /// What the requests of one conversation have in common, or null. A hint: an engine of several replicas sends them to the
    /// one that has read the conversation, an engine in process prefers what it kept for it. Never changes what is generated.
    /// </summary>
    public string? SessionKey { get; init; }

    /// <summary>Checks the request against what an engine can do; every engine does so first.</summary>
    /// <param name="engine">The engine.</param>
    /// <exception cref="EngineException">The prompt is empty or leaves no room, an id is outside the vocabulary, a number out
    /// of range (<see cref="EngineError.BadRequest"/>, <see cref="EngineError.ContextExceeded"/>), or something is asked that
    /// the engine cannot do (<see cref="EngineError.Unsupported"/>): the message names it.</exception>
    public void Validate(EngineDescription engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        RequestCheck.Check(this, engine);
    }
}
