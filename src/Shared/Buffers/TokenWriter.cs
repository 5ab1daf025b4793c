using System.Buffers;
using System.Runtime.CompilerServices;

namespace Harmony.Buffers;

/// <summary>
/// Writes ids one by one, to a buffer writer, to a caller's span, or nowhere (counting): the one place that encoders
/// write to.
/// </summary>
internal ref struct TokenWriter
{
    private readonly IBufferWriter<int>? _output;
    private readonly bool _onlyCounts;
    private Span<int> _span;
    private int _used;
    private long _before;

    private TokenWriter(IBufferWriter<int>? output, Span<int> span, bool onlyCounts)
    {
        _output = output;
        _onlyCounts = onlyCounts;
        _span = span;
        _used = 0;
        _before = 0;
    }

    /// <summary>Writes to a buffer writer; <see cref="Complete"/> hands over the last ids.</summary>
    public static TokenWriter To(IBufferWriter<int> output) => new(output, output.GetSpan(1), onlyCounts: false);

    /// <summary>Writes to a caller's span; what does not fit is counted and dropped.</summary>
    public static TokenWriter To(Span<int> destination) => new(null, destination, onlyCounts: false);

    /// <summary>Counts; <paramref name="scratch"/>, at least one id long, is overwritten again and again.</summary>
    public static TokenWriter Counting(Span<int> scratch) => new(null, scratch, onlyCounts: true);

    /// <summary>The number of ids that have been written, dropped or counted.</summary>
    public readonly long Count => _before + _used;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int id)
    {
        int used = _used;
        if ((uint)used >= (uint)_span.Length)
        {
            AddToNextSpan(id);
            return;
        }

        _span[used] = id;
        _used = used + 1;
    }

    /// <summary>Adds ids that are known.</summary>
    public void Add(ReadOnlySpan<int> ids)
    {
        if (ids.Length <= _span.Length - _used)
        {
            ids.CopyTo(_span.Slice(_used));
            _used += ids.Length;
            return;
        }

        AddToNextSpans(ids);
    }

    /// <summary>Hands the last ids to the buffer writer; to be called once, at the end.</summary>
    public readonly void Complete() => _output?.Advance(_used);

    /// <summary>Whether all ids fit into the span that the writer was made for.</summary>
    public readonly bool Fits(ReadOnlySpan<int> destination, out int idsWritten)
    {
        bool fits = Count <= destination.Length;
        idsWritten = fits ? (int)Count : 0;
        return fits;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToNextSpans(ReadOnlySpan<int> ids)
    {
        if (_onlyCounts)
        {
            _before += ids.Length;
            return;
        }

        while (!ids.IsEmpty)
        {
            // To the end of this span; then one more id makes a new one.
            int count = Math.Min(ids.Length, _span.Length - _used);
            ids.Slice(0, count).CopyTo(_span.Slice(_used));
            _used += count;
            ids = ids.Slice(count);
            if (!ids.IsEmpty)
            {
                AddToNextSpan(ids[0]);
                ids = ids.Slice(1);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToNextSpan(int id)
    {
        _before += _used;
        if (_output is not null)
        {
            _output.Advance(_used);
            _span = _output.GetSpan(1);
        }
        else if (!_onlyCounts)
        {
            // The caller's span is full; from here on the span is empty, and every id comes this way to be counted.
            _span = default;
            _used = 0;
            _before++;
            return;
        }

        _span[0] = id;
        _used = 1;
    }
}
