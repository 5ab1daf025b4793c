namespace Harmony.OnnxGenAI;

/// <summary>The options of ONNX Runtime's CoreML provider. A value that is null is left to ONNX Runtime.</summary>
public sealed record CoreMLOptions
{
    /// <summary>The format into which nodes are converted.</summary>
    public CoreMLModelFormat? ModelFormat { get; init; }

    /// <summary>The processors that may be used.</summary>
    public CoreMLComputeUnits? ComputeUnits { get; init; }

    /// <summary>The directory for compiled models, which makes the next load faster.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Whether CoreML gets only nodes with fixed shapes.</summary>
    public bool? RequireStaticInputShapes { get; init; }

    /// <summary>Whether CoreML also gets the bodies of loops and branches.</summary>
    public bool? EnableOnSubgraphs { get; init; }

    /// <summary>The optimization goal of compiled models.</summary>
    public CoreMLSpecialization? Specialization { get; init; }

    /// <summary>Whether CoreML logs the processor of each operation.</summary>
    public bool? ProfileComputePlan { get; init; }

    /// <summary>Whether the GPU may accumulate in 16 bits.</summary>
    public bool? AllowLowPrecisionAccumulation { get; init; }

    /// <summary>Gets the options by ONNX Runtime's names.</summary>
    internal IReadOnlyDictionary<string, string> ToOptions()
    {
        var options = new Dictionary<string, string>();
        Add("ModelFormat", ModelFormat switch { CoreMLModelFormat.MLProgram => "MLProgram", CoreMLModelFormat.NeuralNetwork => "NeuralNetwork", _ => null });
        Add("MLComputeUnits", ComputeUnits switch
        {
            CoreMLComputeUnits.All => "ALL",
            CoreMLComputeUnits.CpuAndNeuralEngine => "CPUAndNeuralEngine",
            CoreMLComputeUnits.CpuAndGpu => "CPUAndGPU",
            CoreMLComputeUnits.CpuOnly => "CPUOnly",
            _ => null,
        });
        Add("ModelCacheDirectory", CacheDirectory);
        Add("RequireStaticInputShapes", Flag(RequireStaticInputShapes));
        Add("EnableOnSubgraphs", Flag(EnableOnSubgraphs));
        Add("SpecializationStrategy", Specialization switch { CoreMLSpecialization.Default => "Default", CoreMLSpecialization.FastPrediction => "FastPrediction", _ => null });
        Add("ProfileComputePlan", Flag(ProfileComputePlan));
        Add("AllowLowPrecisionAccumulationOnGPU", Flag(AllowLowPrecisionAccumulation));
        return options;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                options[name] = value;
            }
        }
    }

    private static string? Flag(bool? value) => value is null ? null : value.Value ? "1" : "0";
}

/// <summary>The format in which CoreML gets nodes.</summary>
public enum CoreMLModelFormat
{
    /// <summary>The newer format (CoreML 5, macOS 12), with many more operators.</summary>
    MLProgram,

    /// <summary>The older format, ONNX Runtime's default.</summary>
    NeuralNetwork,
}

/// <summary>The processors that CoreML may use.</summary>
public enum CoreMLComputeUnits
{
    /// <summary>All processors.</summary>
    All,

    /// <summary>The CPU and the neural engine.</summary>
    CpuAndNeuralEngine,

    /// <summary>The CPU and the GPU.</summary>
    CpuAndGpu,

    /// <summary>Only the CPU.</summary>
    CpuOnly,
}

/// <summary>The optimization goal of CoreML's compiler.</summary>
public enum CoreMLSpecialization
{
    /// <summary>A balance of load time and speed.</summary>
    Default,

    /// <summary>Faster predictions, slower loading.</summary>
    FastPrediction,
}
