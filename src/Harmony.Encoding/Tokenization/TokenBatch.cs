using System.Buffers;
using Harmony.Buffers;

namespace Harmony.Tokenization;

/// <summary>The ids of many texts, in the order of the texts.</summary>
/// <remarks>
/// Made by <see cref="O200kTokenizer.EncodeBatch(IReadOnlyList{string}, Vocabulary.SpecialTokenSet?, int, CancellationToken)"/>,
/// and from then on unchanged, so that many threads may read it. Its memory is rented from the shared pool until
/// <see cref="Dispose"/>, after which it has no texts, and spans taken from it mean nothing.
/// </remarks>
public sealed class TokenBatch : IDisposable
{
    private readonly TokenBuffer _ids;
    private int[] _ends;

    /// <param name="ids">The ids, which the batch owns.</param>
    /// <param name="ends">Where the ids of each text end: rented, and at least as long as there are texts.</param>
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
    /// <param name="index">0 … <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such text.</exception>
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

    /// <summary>Gives the memory back to the pool.</summary>
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
