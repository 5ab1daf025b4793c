using System.Buffers;

namespace Harmony.Buffers;

/// <summary>
/// Builds a text in UTF-8, in memory rented from the shared pool. <see cref="Clear"/> keeps the memory for another text,
/// <see cref="Dispose"/> returns it.
/// </summary>
internal ref partial struct Utf8TextBuilder
{
    private const int MinimumCapacity = 4096;

    private byte[]? _rented;
    private int _length;

    public readonly int Length => _length;

    public readonly ReadOnlySpan<byte> Text => _rented.AsSpan(0, _length);

    public void Clear() => _length = 0;

    /// <summary>Removes what was appended after a length that the text had.</summary>
    public void Truncate(int length) => _length = length;

    public void Append(scoped ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Reserve(utf8.Length));
        _length += utf8.Length;
    }

    public void Append(byte ascii)
    {
        Reserve(1)[0] = ascii;
        _length++;
    }

    /// <summary>Inserts a text at a position.</summary>
    public void Insert(int position, scoped ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        Span<byte> moved = _rented.AsSpan(position, _length - position);
        moved.CopyTo(_rented.AsSpan(position + utf8.Length));
        utf8.CopyTo(_rented.AsSpan(position));
        _length += utf8.Length;
    }

    /// <summary>Appends spaces.</summary>
    public void AppendIndent(int count)
    {
        Reserve(count).Slice(0, count).Fill((byte)' ');
        _length += count;
    }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = null;
        }
    }

    /// <summary>The free memory after the text, at least <paramref name="count"/> bytes.</summary>
    private Span<byte> Reserve(int count)
    {
        if (_rented is null || _rented.Length - _length < count)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(MinimumCapacity, checked(_length + Math.Max(count, _length))));
            Text.CopyTo(larger);
            Dispose();
            _rented = larger;
        }

        return _rented.AsSpan(_length);
    }
}
