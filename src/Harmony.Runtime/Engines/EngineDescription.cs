namespace Harmony.Engines;

/// <summary>The engine, its model, where the model runs, and what the engine supports.</summary>
/// <param name="Name">The engine with its version, such as <c>ONNX Runtime GenAI (ONNX Runtime 1.32.0)</c>, or a server and its path.</param>
/// <param name="Model">The model's name: a folder's name, or the name that a server uses.</param>
/// <param name="Provider">The device that computes (<c>cpu</c>, <c>cuda</c>, …), or the address of a server.</param>
public sealed record EngineDescription(string Name, string Model, string Provider)
{
    /// <summary>The length of the context in tokens, prompt and answer together.</summary>
    public required int ContextLength { get; init; }

    /// <summary>The features that the engine supports.</summary>
    public required EngineFeatures Features { get; init; }

    /// <summary>The number of ids that the model knows: they are 0 to one less than this. The default is 201088, as for GPT-OSS.</summary>
    /// <remarks>openai-harmony's vocabulary has one id more, <c>&lt;|reserved_201088|&gt;</c>. The model has no row for it, and a
    /// server that receives it may crash.</remarks>
    public int VocabularySize { get; init; } = 201088;
}
