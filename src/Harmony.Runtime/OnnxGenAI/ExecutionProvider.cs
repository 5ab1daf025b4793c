namespace Harmony.OnnxGenAI;

/// <summary>What computes: the CPU, or a device. Options are passed on to ONNX Runtime, which checks their values.</summary>
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
                    $"{name} has no option {key}." + (knownOptions.Length == 0 ? " It has none." : $" It has: {string.Join(", ", knownOptions)}."), nameof(options));
            }
        }

        Name = name;
        NativeName = nativeName;
        Package = package;
        Options = options;
    }

    /// <summary>The processor.</summary>
    public static ExecutionProvider Cpu { get; } = new("cpu", "cpu", ProviderPackages.Cpu, [], NoOptions);

    /// <summary>Its name here: <c>cpu</c>, <c>cuda</c>, <c>dml</c>, <c>webgpu</c>, <c>coreml</c>.</summary>
    public string Name { get; }

    /// <summary>The options, by ONNX Runtime's names.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>Its name in ONNX Runtime GenAI.</summary>
    internal string NativeName { get; }

    /// <summary>The package whose build has it.</summary>
    internal string Package { get; }

    /// <summary>An NVIDIA GPU.</summary>
    /// <param name="options">Such as <c>device_id</c>; null for none.</param>
    /// <exception cref="ArgumentException">There is no such option.</exception>
    public static ExecutionProvider Cuda(IReadOnlyDictionary<string, string>? options = null) =>
        new("cuda", "cuda", ProviderPackages.Cuda, ProviderPackages.CudaOptions, options ?? NoOptions);

    /// <summary>A GPU by DirectML, on Windows.</summary>
    /// <param name="options">Such as <c>device_filter</c>; null for none.</param>
    /// <exception cref="ArgumentException">There is no such option.</exception>
    public static ExecutionProvider DirectML(IReadOnlyDictionary<string, string>? options = null) =>
        new("dml", "dml", ProviderPackages.DirectML, ProviderPackages.DirectMLOptions, options ?? NoOptions);

    /// <summary>A GPU by WebGPU (Dawn: Direct3D 12, Metal, Vulkan). On a Mac this is the one for GPT-OSS: it has its attention and
    /// its experts.</summary>
    /// <param name="options">Such as <c>powerPreference</c>; null for none.</param>
    /// <exception cref="ArgumentException">There is no such option.</exception>
    public static ExecutionProvider WebGpu(IReadOnlyDictionary<string, string>? options = null) =>
        new("webgpu", "WebGPU", ProviderPackages.WebGpu, ProviderPackages.WebGpuOptions, options ?? NoOptions);

    /// <summary>Apple's CoreML. It has none of the operators that GPT-OSS spends its time in (grouped attention, experts, 4-bit
    /// products): those stay on the CPU, and <see cref="OnnxGenAIEngine.Placement"/> says how much does.</summary>
    /// <param name="options">Its options; null for ONNX Runtime's defaults.</param>
    public static ExecutionProvider CoreML(CoreMLOptions? options = null) =>
        new("coreml", "CoreML", ProviderPackages.CoreML, ProviderPackages.CoreMLOptions, (options ?? new CoreMLOptions()).ToOptions());

    /// <summary>The provider of a name, as a command line gives it.</summary>
    /// <param name="name">One of those of <see cref="Name"/>.</param>
    /// <param name="options">Its options by ONNX Runtime's names; null for none.</param>
    /// <exception cref="ArgumentException">There is no such provider or option; the message lists those that there are.</exception>
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
            _ => throw new ArgumentException($"There is no provider {name}. There are: cpu, cuda, dml, webgpu, coreml.", nameof(name)),
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
