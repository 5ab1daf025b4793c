using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// The settings of GenAI's own search, fixed when a generator is created. Used if GenAI must choose the ids: with a grammar, whose
/// mask it does not expose, and on devices where ids cannot be appended to what was generated.
/// </summary>
internal sealed record SearchSettings(double Temperature, double? TopP, int? TopK, double? RepetitionPenalty, int? Seed, GrammarLanguage? Language, string? Grammar)
{
    /// <summary>GenAI's value for a new seed in every generation.</summary>
    private const int NewSeed = -1;

    /// <summary>Always the most probable id.</summary>
    private static readonly SearchSettings Plain = new(0, null, null, null, null, null, null);

    /// <summary>A grammar that every build with guidance rejects.</summary>
    public static SearchSettings BrokenGrammar { get; } = new(0, null, null, null, null, GrammarLanguage.Lark, "start: (");

    /// <summary>Whether another request may continue a generator with these settings. Not with a seed, whose random numbers have
    /// started.</summary>
    public bool IsReusable => Seed is null;

    /// <summary>Gets the settings of a request.</summary>
    public static SearchSettings For(GenerationRequest request)
    {
        SamplingOptions sampling = request.Sampling;
        var grammar = request.Constraint as GrammarConstraint;
        return new SearchSettings(
            sampling.IsGreedy ? 0 : sampling.Temperature, sampling.TopP, sampling.TopK, sampling.RepetitionPenalty, sampling.IsGreedy ? null : sampling.Seed, grammar?.Language, grammar?.Text);
    }

    /// <summary>Writes settings to the parameters of a generator.</summary>
    /// <param name="settings">The settings, or null if GenAI does not choose: it would choose the most probable id.</param>
    /// <param name="maxLength">The length of the context in tokens. Without it, the cache is allocated for the model's maximum.</param>
    /// <param name="parameters">The parameters.</param>
    /// <exception cref="EngineException">GenAI rejects them.</exception>
    public static void Apply(SearchSettings? settings, int maxLength, GeneratorParamsHandle parameters)
    {
        ResetConfigured(parameters);
        Set(parameters, "max_length", maxLength);
        (settings ?? Plain).Apply(parameters);
    }

    /// <summary>Disables what the request did not ask for: the "search" part of the model's configuration has GenAI's defaults, and all
    /// of them change what is generated. Each beam would use memory, and a generator with beams has more than one sequence.</summary>
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
        OgaResult.Check(OgaMethods.SetSearchBool(parameters, "do_sample", isSampled), "setting do_sample");
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
