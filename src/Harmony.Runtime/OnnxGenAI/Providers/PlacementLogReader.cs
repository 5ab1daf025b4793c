using System.Globalization;

namespace Harmony.OnnxGenAI;

/// <summary>
/// Reads the placement of a graph from ONNX Runtime's log at the level "verbose":
/// <c>All nodes placed on [P]. Number of nodes: N</c>, or for each provider <c>Node(s) placed on [P]. Number of nodes: N</c> followed
/// by a line for each node, <c>Operator (name)</c>; and from CoreML the number of nodes that it supports.
/// </summary>
internal sealed class PlacementLogReader
{
    private const string All = "All nodes placed on [";
    private const string Some = "Node(s) placed on [";
    private const string Count = "]. Number of nodes: ";
    private const string InGraph = "number of nodes in the graph: ";
    private const string Supported = "number of nodes supported by CoreML: ";

    private readonly Dictionary<string, int> _operators = [];
    private string _provider = "";
    private int _nodes;
    private int _left;

    public List<ProviderNodes> Providers { get; } = [];

    public int? Claimed { get; private set; }

    public int? Offered { get; private set; }

    public void Read(string message)
    {
        string line = message.Trim();
        if (TryReadCapability(line))
        {
            return;
        }

        if (TryReadHeading(line, All, out string? provider, out int nodes))
        {
            Providers.Add(new ProviderNodes(provider, nodes, []));
        }
        else if (TryReadHeading(line, Some, out provider, out nodes))
        {
            (_provider, _nodes, _left) = (provider, nodes, nodes);
            _operators.Clear();
        }
        else if (_left > 0)
        {
            int name = line.IndexOf(" (", StringComparison.Ordinal);
            string kind = name < 0 ? line : line[..name];
            _operators[kind] = _operators.GetValueOrDefault(kind) + 1;
            _left--;
        }
        else
        {
            return;
        }

        if (_nodes > 0 && _left == 0)
        {
            Providers.Add(new ProviderNodes(_provider, _nodes, MostFrequentFirst()));
            _nodes = 0;
        }
    }

    private bool TryReadCapability(string line)
    {
        if (!line.Contains("GetCapability", StringComparison.Ordinal) || !TryReadNumber(line, InGraph, out int offered) || !TryReadNumber(line, Supported, out int claimed))
        {
            return false;
        }

        // It is asked again for the rest: only the first answer is about the whole graph.
        Offered ??= offered;
        Claimed ??= claimed;
        return true;
    }

    private static bool TryReadHeading(string line, string start, out string provider, out int nodes)
    {
        (provider, nodes) = ("", 0);
        int count = line.IndexOf(Count, StringComparison.Ordinal);
        if (count < 0 || !line.StartsWith(start, StringComparison.Ordinal))
        {
            return false;
        }

        provider = line[start.Length..count];
        return int.TryParse(line.AsSpan(count + Count.Length), NumberStyles.None, CultureInfo.InvariantCulture, out nodes);
    }

    private static bool TryReadNumber(string line, string label, out int number)
    {
        number = 0;
        int start = line.IndexOf(label, StringComparison.Ordinal);
        if (start < 0)
        {
            return false;
        }

        ReadOnlySpan<char> rest = line.AsSpan(start + label.Length);
        int length = rest.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(length < 0 ? rest : rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private KeyValuePair<string, int>[] MostFrequentFirst()
    {
        var sorted = new KeyValuePair<string, int>[_operators.Count];
        ((ICollection<KeyValuePair<string, int>>)_operators).CopyTo(sorted, 0);
        Array.Sort(sorted, (a, b) => a.Value != b.Value ? b.Value.CompareTo(a.Value) : string.CompareOrdinal(a.Key, b.Key));
        return sorted;
    }
}
