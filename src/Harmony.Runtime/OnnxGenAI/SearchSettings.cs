using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// How GenAI's own search chooses ids, fixed when a generator is made. It is used where GenAI has to choose: with a grammar, whose
/// mask it does not give out, and on devices where ids cannot be appended to what was generated.
/// </summary>
internal sealed record SearchSettings(double Temperature, double? TopP, int? TopK, double? RepetitionPenalty, int? Seed, GrammarLanguage? Language, string? Grammar)
{
    /// <summary>A grammar that no build with guidance takes.</summary>
    public static SearchSettings BrokenGrammar { get; } = new(0, null, null, null, null, GrammarLanguage.Lark, "start: (");

    /// <summary>Whether another request may go on with a generator of these settings: not with one whose random numbers have begun.</summary>
    public bool IsReusable => Seed is null;

    public static SearchSettings For(GenerationRequest request)
    {
        SamplingOptions sampling = request.Sampling;
        var grammar = request.Constraint as GrammarConstraint;
        return new SearchSettings(
            sampling.IsGreedy ? 0 : sampling.Temperature, sampling.TopP, sampling.TopK, sampling.RepetitionPenalty, sampling.IsGreedy ? null : sampling.Seed, grammar?.Language, grammar?.Text);
    }

    /// <exception cref="EngineException">GenAI does not take them.</exception>
    public void Apply(GeneratorParamsHandle parameters)
    {
        if (Temperature > 0)
        {
            // What is not asked for is switched off: the model's own configuration may have other defaults.
            Set(parameters, "temperature", Temperature);
            Set(parameters, "top_p", TopP ?? 1);
            Set(parameters, "top_k", TopK ?? 0);
            if (Seed is { } seed)
            {
                Set(parameters, "random_seed", seed);
            }
        }

        Set(parameters, "repetition_penalty", RepetitionPenalty ?? 1);
        if (Grammar is not null)
        {
            string type = Language == GrammarLanguage.JsonSchema ? "json_schema" : "lark_grammar";
            OgaResult.Check(OgaMethods.SetGuidance(parameters, type, Grammar, fastForward: true), "setting the grammar");
        }
    }

    private static void Set(GeneratorParamsHandle parameters, string name, double value) =>
        OgaResult.Check(OgaMethods.SetSearchNumber(parameters, name, value), $"setting {name}");
}
