namespace Harmony.OnnxGenAI;

/// <summary>The CPU, or a device, that computes. Options are passed to ONNX Runtime, which checks their values.</summary>
public sealed class ExecutionProvider
{
    private static readonly Dictionary<string, string> NoOptions = [];

    private ExecutionProvider(string name, string nativeName, string package, string[] knownOptions, IReadOnlyDictionary<string, string> options)
    {
        foreach (string key in options.Keys)
        {
            if (Array.IndexOf(knownOptions, key) < 0)
            {
                throw new ArgumentException(
                    $"{name} has no option {key}." + (knownOptions.Length == 0 ? " It has no options." : $" It has: {string.Join(", ", knownOptions)}."), nameof(options));
            }
        }

        Name = name;
        NativeName = nativeName;
        Package = package;
        Options = options;
    }

    /// <summary>The names that <see cref="Parse"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cpu", "cuda", "dml", "webgpu", "coreml"];

    /// <summary>The CPU.</summary>
    public static ExecutionProvider Cpu { get; } = new("cpu", "cpu", ProviderPackages.Cpu, [], NoOptions);

    /// <summary>The name: <c>cpu</c>, <c>cuda</c>, <c>dml</c>, <c>webgpu</c>, <c>coreml</c>.</summary>
    public string Name { get; }

    /// <summary>The options, by ONNX Runtime's names.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>The name in ONNX Runtime GenAI.</summary>
    internal string NativeName { get; }

    /// <summary>The package whose build includes it.</summary>
    internal string Package { get; }

    /// <summary>An NVIDIA GPU.</summary>
    /// <param name="options">Options such as <c>device_id</c>, or null.</param>
    /// <exception cref="ArgumentException">An option is unknown.</exception>
    public static ExecutionProvider Cuda(IReadOnlyDictionary<string, string>? options = null) =>
        new("cuda", "cuda", ProviderPackages.Cuda, ProviderPackages.CudaOptions, options ?? NoOptions);

    /// <summary>A GPU through DirectML, on Windows.</summary>
    /// <param name="options">Options such as <c>device_filter</c>, or null.</param>
    /// <exception cref="ArgumentException">An option is unknown.</exception>
    public static ExecutionProvider DirectML(IReadOnlyDictionary<string, string>? options = null) =>
        new("dml", "dml", ProviderPackages.DirectML, ProviderPackages.DirectMLOptions, options ?? NoOptions);

    /// <summary>A GPU through WebGPU (Dawn: Direct3D 12, Metal, Vulkan). On a Mac, the provider for GPT-OSS: it supports its attention
    /// and its experts.</summary>
    /// <param name="options">Options such as <c>powerPreference</c>, or null.</param>
    /// <exception cref="ArgumentException">An option is unknown.</exception>
    public static ExecutionProvider WebGpu(IReadOnlyDictionary<string, string>? options = null) =>
        new("webgpu", "WebGPU", ProviderPackages.WebGpu, ProviderPackages.WebGpuOptions, options ?? NoOptions);

    /// <summary>Apple's CoreML. It supports none of the operators in which GPT-OSS spends its time (grouped attention, experts, 4-bit
    /// products): they stay on the CPU, and <see cref="OnnxGenAIEngine.Placement"/> reports how many.</summary>
    /// <param name="options">The options, or null for ONNX Runtime's defaults.</param>
    public static ExecutionProvider CoreML(CoreMLOptions? options = null) =>
        new("coreml", "CoreML", ProviderPackages.CoreML, ProviderPackages.CoreMLOptions, (options ?? new CoreMLOptions()).ToOptions());

    /// <summary>Gets the provider of a name, for example from a command line.</summary>
    /// <param name="name">One of <see cref="Names"/>, in upper or lower case.</param>
    /// <param name="options">The options by ONNX Runtime's names, or null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException">The provider or an option is unknown. The message lists the known ones.</exception>
    public static ExecutionProvider Parse(string name, IReadOnlyDictionary<string, string>? options = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToLowerInvariant() switch
        {
            "cpu" => options is null ? Cpu : new("cpu", "cpu", ProviderPackages.Cpu, [], options),
            "cuda" => Cuda(options),
            "dml" or "directml" => DirectML(options),
            "webgpu" => WebGpu(options),
            "coreml" => new("coreml", "CoreML", ProviderPackages.CoreML, ProviderPackages.CoreMLOptions, options ?? NoOptions),
            _ => throw new ArgumentException($"Unknown provider '{name}'. Known are: {string.Join(", ", Names)}.", nameof(name)),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
