using System.Buffers;

namespace Harmony.Engines;

/// <summary>
/// A running generation: ids are pulled from it, as bytes from a stream. An engine works at most a little ahead of who reads,
/// so a slow reader slows it down.
/// </summary>
/// <remarks>
/// For one reader: a call has to be over before the next one begins. Disposing it ends the generation wherever it is; do so in
/// any case.
/// </remarks>
public abstract class TokenGeneration : IAsyncDisposable
{
    /// <summary>Why the generation ended; null until a read has given 0.</summary>
    public abstract FinishReason? FinishReason { get; }

    /// <summary>The id that it stopped at, the last one given; null until the end, or where it ended otherwise.</summary>
    public abstract int? StopId { get; }

    /// <summary>What it has taken: complete as soon as a read has given 0.</summary>
    public abstract TokenUsage Usage { get; }

    /// <summary>Gives the next ids: those that are there, and if there are none, waits for one.</summary>
    /// <param name="ids">Where they go: room for at least one.</param>
    /// <param name="cancellationToken">Ends the generation, in the middle of the prompt too; nothing can be read after that.</param>
    /// <returns>How many there are; 0 at the end, and from then on.</returns>
    /// <exception cref="ArgumentException">There is no room.</exception>
    /// <exception cref="EngineException">The engine failed. All ids that it gave before were read.</exception>
    /// <exception cref="OperationCanceledException">The read was cancelled, or one before it.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<int> ids, CancellationToken cancellationToken = default);

    /// <summary>Reads to the end.</summary>
    /// <param name="destination">Where the ids go.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    /// <exception cref="EngineException">The engine failed; the ids before are in <paramref name="destination"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async ValueTask ReadToEndAsync(IBufferWriter<int> destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        while (await ReadAsync(destination.GetMemory(), cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            destination.Advance(count);
        }
    }

    /// <summary>Ends the generation, if it still runs, and gives back what it held. Returns when the engine is done with it.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>Why a generation ended.</summary>
public enum FinishReason
{
    /// <summary>At a stop id, or where its grammar was at its end.</summary>
    Stop,

    /// <summary>At the maximum asked for, or of the context.</summary>
    Length,
}
