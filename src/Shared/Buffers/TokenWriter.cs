using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Harmony.Buffers;

/// <summary>
/// Writes ids to a buffer writer, to a caller's span, or nowhere (counting). The only destination that encoders know.
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

    /// <summary>Creates a writer to a buffer writer, which has all ids after <see cref="Complete"/>.</summary>
    public static TokenWriter To(IBufferWriter<int> output) => new(output, output.GetSpan(1), onlyCounts: false);

    /// <summary>Creates a writer to a caller's span. Ids that do not fit are counted and dropped.</summary>
    public static TokenWriter To(Span<int> destination) => new(null, destination, onlyCounts: false);

    /// <summary>Creates a writer that only counts. <paramref name="scratch"/>, at least one id long, is overwritten repeatedly.</summary>
    public static TokenWriter Counting(Span<int> scratch) => new(null, scratch, onlyCounts: true);

    /// <summary>The number of ids written, dropped or counted.</summary>
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

    /// <summary>Adds several ids.</summary>
    public void Add(ReadOnlySpan<int> ids)
    {
        Debug.Assert((uint)_used <= (uint)_span.Length, "Ids are written inside the span.");
        if (ids.Length <= _span.Length - _used)
        {
            ids.CopyTo(_span.Slice(_used));
            _used += ids.Length;
            return;
        }

        AddToNextSpans(ids);
    }

    /// <summary>Passes the last ids to the buffer writer. To be called once, at the end.</summary>
    public readonly void Complete() => _output?.Advance(_used);

    /// <summary>Whether all ids fit into the span that the writer was created for.</summary>
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
            // Fills this span; then one more id requests a new one.
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
            // The caller's span is full. From here on the span is empty, and every id comes here to be counted.
            _span = default;
            _used = 0;
            _before++;
            return;
        }

        _span[0] = id;
        _used = 1;
    }
}
