using System.Globalization;
using System.Text;

namespace Harmony.OnnxGenAI;

/// <summary>Which providers got how many of a model's nodes, after ONNX Runtime joined and divided them.</summary>
/// <param name="Provider">ONNX Runtime's name, such as <c>CPUExecutionProvider</c>.</param>
/// <param name="NodeCount">How many nodes of the graph as it runs: what a device compiled is one node.</param>
/// <param name="Operators">The operators with how often each occurs, the most frequent first; empty where ONNX Runtime does not
/// list them, as it does not for a graph that is wholly on one provider.</param>
public sealed record ProviderNodes(string Provider, int NodeCount, IReadOnlyList<KeyValuePair<string, int>> Operators);

/// <summary>Where a model really runs, from ONNX Runtime's own log while it was loaded.</summary>
public sealed class ProviderPlacement
{
    private const string Cpu = "CPUExecutionProvider";

    private ProviderPlacement(List<ProviderNodes> providers, int? claimed, int? offered)
    {
        Providers = providers;
        ClaimedNodes = claimed;
        OfferedNodes = offered;
    }

    /// <summary>The providers that have nodes.</summary>
    public IReadOnlyList<ProviderNodes> Providers { get; }

    /// <summary>How many nodes the device's provider said that it can run, before they were joined; null where it does not say.</summary>
    public int? ClaimedNodes { get; }

    /// <summary>Of how many; null where it does not say.</summary>
    public int? OfferedNodes { get; }

    /// <summary>What fell back to the CPU although another provider was asked for: empty where all runs on one.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> FallenBack => Providers.Count > 1 && Nodes(Cpu) is { } cpu ? cpu.Operators : [];

    /// <summary>Reads a log. Null where it says nothing of placements.</summary>
    /// <param name="lines">The messages, without time and place.</param>
    internal static ProviderPlacement? Read(IEnumerable<string> lines)
    {
        var reader = new PlacementLogReader();
        foreach (string line in lines)
        {
            reader.Read(line);
        }

        return reader.Providers.Count == 0 ? null : new ProviderPlacement(reader.Providers, reader.Claimed, reader.Offered);
    }

    /// <summary>The report in words: what runs where, what fell back, and what to use instead where most did.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (ProviderNodes provider in Providers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : "; ")}{provider.Provider}: {provider.NodeCount} nodes");
        }

        if (ClaimedNodes is { } claimed && OfferedNodes is { } offered)
        {
            text.Append(CultureInfo.InvariantCulture, $"; the device took {claimed} of {offered}");
        }

        if (FallenBack is { Count: > 0 } fallen)
        {
            text.Append("; on the CPU instead: ");
            for (int i = 0; i < fallen.Count; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}{fallen[i].Value} {fallen[i].Key}");
            }
        }

        return text.Append(Advice()).ToString();
    }

    private string Advice()
    {
        if (!IsMostlyOnCpu())
        {
            return "";
        }

        return Nodes("CoreMLExecutionProvider") is not null
            ? ". Most of the work stays on the CPU: CoreML lacks this model's operators. Use the provider webgpu with an export made for it, or cpu alone, which saves the copies."
            : ". Most of the work stays on the CPU: use an export made for this provider, or the provider cpu alone, which saves the copies.";
    }

    /// <summary>Where attention, experts and products are is where the time goes.</summary>
    private bool IsMostlyOnCpu()
    {
        foreach ((string name, _) in FallenBack)
        {
            if (name is "GroupQueryAttention" or "MoE" or "QMoE" or "MatMulNBits")
            {
                return true;
            }
        }

        return ClaimedNodes * 2 < OfferedNodes;
    }

    private ProviderNodes? Nodes(string name)
    {
        foreach (ProviderNodes provider in Providers)
        {
            if (provider.Provider == name)
            {
                return provider;
            }
        }

        return null;
    }
}
