namespace Harmony.Engines;

/// <summary>
/// What runs a model: token ids in, token ids out. Everything above it (prompts, messages, chat) is the same for every engine.
/// </summary>
/// <remarks>
/// Safe to use from any number of threads. Disposing it ends the generations that still run: their next read throws an
/// <see cref="EngineException"/> of kind <see cref="EngineError.Unavailable"/>.
/// </remarks>
public interface ITokenEngine : IAsyncDisposable
{
    /// <summary>Which engine and model this is and what it can do. Does not change.</summary>
    EngineDescription Description { get; }

    /// <summary>Starts a generation. Returns as soon as the engine has taken the request; the prompt may still be waiting its
    /// turn, or be read, while the caller waits for the first id.</summary>
    /// <param name="request">The request. The memory of its prompt must not change while this call runs; afterwards it is the
    /// caller's again.</param>
    /// <param name="cancellationToken">Cancels this call alone. A running generation is cancelled by a read's token, or by
    /// disposing it.</param>
    /// <returns>The generation, which the caller disposes of.</returns>
    /// <exception cref="EngineException">The request is not one that the engine can honour, in whole
    /// (<see cref="GenerationRequest.Validate"/>), or the engine is not to be had.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled; nothing was started.</exception>
    ValueTask<TokenGeneration> StartAsync(GenerationRequest request, CancellationToken cancellationToken = default);
}
