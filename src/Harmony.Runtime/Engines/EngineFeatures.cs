namespace Harmony.Engines;

/// <summary>The features that an engine supports in addition to those of every engine: prompt, temperature, stop ids and
/// a maximum number of tokens.</summary>
[Flags]
public enum EngineFeatures
{
    /// <summary>No additional feature.</summary>
    None = 0,

    /// <summary><see cref="SamplingOptions.TopP"/>.</summary>
    TopP = 1,

    /// <summary><see cref="SamplingOptions.TopK"/>.</summary>
    TopK = 2,

    /// <summary><see cref="SamplingOptions.MinP"/>.</summary>
    MinP = 4,

    /// <summary><see cref="SamplingOptions.Seed"/>: the same seed gives the same ids on the same machine and build.</summary>
    Seed = 8,

    /// <summary><see cref="SamplingOptions.RepetitionPenalty"/>.</summary>
    RepetitionPenalty = 16,

    /// <summary><see cref="GenerationRequest.LogitBias"/>.</summary>
    LogitBias = 32,

    /// <summary><see cref="NextIdConstraint"/>.</summary>
    NextIds = 64,

    /// <summary><see cref="GrammarConstraint"/> in llguidance's Lark.</summary>
    Lark = 128,

    /// <summary><see cref="GrammarConstraint"/> in llama.cpp's GBNF.</summary>
    Gbnf = 256,

    /// <summary><see cref="GrammarConstraint"/> as a JSON schema for the entire text.</summary>
    JsonSchema = 512,

    /// <summary>A request does not compute again the part of its prompt that an earlier request has computed.</summary>
    PrefixReuse = 1024,
}
