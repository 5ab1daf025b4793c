using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// How GenAI's own search chooses ids, fixed when a generator is made. It is used where GenAI has to choose: with a grammar, whose
/// mask it does not give out, and on devices where ids cannot be appended to what was generated.
/// </summary>
internal sealed record SearchSettings(double Temperature, double? TopP, int? TopK, double? RepetitionPenalty, int? Seed, GrammarLanguage? Language, string? Grammar)
{
    /// <summary>GenAI's word for a new start every time.</summary>
    private const int NewSeed = -1;

    /// <summary>The most probable id, whatever it is.</summary>
    private static readonly SearchSettings Plain = new(0, null, null, null, null, null, null);

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

    /// <summary>Says how a generator chooses.</summary>
    /// <param name="settings">How, or null where that is not left to it: it then takes the most probable id.</param>
    /// <param name="maxLength">How many ids it may have. Without it, the cache is allocated for the greatest length that the model has.</param>
    /// <param name="parameters">Where to.</param>
    /// <exception cref="EngineException">GenAI does not take them.</exception>
    public static void Apply(SearchSettings? settings, int maxLength, GeneratorParamsHandle parameters)
    {
        ResetConfigured(parameters);
        Set(parameters, "max_length", maxLength);
        (settings ?? Plain).Apply(parameters);
    }

    /// <summary>What the model's own configuration has under "search" is GenAI's default, and all of it changes what is generated:
    /// what was not asked for is switched off. Beams would take memory for each, and a generator of several has no one sequence.</summary>
    private static void ResetConfigured(GeneratorParamsHandle parameters)
    {
        foreach (string one in (ReadOnlySpan<string>)["batch_size", "num_beams", "num_return_sequences"])
        {
            Set(parameters, one, 1);
        }

        foreach (string none in (ReadOnlySpan<string>)["min_length", "no_repeat_ngram_size"])
        {
            Set(parameters, none, 0);
        }
    }

    private void Apply(GeneratorParamsHandle parameters)
    {
        bool isSampled = Temperature > 0;
        OgaResult.Check(OgaMethods.SetSearchBool(parameters, "do_sample", isSampled), "setting how ids are chosen");
        if (isSampled)
        {
            Set(parameters, "temperature", Temperature);
            Set(parameters, "top_p", TopP ?? 1);
            Set(parameters, "top_k", TopK ?? 0);
            Set(parameters, "random_seed", Seed ?? NewSeed);
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
