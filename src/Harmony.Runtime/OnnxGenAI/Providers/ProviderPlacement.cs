using System.Globalization;
using System.Text;

namespace Harmony.OnnxGenAI;

/// <summary>The nodes of a model that a provider runs, after ONNX Runtime's optimizations.</summary>
/// <param name="Provider">ONNX Runtime's name, such as <c>CPUExecutionProvider</c>.</param>
/// <param name="NodeCount">The number of nodes of the running graph. What a device has compiled is a single node.</param>
/// <param name="Operators">The operators and the number of times each occurs, the most frequent first. Empty if ONNX Runtime does not
/// list them, for example for a graph that is entirely on one provider.</param>
public sealed record ProviderNodes(string Provider, int NodeCount, IReadOnlyList<KeyValuePair<string, int>> Operators);

/// <summary>The placement of a model's nodes on providers, from ONNX Runtime's log during loading.</summary>
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

    /// <summary>The number of nodes that the device's provider can run, before optimizations; null if it does not report it.</summary>
    public int? ClaimedNodes { get; }

    /// <summary>The number of nodes that it was offered; null if it does not report it.</summary>
    public int? OfferedNodes { get; }

    /// <summary>The operators that fell back to the CPU although another provider was requested. Empty if all nodes are on one
    /// provider.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> FallenBack => Providers.Count > 1 && Nodes(Cpu) is { } cpu ? cpu.Operators : [];

    /// <summary>Reads a log. Null if it has no placement.</summary>
    /// <param name="lines">The messages, without time and source.</param>
    internal static ProviderPlacement? Read(IEnumerable<string> lines)
    {
        var reader = new PlacementLogReader();
        foreach (string line in lines)
        {
            reader.Read(line);
        }

        return reader.Providers.Count == 0 ? null : new ProviderPlacement(reader.Providers, reader.Claimed, reader.Offered);
    }

    /// <summary>Gets the report as text: the nodes of each provider, the operators that fell back, and what to use instead if most
    /// did.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (ProviderNodes provider in Providers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : "; ")}{provider.Provider}: {provider.NodeCount} nodes");
        }

        if (ClaimedNodes is { } claimed && OfferedNodes is { } offered)
        {
            text.Append(CultureInfo.InvariantCulture, $"; the device supports {claimed} of {offered}");
        }

        if (FallenBack is { Count: > 0 } fallen)
        {
            text.Append("; fallen back to the CPU: ");
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
            ? ". Most of the work stays on the CPU: CoreML lacks this model's operators. Use the provider webgpu with an export for it, or only cpu, which saves the copies."
            : ". Most of the work stays on the CPU: use an export for this provider, or only the provider cpu, which saves the copies.";
    }

    /// <summary>Whether the CPU has the operators that take the time: attention, experts and products.</summary>
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
