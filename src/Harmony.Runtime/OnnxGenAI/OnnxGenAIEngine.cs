using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// A model in this process, run by ONNX Runtime GenAI. The keys and values of a conversation are kept and not computed again as long
/// as memory allows (<see cref="OnnxGenAIOptions.MaxGenerators"/>, <see cref="OnnxGenAIOptions.MaxCacheBytes"/>).
/// </summary>
/// <remarks>
/// Needs the native libraries onnxruntime and onnxruntime-genai: from the package Microsoft.ML.OnnxRuntimeGenAI, or from the folder
/// in <c>HARMONY_NATIVE_PATH</c>. A single thread, which the engine owns, makes all calls into them, and generations take turns
/// on it. ONNX Runtime has one environment per process. The engine creates it unless other code has.
/// </remarks>
public sealed class OnnxGenAIEngine : ITokenEngine
{
    /// <summary>The length of the context in tokens if the options set none.</summary>
    internal const int DefaultContextLength = 8192;

    private readonly EngineThread _thread;

    private OnnxGenAIEngine(EngineThread thread, string folder)
    {
        _thread = thread;
        GenAIModelConfig config = thread.Model.Config;
        Description = new EngineDescription(
            $"ONNX Runtime GenAI (ONNX Runtime {thread.Model.Libraries.RuntimeVersion})",
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            thread.Model.Device.ToLowerInvariant())
        {
            ContextLength = thread.MaxLength,
            VocabularySize = config.VocabularySize,
            Features = FeaturesOf(thread.Model),
        };
    }

    /// <inheritdoc/>
    public EngineDescription Description { get; }

    /// <summary>The providers and the number of the model's nodes that each of them runs. Null if
    /// <see cref="OnnxGenAIOptions.ReportPlacement"/> is false, or if other code created ONNX Runtime's environment and so receives
    /// its log.</summary>
    public ProviderPlacement? Placement => _thread.Model.Placement;

    /// <summary>The generators kept and running at this moment, and their memory.</summary>
    public CacheUsage CacheUsage => _thread.CacheUsage;

    /// <summary>The native model, for a benchmark that calls GenAI itself while the engine is idle.</summary>
    internal ModelHandle ModelHandle => _thread.Model.Handle;

    /// <summary>Loads a model.</summary>
    /// <param name="modelFolder">The folder with <c>model.onnx</c> and <c>genai_config.json</c>.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <returns>The engine, which the caller must dispose.</returns>
    /// <exception cref="ArgumentException"><paramref name="modelFolder"/> is null or empty.</exception>
    /// <exception cref="EngineException">The native libraries, the model or a provider were not found, or the model does not
    /// load.</exception>
    public static Task<OnnxGenAIEngine> LoadAsync(string modelFolder, OnnxGenAIOptions? options = null) =>
        LoadAsync(modelFolder, options ?? new OnnxGenAIOptions(), GeneratorPolicy.Default);

    /// <inheritdoc cref="LoadAsync(string, OnnxGenAIOptions?)"/>
    internal static async Task<OnnxGenAIEngine> LoadAsync(string modelFolder, OnnxGenAIOptions options, GeneratorPolicy policy)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFolder);
        return new OnnxGenAIEngine(await EngineThread.StartAsync(modelFolder, options, policy).ConfigureAwait(false), modelFolder);
    }

    /// <inheritdoc/>
    public ValueTask<TokenGeneration> StartAsync(GenerationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        CheckGrammar(request);
        request.Validate(Description);
        Check(request);
        return new ValueTask<TokenGeneration>(_thread.Start(request));
    }

    /// <summary>Ends the running generations, and frees the model and everything kept.</summary>
    public ValueTask DisposeAsync() => new(_thread.EndAsync());

    /// <summary>Checked before <see cref="GenerationRequest.Validate"/>, since for this engine the message can say what to do.</summary>
    private void CheckGrammar(GenerationRequest request)
    {
        if (request.Constraint is GrammarConstraint { Language: GrammarLanguage.Lark or GrammarLanguage.JsonSchema } && !_thread.Model.Config.HasTokenizer)
        {
            throw new EngineException(
                EngineError.Unsupported,
                "A grammar in Lark or a JSON schema needs tokenizer.json and tokenizer_config.json in the model's folder, from which ONNX Runtime GenAI reads the vocabulary: TokenizerFiles.Write or 'harmony export-tokenizer DIR' writes them.");
        }
    }

    /// <summary>Checks the limits of this engine alone.</summary>
    private void Check(GenerationRequest request)
    {
        int padId = _thread.Model.Config.PadId;
        if (request.Prompt.Span[^1] == padId)
        {
            throw new EngineException(
                EngineError.BadRequest, $"The prompt ends with the model's padding id {padId}, which ONNX Runtime GenAI skips: remove it.");
        }

        if (request.Constraint is GrammarConstraint && (request.Sampling.MinP is not null || request.LogitBias is not null))
        {
            throw new EngineException(
                EngineError.Unsupported,
                $"{(request.LogitBias is null ? "MinP" : "LogitBias")} is not supported together with a grammar, for which ONNX Runtime GenAI chooses the ids itself. Remove one of them from the request.");
        }
    }

    private static EngineFeatures FeaturesOf(LoadedModel model)
    {
        EngineFeatures features = EngineFeatures.TopP | EngineFeatures.TopK | EngineFeatures.Seed | EngineFeatures.RepetitionPenalty;
        if (model.CanContinue)
        {
            features |= EngineFeatures.MinP | EngineFeatures.LogitBias | EngineFeatures.NextIds | EngineFeatures.PrefixReuse;
        }

        return model.Config.HasTokenizer ? features | EngineFeatures.Lark | EngineFeatures.JsonSchema : features;
    }
}
