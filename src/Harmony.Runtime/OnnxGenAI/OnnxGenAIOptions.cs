using System.Runtime.CompilerServices;

namespace Harmony.OnnxGenAI;

/// <summary>How <see cref="OnnxGenAIEngine"/> loads a model, and how much memory it uses for conversations.</summary>
public sealed record OnnxGenAIOptions
{
    /// <summary>The folder of the native libraries, or null to search for them in the folder of <c>HARMONY_NATIVE_PATH</c>, in the
    /// application's folder and its <c>runtimes/RID/native</c>, then in the system's library folders.</summary>
    public string? NativeFolder { get; init; }

    /// <summary>The providers that compute, in order of preference: the first one that supports a node of the model gets it. The CPU
    /// gets the nodes that none of them supports. Empty, the default, for those of the model's configuration.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public IReadOnlyList<ExecutionProvider> Providers { get; init => field = value ?? throw new ArgumentNullException(nameof(Providers)); } = [];

    /// <summary>
    /// The length of the context in tokens, prompt and answer together: at least 2, or null for 8192 or the model's own limit,
    /// whichever is less. Memory for the whole length is allocated when a generation starts: for GPT-OSS 20b 96 KiB a token, 786 MB
    /// for 8192.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 2.</exception>
    public int? ContextLength { get; init => field = Checked(value, value is null or >= 2, 2); }

    /// <summary>The maximum number of generators, running and kept for later requests: at least 1. The default is 8. A request waits
    /// while all of them are running.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int MaxGenerators { get; init => field = Checked(value, value >= 1, 1); } = 8;

    /// <summary>The maximum size in bytes of the keys and values of all generators together: at least 1. The default is 4 GiB. One
    /// generator is always allowed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public long MaxCacheBytes { get; init => field = Checked(value, value >= 1, 1); } = 4L << 30;

    /// <summary>The number of prompt tokens that are computed in one step: at least 1. The default is 512. Other generations get their
    /// turn between two steps. An export without <c>prune_lm_head</c> uses 0.8 MB for each of these tokens during the step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int PrefillChunk { get; init => field = Checked(value, value >= 1, 1); } = 512;

    /// <summary>Whether ONNX Runtime reports, while it loads, which provider got which node: <see cref="OnnxGenAIEngine.Placement"/>.
    /// The default is true. It costs a few milliseconds; the WebGPU provider also logs each launch, which costs more.</summary>
    public bool ReportPlacement { get; init; } = true;

    /// <summary>Whether the native libraries may send telemetry to their makers, as the official builds do by default. The default
    /// is false.</summary>
    public bool IsTelemetryOn { get; init; }

    /// <summary>Receives warnings, for example that a model's cache cannot be rewound. May be called on any thread. Null for
    /// none.</summary>
    public Action<string>? Warn { get; init; }

    private static T Checked<T>(T value, bool isInRange, int least, [CallerMemberName] string name = "") =>
        isInRange ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least {least}.");
}
