using System.Buffers.Binary;
using Harmony.Vocabulary;

namespace Harmony.VocabularyBuilder;

/// <summary>
/// Lays out the prefixes of all tokens as a double array (<see cref="TrieUnit"/>): first the short ones, level by level, since every
/// walk passes them; then the subtree of each of them, so that the rest of a walk stays in one place.
/// </summary>
internal sealed class TrieBuilder
{
    /// <summary>Room for every base that a unit has bits for.</summary>
    private const int Capacity = 1 << 20;

    /// <summary>The maximum length of a short prefix.</summary>
    private const int ShortLength = 2;

    private readonly byte[][] _tokens;
    private readonly TokenEdges _edges;
    private readonly int[] _sorted;
    private readonly ulong[] _units = new ulong[Capacity];
    private readonly bool[] _isUsed = new bool[Capacity];
    private readonly bool[] _isBase = new bool[Capacity];
    private readonly FreeUnits _free = new(Capacity);
    private int _last;

    public TrieBuilder(byte[][] tokens, TokenEdges edges)
    {
        _tokens = tokens;
        _edges = edges;
        _sorted = [.. Enumerable.Range(0, tokens.Length)];
        Array.Sort(_sorted, (left, right) => tokens[left].AsSpan().SequenceCompareTo(tokens[right]));
    }

    /// <summary>The longest other token that each token begins with.</summary>
    public uint[] Prefixes()
    {
        var prefixes = new uint[_tokens.Length];
        var open = new Stack<int>();
        foreach (int token in _sorted)
        {
            // In the order of their bytes, a token comes after all those that it begins with, and they are still open.
            while (open.Count > 0 && !_tokens[token].AsSpan().StartsWith(_tokens[open.Peek()]))
            {
                open.Pop();
            }

            prefixes[token] = open.Count > 0 ? (uint)open.Peek() : TokenLinks.NoPrefix;
            open.Push(token);
        }

        return prefixes;
    }

    public byte[] Build()
    {
        // Units without extensions have the base 0. No byte may lead from there to a unit with that byte as its label, nor from
        // anywhere to unit 0.
        _isBase[0] = true;
        _isBase[(byte)TrieUnit.Empty] = true;
        _units[0] = TrieUnit.Empty;
        _isUsed[0] = true;
        _free.Remove(0);
        var level = new Queue<Prefix>();
        level.Enqueue(new Prefix(Unit: 0, First: 0, End: _sorted.Length, Length: 0));
        var subtree = new Stack<Prefix>();
        while (level.TryDequeue(out Prefix prefix))
        {
            if (prefix.Length < ShortLength)
            {
                PlaceExtensions(prefix).ForEach(level.Enqueue);
                continue;
            }

            subtree.Push(prefix);
            while (subtree.TryPop(out Prefix part))
            {
                PlaceExtensions(part).ForEach(subtree.Push);
            }
        }

        return Write();
    }

    /// <summary>The prefixes that are one byte longer. They are not placed yet: their units are their labels.</summary>
    private List<Prefix> Extensions(Prefix prefix)
    {
        var extensions = new List<Prefix>();
        int length = prefix.Length + 1;
        for (int first = prefix.First, end; first < prefix.End; first = end)
        {
            // The token that is the prefix itself comes first.
            end = first + 1;
            if (_tokens[_sorted[first]].Length < length)
            {
                continue;
            }

            byte label = _tokens[_sorted[first]][length - 1];
            while (end < prefix.End && _tokens[_sorted[end]][length - 1] == label)
            {
                end++;
            }

            extensions.Add(new Prefix(label, first, end, length));
        }

        return extensions;
    }

    private List<Prefix> PlaceExtensions(Prefix prefix)
    {
        List<Prefix> extensions = Extensions(prefix);
        if (extensions.Count == 0)
        {
            return extensions;
        }

        int childBase = FreeBase(extensions);
        _isBase[childBase] = true;
        _units[prefix.Unit] = TrieUnit.WithBase(_units[prefix.Unit], childBase);
        for (int i = 0; i < extensions.Count; i++)
        {
            Prefix child = extensions[i];
            int unit = childBase ^ child.Unit;
            int token = _sorted[child.First];
            bool isToken = _tokens[token].Length == child.Length;
            _units[unit] = TrieUnit.Create((byte)child.Unit, isToken ? token : -1, isToken ? _edges.RightEdge(token) : (ushort)0);
            _isUsed[unit] = true;
            _free.Remove(unit);
            _last = Math.Max(_last, unit);
            extensions[i] = child with { Unit = unit };
        }

        return extensions;
    }

    private int FreeBase(List<Prefix> extensions)
    {
        for (int unit = _free.First; ; unit = _free.NextAfterRefusal(unit))
        {
            int candidate = unit ^ extensions[0].Unit;
            if (!_isBase[candidate] && extensions.TrueForAll(child => !_isUsed[candidate ^ child.Unit]))
            {
                return candidate;
            }
        }
    }

    private byte[] Write()
    {
        // Whole blocks, so that a base and any byte lead to a unit inside the table.
        int count = (_last / TrieUnit.BlockSize * TrieUnit.BlockSize) + TrieUnit.BlockSize;
        byte[] section = new byte[count * TrieUnit.Size];
        for (int unit = 0; unit < count; unit++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(section.AsSpan(unit * TrieUnit.Size), _isUsed[unit] ? _units[unit] : TrieUnit.Empty);
        }

        return section;
    }

    /// <summary>A prefix: its unit, and the range of the sorted tokens that begin with it.</summary>
    private readonly record struct Prefix(int Unit, int First, int End, int Length);
}
