using System.Collections;
using System.Runtime.CompilerServices;

namespace Harmony.Conversations;

/// <summary>
/// An immutable list that equals any other list of equal items, so that records that hold lists are values, too.
/// </summary>
internal sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    public static readonly ValueList<T> Empty = new([]);

    private readonly T[] _items;

    private ValueList(T[] items) => _items = items;

    public int Count => _items.Length;

    public ReadOnlySpan<T> Span => _items;

    public T this[int index] => _items[index];

    /// <summary>Copies a list, unless it is immutable already.</summary>
    /// <exception cref="ArgumentNullException">The list or one of its items is null.</exception>
    public static ValueList<T> CopyOf(IReadOnlyList<T> items, [CallerMemberName] string property = "")
    {
        ArgumentNullException.ThrowIfNull(items, property);
        if (items is ValueList<T> already)
        {
            return already;
        }

        var copy = new T[items.Count];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = items[i] ?? throw new ArgumentNullException(property, $"Item {i} is null.");
        }

        return copy.Length == 0 ? Empty : new ValueList<T>(copy);
    }

    /// <summary>Copies and sorts a list.</summary>
    public static ValueList<T> SortedCopyOf(IReadOnlyList<T> items, Comparison<T> comparison, [CallerMemberName] string property = "")
    {
        T[] copy = (T[])CopyOf(items, property)._items.Clone();
        Array.Sort(copy, comparison);
        return new ValueList<T>(copy);
    }

    public bool Equals(ValueList<T>? other) =>
        other is not null && _items.AsSpan().SequenceEqual(other._items, EqualityComparer<T>.Default);

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (T item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <summary>Returns the items as in a collection expression. A record's own text shows this.</summary>
    public override string ToString() => $"[{string.Join(", ", _items)}]";

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}
