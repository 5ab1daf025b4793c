using System.Buffers;

namespace Harmony.Json;

/// <summary>The strings of a schema's <c>required</c> array, for looking keys up.</summary>
/// <remarks>
/// A few are compared one by one. Many (a schema may come from anywhere, and have a hundred thousand) are sorted by a
/// hash first, in rented memory, so that looking all properties up stays n log n.
/// </remarks>
internal ref struct RequiredKeys
{
    private const int MaxScanned = 32;

    private readonly ReadOnlySpan<byte> _array;
    private readonly int _sortedCount;
    private ulong[]? _hashes;

    public RequiredKeys(ReadOnlySpan<byte> array)
    {
        _array = JsonCursor.IsArray(array) ? array : default;
        _sortedCount = 0;
        _hashes = null;
        int count = 0;
        for (var keys = new JsonCursor(_array); keys.MoveNext();)
        {
            count++;
        }

        if (count <= MaxScanned)
        {
            return;
        }

        _hashes = ArrayPool<ulong>.Shared.Rent(count);
        for (var keys = new JsonCursor(_array); keys.MoveNext();)
        {
            if (JsonCursor.IsString(keys.Value, out ReadOnlySpan<byte> key))
            {
                _hashes[_sortedCount++] = Hash(key);
            }
        }

        Array.Sort(_hashes, 0, _sortedCount);
    }

    /// <param name="key">A key as it stands in the JSON; one string has one spelling there.</param>
    public readonly bool Contains(ReadOnlySpan<byte> key)
    {
        if (_hashes is not null)
        {
            return Array.BinarySearch(_hashes, 0, _sortedCount, Hash(key)) >= 0;
        }

        for (var keys = new JsonCursor(_array); keys.MoveNext();)
        {
            if (JsonCursor.IsString(keys.Value, out ReadOnlySpan<byte> required) && required.SequenceEqual(key))
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        if (_hashes is not null)
        {
            ArrayPool<ulong>.Shared.Return(_hashes);
            _hashes = null;
        }
    }

    /// <summary>FNV-1a.</summary>
    private static ulong Hash(ReadOnlySpan<byte> key)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in key)
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return hash;
    }
}
