using System.Buffers.Binary;
using Harmony.Vocabulary;

namespace Harmony.VocabularyBuilder;

/// <summary>
/// Lays the beginnings of all tokens out as a double array (<see cref="TrieUnit"/>): first the short ones, level by level, since
/// every walk passes them; then whatever goes on from each of them, so that the end of a walk stays in one place.
/// </summary>
internal sealed class TrieBuilder
{
    /// <summary>Room for every base that a unit has bits for.</summary>
    private const int Capacity = 1 << 20;

    /// <summary>Beginnings up to this length are short.</summary>
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

    /// <summary>The longest token that each token begins with, but for itself.</summary>
    public uint[] Prefixes()
    {
        var prefixes = new uint[_tokens.Length];
        var open = new Stack<int>();
        foreach (int token in _sorted)
        {
            // In order of their bytes, a token comes after all that it begins with, and those are still open.
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
        // Units without longer ones have the base 0, and no byte must lead from there, nor from anywhere to unit 0, to a unit
        // that has the byte as its label.
        _isBase[0] = true;
        _isBase[(byte)TrieUnit.Empty] = true;
        _units[0] = TrieUnit.Empty;
        _isUsed[0] = true;
        _free.Remove(0);
        var level = new Queue<Beginning>();
        level.Enqueue(new Beginning(Unit: 0, First: 0, End: _sorted.Length, Length: 0));
        var subtree = new Stack<Beginning>();
        while (level.TryDequeue(out Beginning beginning))
        {
            if (beginning.Length < ShortLength)
            {
                PlaceLonger(beginning).ForEach(level.Enqueue);
                continue;
            }

            subtree.Push(beginning);
            while (subtree.TryPop(out Beginning part))
            {
                PlaceLonger(part).ForEach(subtree.Push);
            }
        }

        return Write();
    }

    /// <summary>The beginnings that are one byte longer, not placed yet: their units are their labels.</summary>
    private List<Beginning> Longer(Beginning beginning)
    {
        var longer = new List<Beginning>();
        int length = beginning.Length + 1;
        for (int first = beginning.First, end; first < beginning.End; first = end)
        {
            // The token that is the beginning itself comes first.
            end = first + 1;
            if (_tokens[_sorted[first]].Length < length)
            {
                continue;
            }

            byte label = _tokens[_sorted[first]][length - 1];
            while (end < beginning.End && _tokens[_sorted[end]][length - 1] == label)
            {
                end++;
            }

            longer.Add(new Beginning(label, first, end, length));
        }

        return longer;
    }

    private List<Beginning> PlaceLonger(Beginning beginning)
    {
        List<Beginning> longer = Longer(beginning);
        if (longer.Count == 0)
        {
            return longer;
        }

        int childBase = FreeBase(longer);
        _isBase[childBase] = true;
        _units[beginning.Unit] = TrieUnit.WithBase(_units[beginning.Unit], childBase);
        for (int i = 0; i < longer.Count; i++)
        {
            Beginning child = longer[i];
            int unit = childBase ^ child.Unit;
            int token = _sorted[child.First];
            bool isToken = _tokens[token].Length == child.Length;
            _units[unit] = TrieUnit.Create((byte)child.Unit, isToken ? token : -1, isToken ? _edges.RightEdge(token) : (ushort)0);
            _isUsed[unit] = true;
            _free.Remove(unit);
            _last = Math.Max(_last, unit);
            longer[i] = child with { Unit = unit };
        }

        return longer;
    }

    private int FreeBase(List<Beginning> longer)
    {
        for (int unit = _free.First; ; unit = _free.NextAfterRefusal(unit))
        {
            int candidate = unit ^ longer[0].Unit;
            if (!_isBase[candidate] && longer.TrueForAll(child => !_isUsed[candidate ^ child.Unit]))
            {
                return candidate;
            }
        }
    }

    private byte[] Write()
    {
        // Whole blocks, so that what a base points to is inside the table whatever byte follows.
        int count = (_last / TrieUnit.BlockSize * TrieUnit.BlockSize) + TrieUnit.BlockSize;
        byte[] section = new byte[count * TrieUnit.Size];
        for (int unit = 0; unit < count; unit++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(section.AsSpan(unit * TrieUnit.Size), _isUsed[unit] ? _units[unit] : TrieUnit.Empty);
        }

        return section;
    }

    /// <summary>A beginning: its unit, and which of the sorted tokens begin with it.</summary>
    private readonly record struct Beginning(int Unit, int First, int End, int Length);
}
