namespace Harmony.Engines;

/// <summary>Checks whether an engine can honour a request.</summary>
internal static class RequestCheck
{
    /// <exception cref="EngineException">The engine cannot honour the request.</exception>
    public static void Check(GenerationRequest request, EngineDescription engine)
    {
        CheckNumbers(request, engine);
        CheckIds("Prompt", request.Prompt.Span, engine);
        CheckIds("StopIds", request.StopIds.Span, engine);
        CheckBias(request.LogitBias, engine);
        CheckSampling(request.Sampling, engine);
        CheckConstraint(request.Constraint, engine);
    }

    private static void CheckNumbers(GenerationRequest request, EngineDescription engine)
    {
        int length = request.Prompt.Length;
        if (length == 0)
        {
            throw new EngineException(EngineError.BadRequest, "The prompt is empty. It needs at least one id.");
        }

        if (request.MaxTokens < 1)
        {
            throw new EngineException(EngineError.BadRequest, $"MaxTokens is {request.MaxTokens}. It must be at least 1, or null for no limit.");
        }

        if (length >= engine.ContextLength)
        {
            throw new EngineException(
                EngineError.ContextExceeded,
                $"The prompt has {length} tokens, and the context of {engine.Model} has {engine.ContextLength} for prompt and answer. Leave out earlier messages (HarmonyRenderer.TryFit does this).");
        }
    }

    private static void CheckIds(string name, ReadOnlySpan<int> ids, EngineDescription engine)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            if (!IsKnown(ids[i], engine))
            {
                throw UnknownId($"{name}[{i}]", ids[i], engine);
            }
        }
    }

    private static void CheckBias(IReadOnlyDictionary<int, float>? bias, EngineDescription engine)
    {
        if (bias is null)
        {
            return;
        }

        Require(EngineFeatures.LogitBias, "LogitBias", engine);
        foreach ((int id, float value) in bias)
        {
            if (!IsKnown(id, engine))
            {
                throw UnknownId("LogitBias", id, engine);
            }

            if (float.IsNaN(value) || float.IsPositiveInfinity(value))
            {
                throw new EngineException(EngineError.BadRequest, $"LogitBias of id {id} is {value}. Use a finite number, or negative infinity to forbid the id.");
            }
        }
    }

    private static bool IsKnown(int id, EngineDescription engine) => (uint)id < (uint)engine.VocabularySize;

    private static EngineException UnknownId(string place, int id, EngineDescription engine) => new(
        EngineError.BadRequest, $"{place}: {engine.Model} has no id {id}, only 0 to {engine.VocabularySize - 1}.");

    private static void CheckSampling(SamplingOptions sampling, EngineDescription engine)
    {
        RequireIf(sampling.TopP is not null, EngineFeatures.TopP, "TopP", engine);
        RequireIf(sampling.TopK is not null, EngineFeatures.TopK, "TopK", engine);
        RequireIf(sampling.MinP is not null, EngineFeatures.MinP, "MinP", engine);
        RequireIf(sampling.Seed is not null, EngineFeatures.Seed, "Seed", engine);
        RequireIf(sampling.RepetitionPenalty is not null, EngineFeatures.RepetitionPenalty, "RepetitionPenalty", engine);
    }

    private static void CheckConstraint(GenerationConstraint? constraint, EngineDescription engine)
    {
        switch (constraint)
        {
            case NextIdConstraint:
                Require(EngineFeatures.NextIds, "NextIdConstraint", engine);
                break;
            case GrammarConstraint { Language: GrammarLanguage.Lark }:
                Require(EngineFeatures.Lark, "A grammar in Lark", engine);
                break;
            case GrammarConstraint { Language: GrammarLanguage.Gbnf }:
                Require(EngineFeatures.Gbnf, "A grammar in GBNF", engine);
                break;
            case GrammarConstraint:
                Require(EngineFeatures.JsonSchema, "A JSON schema", engine);
                break;
        }
    }

    private static void RequireIf(bool isUsed, EngineFeatures feature, string name, EngineDescription engine)
    {
        if (isUsed)
        {
            Require(feature, name, engine);
        }
    }

    private static void Require(EngineFeatures feature, string name, EngineDescription engine)
    {
        if ((engine.Features & feature) == 0)
        {
            throw new EngineException(
                EngineError.Unsupported, $"{name} is not supported by {engine.Name} with {engine.Model}. It supports: {engine.Features}. Remove it from the request, or use another engine.");
        }
    }
}
