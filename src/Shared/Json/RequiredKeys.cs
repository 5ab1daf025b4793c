using System.Buffers;

namespace Harmony.Json;

/// <summary>The strings of a schema's <c>required</c> array, for looking keys up.</summary>
/// <remarks>
/// A few are compared one by one. Many (a schema may come from anywhere, and have a hundred thousand) are sorted by a
/// hash first, in rented memory, so that looking all properties up stays n log n; those of an equal hash are compared.
/// </remarks>
internal ref struct RequiredKeys
{
    private const int MaxScanned = 32;

    private readonly ReadOnlySpan<byte> _array;
    private readonly int _sortedCount;
    private ulong[]? _hashes;
    private readonly int[]? _offsets;

    public RequiredKeys(ReadOnlySpan<byte> array)
    {
        _array = JsonCursor.IsArray(array) ? array : default;
        _sortedCount = 0;
        _hashes = null;
        _offsets = null;
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
        _offsets = ArrayPool<int>.Shared.Rent(count);
        for (var keys = new JsonCursor(_array); keys.MoveNext();)
        {
            if (JsonCursor.IsString(keys.Value, out ReadOnlySpan<byte> key) && _array.Overlaps(key, out int offset))
            {
                _hashes[_sortedCount] = Hash(key);
                _offsets[_sortedCount++] = offset;
            }
        }

        Array.Sort(_hashes, _offsets, 0, _sortedCount);
    }

    /// <param name="key">A key as it stands in the JSON; one string has one spelling there.</param>
    public readonly bool Contains(ReadOnlySpan<byte> key)
    {
        if (_hashes is not null)
        {
            return ContainsSorted(key);
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
            ArrayPool<int>.Shared.Return(_offsets!);
            _hashes = null;
        }
    }

    private readonly bool ContainsSorted(ReadOnlySpan<byte> key)
    {
        ulong hash = Hash(key);
        int place = Array.BinarySearch(_hashes!, 0, _sortedCount, hash);
        while (place > 0 && _hashes![place - 1] == hash)
        {
            place--;
        }

        for (; place >= 0 && place < _sortedCount && _hashes![place] == hash; place++)
        {
            // A string's content is followed by its closing quote.
            ReadOnlySpan<byte> rest = _array.Slice(_offsets![place]);
            if (rest.StartsWith(key) && rest[key.Length] == '"')
            {
                return true;
            }
        }

        return false;
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
