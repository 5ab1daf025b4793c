using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>The packages whose builds include the providers, and the options of each provider (ONNX Runtime 1.32).</summary>
internal static class ProviderPackages
{
    public const string Cpu = "Microsoft.ML.OnnxRuntimeGenAI";
    public const string Cuda = "Microsoft.ML.OnnxRuntimeGenAI.Cuda";
    public const string DirectML = "Microsoft.ML.OnnxRuntimeGenAI.DirectML";
    public const string WebGpu = "Microsoft.ML.OnnxRuntimeGenAI.WebGPU";

    /// <summary>Only the build for macOS includes it.</summary>
    public const string CoreML = "Microsoft.ML.OnnxRuntimeGenAI on macOS (osx-arm64)";

    public static readonly string[] CudaOptions =
    [
        "device_id", "gpu_mem_limit", "arena_extend_strategy", "cudnn_conv_algo_search", "cudnn_conv_use_max_workspace", "cudnn_conv1d_pad_to_nc1d",
        "do_copy_in_default_stream", "enable_cuda_graph", "enable_skip_layer_norm_strict_mode", "fuse_conv_bias", "prefer_nhwc", "sdpa_kernel",
        "tunable_op_enable", "tunable_op_tuning_enable", "tunable_op_max_tuning_duration_ms", "use_ep_level_unified_stream", "use_tf32",
    ];

    public static readonly string[] DirectMLOptions =
        ["device_id", "device_filter", "performance_preference", "disable_metacommands", "enable_graph_capture", "enable_graph_serialization"];

    public static readonly string[] WebGpuOptions =
    [
        "deviceId", "powerPreference", "dawnBackendType", "preferredLayout", "validationMode", "enableGraphCapture", "enableInt64", "forceCpuNodeNames",
        "kvCacheQuantizationBits", "multiRotaryCacheConcatOffset", "maxNumPendingDispatches", "sessionBufferPoolGenerations",
        "storageBufferCacheMode", "uniformBufferCacheMode", "queryResolveBufferCacheMode", "defaultBufferCacheMode",
    ];

    public static readonly string[] CoreMLOptions =
    [
        "ModelFormat", "MLComputeUnits", "ModelCacheDirectory", "RequireStaticInputShapes", "EnableOnSubgraphs", "SpecializationStrategy",
        "ProfileComputePlan", "AllowLowPrecisionAccumulationOnGPU",
    ];

    /// <summary>Explains why a model does not load: if the reason is a missing provider, names the package that includes it.</summary>
    public static EngineException Explain(EngineException exception, IReadOnlyList<ExecutionProvider> providers)
    {
        foreach (ExecutionProvider provider in providers)
        {
            // "X execution provider is not supported in this build." or, for CUDA, that its library was not found or is not available.
            if (IsMissing(exception.Message, provider.NativeName))
            {
                return new EngineException(
                    EngineError.NotFound,
                    $"The loaded libraries do not include the provider {provider.Name}; install the build {provider.Package}. ({exception.Message})",
                    exception);
            }
        }

        return exception;
    }

    private static bool IsMissing(string message, string provider) =>
        message.Contains(provider, StringComparison.OrdinalIgnoreCase)
        && (message.Contains("not supported in this build", StringComparison.OrdinalIgnoreCase)
            || message.Contains("not available", StringComparison.OrdinalIgnoreCase)
            || message.Contains("not found", StringComparison.OrdinalIgnoreCase)
            || message.Contains("Failed to load", StringComparison.OrdinalIgnoreCase)
            || message.Contains("not been built with", StringComparison.OrdinalIgnoreCase)
            || message.Contains("cannot open shared object", StringComparison.OrdinalIgnoreCase));
}
