namespace Harmony.Engines;

/// <summary>Whether an engine can honour a request.</summary>
internal static class RequestCheck
{
    /// <exception cref="EngineException">It cannot.</exception>
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
            throw new EngineException(EngineError.BadRequest, "The prompt is empty: an engine goes on from at least one id.");
        }

        if (request.MaxTokens < 1)
        {
            throw new EngineException(EngineError.BadRequest, $"MaxTokens is {request.MaxTokens}: ask for at least one id, or leave it null.");
        }

        if (length >= engine.ContextLength)
        {
            throw new EngineException(
                EngineError.ContextExceeded,
                $"The prompt has {length} ids and {engine.Model} has room for {engine.ContextLength}, answer included: leave earlier messages out (HarmonyRenderer.TryFit does).");
        }
    }

    private static void CheckIds(string name, ReadOnlySpan<int> ids, EngineDescription engine)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            if ((uint)ids[i] >= (uint)engine.VocabularySize)
            {
                throw new EngineException(
                    EngineError.BadRequest, $"{name}[{i}] is {ids[i]}, and the ids that {engine.Model} knows are 0 to {engine.VocabularySize - 1}.");
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
            CheckIds("LogitBias", [id], engine);
            if (float.IsNaN(value) || float.IsPositiveInfinity(value))
            {
                throw new EngineException(EngineError.BadRequest, $"LogitBias of id {id} is {value}: give a number, or negative infinity to forbid it.");
            }
        }
    }

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
                Require(EngineFeatures.NextIds, "A constraint that is asked for every id", engine);
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

    private static void RequireIf(bool isAsked, EngineFeatures feature, string name, EngineDescription engine)
    {
        if (isAsked)
        {
            Require(feature, name, engine);
        }
    }

    private static void Require(EngineFeatures feature, string name, EngineDescription engine)
    {
        if ((engine.Features & feature) == 0)
        {
            throw new EngineException(
                EngineError.Unsupported, $"{name} is asked for, and {engine.Name} with {engine.Model} cannot do that. It can: {engine.Features}.");
        }
    }
}
