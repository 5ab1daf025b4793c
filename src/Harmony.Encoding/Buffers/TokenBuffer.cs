using System.Buffers;

namespace Harmony.Buffers;

/// <summary>
/// A growing list of token ids in memory rented from the shared pool, meant to be reused: <see cref="Clear"/> keeps the memory,
/// <see cref="Dispose"/> returns it.
/// </summary>
/// <remarks>
/// Not thread-safe. A span or memory obtained from it is valid until an id is added or <see cref="Dispose"/> is called.
/// </remarks>
public sealed class TokenBuffer : IBufferWriter<int>, IDisposable
{
    private const int MinimumCapacity = 256;

    private int[] _ids = [];
    private int _count;
    private bool _disposed;

    /// <summary>The number of ids.</summary>
    public int Count => _count;

    /// <summary>The ids.</summary>
    public ReadOnlySpan<int> Span => _ids.AsSpan(0, _count);

    /// <summary>The ids, for code that keeps them across an await.</summary>
    public ReadOnlyMemory<int> Memory => _ids.AsMemory(0, _count);

    /// <summary>The id at an index.</summary>
    /// <param name="index">The index, 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="IndexOutOfRangeException"><paramref name="index"/> is negative or not less than <see cref="Count"/>.</exception>
    public int this[int index] => Span[index];

    /// <summary>Adds an id.</summary>
    /// <param name="id">Any number. Whether it is in the vocabulary is not checked.</param>
    public void Add(int id)
    {
        EnsureRoom(1);
        _ids[_count++] = id;
    }

    /// <summary>Adds ids.</summary>
    /// <param name="ids">Any numbers, but not a span of this buffer.</param>
    public void Append(ReadOnlySpan<int> ids)
    {
        ids.CopyTo(GetSpan(ids.Length));
        _count += ids.Length;
    }

    /// <summary>Removes all ids and keeps the memory.</summary>
    public void Clear() => _count = 0;

    /// <summary>Keeps the first <paramref name="count"/> ids, at most <see cref="Count"/>.</summary>
    internal void Truncate(int count) => _count = count;

    /// <summary>Copies the ids to a new array.</summary>
    public int[] ToArray() => Span.ToArray();

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _ids.Length - _count);
        _count += count;
    }

    /// <inheritdoc/>
    public Memory<int> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _ids.AsMemory(_count);
    }

    /// <inheritdoc/>
    public Span<int> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return new Span<int>(_ids, _count, _ids.Length - _count);
    }

    /// <summary>Returns the memory to the pool. The buffer is then empty and accepts no more ids.</summary>
    public void Dispose()
    {
        _disposed = true;
        Replace([]);
        _count = 0;
    }

    private void EnsureRoom(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        int needed = Math.Max(sizeHint, 1);
        if (needed > _ids.Length - _count)
        {
            Grow(needed);
        }
    }

    private void Grow(int needed)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int capacity = (int)Math.Clamp(2L * _ids.Length, MinimumCapacity, Array.MaxLength);
        if (capacity - _count < needed)
        {
            capacity = checked(_count + needed);
        }

        int[] larger = ArrayPool<int>.Shared.Rent(capacity);
        Span.CopyTo(larger);
        Replace(larger);
    }

    private void Replace(int[] ids)
    {
        if (_ids.Length > 0)
        {
            ArrayPool<int>.Shared.Return(_ids);
        }

        _ids = ids;
    }
}
