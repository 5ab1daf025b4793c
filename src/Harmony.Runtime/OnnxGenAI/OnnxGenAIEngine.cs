using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// A model in this process, run by ONNX Runtime GenAI. What was read of a conversation is kept and not read again as long as
/// memory allows (<see cref="OnnxGenAIOptions.MaxGenerators"/>, <see cref="OnnxGenAIOptions.MaxCacheBytes"/>).
/// </summary>
/// <remarks>
/// Needs the native libraries onnxruntime and onnxruntime-genai: the package Microsoft.ML.OnnxRuntimeGenAI has them, or
/// <c>HARMONY_NATIVE_PATH</c> names their folder. All calls into them are made on one thread of the engine's own, on which
/// generations take turns. ONNX Runtime has one environment in a process; the engine makes it, if it is the first.
/// </remarks>
public sealed class OnnxGenAIEngine : ITokenEngine
{
    /// <summary>How many ids prompt and answer may have where nothing else is asked for.</summary>
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

    /// <summary>Which providers run how many of the model's nodes; null where <see cref="OnnxGenAIOptions.ReportPlacement"/> is
    /// off, or where other code made ONNX Runtime's environment and with it took its log.</summary>
    public ProviderPlacement? Placement => _thread.Model.Placement;

    /// <summary>What is kept of conversations now, and the memory that it takes.</summary>
    public CacheUsage CacheUsage => _thread.CacheUsage;

    /// <summary>The model, for a program that calls GenAI itself while nothing runs here.</summary>
    internal ModelHandle ModelHandle => _thread.Model.Handle;

    /// <summary>Loads a model.</summary>
    /// <param name="modelFolder">The folder with <c>model.onnx</c> and <c>genai_config.json</c>.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The engine, which the caller disposes of.</returns>
    /// <exception cref="EngineException">The native libraries, the model or a provider are not there, or the model does not load.</exception>
    public static async Task<OnnxGenAIEngine> LoadAsync(string modelFolder, OnnxGenAIOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFolder);
        return new OnnxGenAIEngine(await EngineThread.StartAsync(modelFolder, options ?? new OnnxGenAIOptions()).ConfigureAwait(false), modelFolder);
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

    /// <summary>Ends the generations that run, and frees the model and all that is kept.</summary>
    public async ValueTask DisposeAsync()
    {
        await _thread.EndAsync().ConfigureAwait(false);
    }

    /// <summary>Before what is said of engines in general, since here something can be done about it.</summary>
    private void CheckGrammar(GenerationRequest request)
    {
        if (request.Constraint is GrammarConstraint { Language: GrammarLanguage.Lark or GrammarLanguage.JsonSchema } && !_thread.Model.Config.HasTokenizer)
        {
            throw new EngineException(
                EngineError.Unsupported,
                "A grammar in Lark or a JSON schema is asked for, and the model's folder has no tokenizer.json and tokenizer_config.json, from which ONNX Runtime GenAI reads the vocabulary: TokenizerFiles.Write puts them there, and so does 'harmony export-tokenizer DIR'.");
        }
    }

    /// <summary>What is particular to this engine.</summary>
    private void Check(GenerationRequest request)
    {
        int padId = _thread.Model.Config.PadId;
        if (request.Prompt.Span[^1] == padId)
        {
            throw new EngineException(
                EngineError.BadRequest, $"The prompt ends with the model's padding id {padId}, behind which ONNX Runtime GenAI would not look: leave it out.");
        }

        if (request.Constraint is GrammarConstraint && (request.Sampling.MinP is not null || request.LogitBias is not null))
        {
            throw new EngineException(
                EngineError.Unsupported,
                $"{(request.LogitBias is null ? "MinP" : "LogitBias")} is asked for together with a grammar; ONNX Runtime GenAI then chooses ids itself and has no such option. Leave one of both out.");
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
