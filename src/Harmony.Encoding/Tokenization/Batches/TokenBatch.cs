using System.Buffers;
using Harmony.Buffers;

namespace Harmony.Tokenization;

/// <summary>The ids of many texts, in the order of the texts.</summary>
/// <remarks>
/// Created by <see cref="O200kTokenizer.EncodeBatch(IReadOnlyList{string}, Vocabulary.SpecialTokenSet?, int, CancellationToken)"/>
/// and immutable, so many threads may read it. Its memory is rented from the shared pool until <see cref="Dispose"/> is called.
/// After that it has no texts, and spans obtained from it are invalid.
/// </remarks>
public sealed class TokenBatch : IDisposable
{
    private readonly TokenBuffer _ids;
    private int[] _ends;

    /// <param name="ids">The ids, which the batch owns.</param>
    /// <param name="ends">The end of each text in the ids: a rented array with at least as many elements as there are texts.</param>
    /// <param name="count">The number of texts.</param>
    internal TokenBatch(TokenBuffer ids, int[] ends, int count)
    {
        _ids = ids;
        _ends = ends;
        Count = count;
    }

    /// <summary>The number of texts.</summary>
    public int Count { get; private set; }

    /// <summary>The ids of all texts, one after another.</summary>
    public ReadOnlySpan<int> Ids => _ids.Span;

    /// <summary>The ids of one text.</summary>
    /// <param name="index">The index of the text, 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative or not less than <see cref="Count"/>.</exception>
    public ReadOnlySpan<int> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            int start = index == 0 ? 0 : _ends[index - 1];
            return _ids.Span[start.._ends[index]];
        }
    }

    /// <summary>Returns the memory to the pool.</summary>
    public void Dispose()
    {
        Count = 0;
        _ids.Dispose();
        int[] ends = Interlocked.Exchange(ref _ends, []);
        if (ends.Length > 0)
        {
            ArrayPool<int>.Shared.Return(ends);
        }
    }
}
