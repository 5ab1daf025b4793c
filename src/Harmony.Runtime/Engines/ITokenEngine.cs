namespace Harmony.Engines;

/// <summary>
/// Runs a model: token ids in, token ids out. Everything above it (prompts, messages, chat) is the same for every engine.
/// </summary>
/// <remarks>
/// Safe for use from multiple threads. Disposing an engine ends its running generations: their next read throws an
/// <see cref="EngineException"/> of the kind <see cref="EngineError.Unavailable"/>.
/// </remarks>
public interface ITokenEngine : IAsyncDisposable
{
    /// <summary>The engine, its model, and what it supports. Does not change.</summary>
    EngineDescription Description { get; }

    /// <summary>Starts a generation. Returns as soon as the engine has accepted the request. The prompt may still be queued or
    /// be processed while the caller waits for the first id.</summary>
    /// <param name="request">The request. The memory of its prompt must not change during this call; after it, the caller may
    /// reuse that memory.</param>
    /// <param name="cancellationToken">Cancels this call only. A running generation is cancelled by the token of a read, or by
    /// disposing it.</param>
    /// <returns>The generation, which the caller must dispose.</returns>
    /// <exception cref="EngineException">The engine cannot honour the request (<see cref="GenerationRequest.Validate"/>), or is
    /// unavailable.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled. Nothing was started.</exception>
    ValueTask<TokenGeneration> StartAsync(GenerationRequest request, CancellationToken cancellationToken = default);
}
