using System.Buffers;

namespace Harmony.Engines;

/// <summary>
/// A running generation. A caller reads ids from it, like bytes from a stream. An engine works only a little ahead of its reader,
/// so a slow reader slows the engine down.
/// </summary>
/// <remarks>
/// For a single reader: a call must have completed before the next one begins. A generation must be disposed, which ends it
/// if it is still running.
/// </remarks>
public abstract class TokenGeneration : IAsyncDisposable
{
    /// <summary>The reason why the generation ended, or null until a read has returned 0.</summary>
    public abstract FinishReason? FinishReason { get; }

    /// <summary>The id that ended the generation, which is the last one returned; null before the end, or if no id ended it.</summary>
    public abstract int? StopId { get; }

    /// <summary>The tokens and the time used so far. Final once a read has returned 0.</summary>
    public abstract TokenUsage Usage { get; }

    /// <summary>Reads the ids that are available. Waits for one if there are none.</summary>
    /// <param name="ids">The memory that receives the ids. At least one long.</param>
    /// <param name="cancellationToken">Ends the generation, also during the prompt. Nothing can be read after that.</param>
    /// <returns>The number of ids read. 0 at the end, and in all later calls.</returns>
    /// <exception cref="ArgumentException"><paramref name="ids"/> is empty.</exception>
    /// <exception cref="EngineException">The engine failed. All ids before the failure have been read.</exception>
    /// <exception cref="OperationCanceledException">This read or an earlier one was cancelled.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<int> ids, CancellationToken cancellationToken = default);

    /// <summary>Reads all remaining ids.</summary>
    /// <param name="destination">Receives the ids.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="destination"/> is null.</exception>
    /// <exception cref="EngineException">The engine failed. <paramref name="destination"/> has the ids before the failure.</exception>
    /// <exception cref="OperationCanceledException">The read was cancelled.</exception>
    public async ValueTask ReadToEndAsync(IBufferWriter<int> destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        while (await ReadAsync(destination.GetMemory(), cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            destination.Advance(count);
        }
    }

    /// <summary>Ends the generation if it is still running, and releases its resources. Completes when the engine no longer uses
    /// it.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>The reason why a generation ended.</summary>
public enum FinishReason
{
    /// <summary>A stop id was generated, or the grammar was complete.</summary>
    Stop,

    /// <summary>The maximum number of tokens, of the request or of the context, was reached.</summary>
    Length,
}
