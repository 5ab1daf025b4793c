namespace Harmony.OnnxGenAI;

/// <summary>The options of ONNX Runtime's CoreML provider. What is null is left to ONNX Runtime.</summary>
public sealed record CoreMLOptions
{
    /// <summary>The form that nodes are turned into.</summary>
    public CoreMLModelFormat? ModelFormat { get; init; }

    /// <summary>Which processors may be used.</summary>
    public CoreMLComputeUnits? ComputeUnits { get; init; }

    /// <summary>Where compiled models are kept, so that the next load is quick.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Whether only nodes whose shapes are fixed are taken.</summary>
    public bool? RequireStaticInputShapes { get; init; }

    /// <summary>Whether the bodies of loops and branches are taken too.</summary>
    public bool? EnableOnSubgraphs { get; init; }

    /// <summary>What compiled models are made for.</summary>
    public CoreMLSpecialization? Specialization { get; init; }

    /// <summary>Whether CoreML logs which processor each of its operations goes to.</summary>
    public bool? ProfileComputePlan { get; init; }

    /// <summary>Whether the GPU may add up in 16 bits.</summary>
    public bool? AllowLowPrecisionAccumulation { get; init; }

    /// <summary>By ONNX Runtime's names.</summary>
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

/// <summary>The form that CoreML gets nodes in.</summary>
public enum CoreMLModelFormat
{
    /// <summary>The newer one (CoreML 5, macOS 12), with far more operators.</summary>
    MLProgram,

    /// <summary>The older one, ONNX Runtime's default.</summary>
    NeuralNetwork,
}

/// <summary>The processors that CoreML may use.</summary>
public enum CoreMLComputeUnits
{
    /// <summary>All.</summary>
    All,

    /// <summary>The CPU and the neural engine.</summary>
    CpuAndNeuralEngine,

    /// <summary>The CPU and the GPU.</summary>
    CpuAndGpu,

    /// <summary>The CPU alone.</summary>
    CpuOnly,
}

/// <summary>What CoreML compiles for.</summary>
public enum CoreMLSpecialization
{
    /// <summary>A balance of loading and running.</summary>
    Default,

    /// <summary>Quicker running, slower loading.</summary>
    FastPrediction,
}
