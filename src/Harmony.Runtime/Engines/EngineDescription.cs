namespace Harmony.Engines;

/// <summary>Which engine, which model, where it runs, and what it can do.</summary>
/// <param name="Name">The engine with its version, such as <c>ONNX Runtime GenAI 0.18.0</c>.</param>
/// <param name="Model">The model: a folder's name, or what a server calls it.</param>
/// <param name="Provider">What computes: <c>cpu</c>, <c>cuda</c>, …, or a server's address.</param>
public sealed record EngineDescription(string Name, string Model, string Provider)
{
    /// <summary>How many ids fit, prompt and answer together.</summary>
    public required int ContextLength { get; init; }

    /// <summary>What it can do.</summary>
    public required EngineFeatures Features { get; init; }

    /// <summary>One more than the greatest id that the model knows. GPT-OSS has 201088 rows: ids 0 … 201087.</summary>
    /// <remarks>One less than the vocabulary of openai-harmony: <c>&lt;|reserved_201088|&gt;</c> has a name and no row, and a
    /// server that gets it may end.</remarks>
    public int VocabularySize { get; init; } = 201088;
}
