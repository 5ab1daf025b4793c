namespace Harmony.OnnxGenAI;

/// <summary>How <see cref="OnnxGenAIEngine"/> loads a model and how much memory it takes for conversations.</summary>
public sealed record OnnxGenAIOptions
{
    /// <summary>The folder of the native libraries; null to look for them: in the folder that <c>HARMONY_NATIVE_PATH</c> names, in
    /// the application's folder and its <c>runtimes/RID/native</c>, then wherever the system looks.</summary>
    public string? NativeFolder { get; init; }

    /// <summary>What computes. The first that can run a node of the model gets it; what none of them can run, the CPU does. Empty
    /// for what the model's own configuration says.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public IReadOnlyList<ExecutionProvider> Providers { get; init => field = value ?? throw new ArgumentNullException(nameof(Providers)); } = [];

    /// <summary>
    /// How many ids prompt and answer may have together; null for 8192, or the model's own limit if that is less. Memory is taken
    /// for the whole length when a generation starts: for GPT-OSS 20b 96 KiB an id, 786 MB for 8192.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 2.</exception>
    public int? ContextLength { get; init => field = Positive(value, 2, nameof(ContextLength)); }

    /// <summary>How many generators there are at most, those that run and those that are kept to be gone on from. A request that
    /// finds all of them running waits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxGenerators { get; init => field = Positive(value, 1, nameof(MaxGenerators))!.Value; } = 8;

    /// <summary>How many bytes of keys and values all generators together may take. One is always allowed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public long MaxCacheBytes { get; init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MaxCacheBytes), value, "MaxCacheBytes has to be at least 1."); } = 4L << 30;

    /// <summary>How many ids of a prompt are read at once; between two parts other generations get their turn. An export without
    /// <c>prune_lm_head</c> takes 0.8 MB for each of them while they are read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int PrefillChunk { get; init => field = Positive(value, 1, nameof(PrefillChunk))!.Value; } = 512;

    /// <summary>Whether ONNX Runtime says while loading which provider got which node: <see cref="OnnxGenAIEngine.Placement"/>.
    /// Costs a few milliseconds; the WebGPU provider then goes on to log each launch, which costs more.</summary>
    public bool ReportPlacement { get; init; } = true;

    /// <summary>Whether the native libraries may report on their use to their makers, as the official builds do by default.</summary>
    public bool IsTelemetryOn { get; init; }

    /// <summary>Is told what is worth knowing and no error, such as that a model's cache cannot be rewound; on any thread. Null
    /// for nobody.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Asked before a generator is rewound why it cannot be, for tests; null where it can.</summary>
    internal Func<string?>? RefuseRewind { get; init; }

    /// <summary>Treats it as one whose generators cannot be gone on with, for tests.</summary>
    internal bool NeverContinue { get; init; }

    private static int? Positive(int? value, int least, string name) =>
        value is null || value >= least ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} has to be at least {least}.");
}
