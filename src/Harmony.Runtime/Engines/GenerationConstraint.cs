using Harmony.Constraints;

namespace Harmony.Engines;

/// <summary>A constraint on what is generated: a grammar that the engine follows, or a rule that it calls before every id.</summary>
public abstract class GenerationConstraint
{
    private protected GenerationConstraint()
    {
    }
}

/// <summary>A grammar for the generated ids. Stop ids are not part of it: an engine allows them where the grammar may end.</summary>
/// <param name="language">The language of the grammar.</param>
/// <param name="text">The grammar, for example from <see cref="Constraints.EngineGrammar.ToLark"/>, or the schema.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="language"/> is unknown.</exception>
/// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
public sealed class GrammarConstraint(GrammarLanguage language, string text) : GenerationConstraint
{
    /// <summary>What an engine needs to follow a grammar, as a sentence for an error.</summary>
    internal const string Requirements = "For a grammar, ONNX Runtime GenAI needs tokenizer.json and tokenizer_config.json in the model's folder ('harmony export-tokenizer DIR' writes them), and a server llguidance (RemoteEngineOptions.UsesLlguidance).";

    /// <summary>The language of <see cref="Text"/>.</summary>
    public GrammarLanguage Language { get; } = language is >= GrammarLanguage.Lark and <= GrammarLanguage.JsonSchema
        ? language
        : throw new ArgumentOutOfRangeException(nameof(language), language, "Unknown grammar language.");

    /// <summary>The grammar or schema.</summary>
    public string Text { get; } = text ?? throw new ArgumentNullException(nameof(text));

    /// <summary>Creates a constraint in a language that an engine supports.</summary>
    /// <param name="grammar">The grammar of an answer.</param>
    /// <param name="engine">The engine.</param>
    /// <returns>The constraint, in Lark if the engine supports it, otherwise in GBNF.</returns>
    /// <exception cref="EngineException">The engine supports neither Lark nor GBNF (<see cref="EngineError.Unsupported"/>).</exception>
    public static GrammarConstraint For(EngineGrammar grammar, EngineDescription engine)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        ArgumentNullException.ThrowIfNull(engine);

        // llguidance before 1.9, which ONNX Runtime GenAI has, refuses the escapes.
        return (engine.Features & EngineFeatures.Lark) != 0 ? new GrammarConstraint(GrammarLanguage.Lark, grammar.ToLark(allowUnicodeEscapes: false))
            : (engine.Features & EngineFeatures.Gbnf) != 0 ? new GrammarConstraint(GrammarLanguage.Gbnf, grammar.ToGbnf())
            : throw new EngineException(
                EngineError.Unsupported,
                $"{engine.Name} with {engine.Model} supports no grammar in Lark or GBNF. It supports: {engine.Features}. {Requirements}");
    }
}

/// <summary>The language of a <see cref="GrammarConstraint"/>.</summary>
public enum GrammarLanguage
{
    /// <summary>llguidance's variant of Lark.</summary>
    Lark,

    /// <summary>llama.cpp's GBNF.</summary>
    Gbnf,

    /// <summary>A JSON schema for the entire generated text.</summary>
    JsonSchema,
}

/// <summary>A rule that an engine calls before every id. An instance serves a single generation.</summary>
public abstract class NextIdConstraint : GenerationConstraint
{
    /// <summary>Gets the ids that may come next.</summary>
    /// <param name="generated">All ids generated so far. Valid during the call.</param>
    /// <returns>The allowed ids, in memory that does not change before the next call.</returns>
    /// <remarks>Called on a thread of the engine, one call at a time. It must be fast. An exception ends the generation, whose
    /// next read throws it.</remarks>
    public abstract NextIds GetNext(ReadOnlySpan<int> generated);
}

/// <summary>The ids that may come next.</summary>
public readonly ref struct NextIds
{
    private NextIds(ReadOnlySpan<int> ids, NextIdsKind kind)
    {
        Ids = ids;
        Kind = kind;
    }

    /// <summary>Allows every id.</summary>
    public static NextIds Any => default;

    /// <summary>The ids of <see cref="Only"/> or <see cref="AllBut"/>.</summary>
    internal ReadOnlySpan<int> Ids { get; }

    /// <summary>The meaning of <see cref="Ids"/>.</summary>
    internal NextIdsKind Kind { get; }

    /// <summary>Allows only the given ids.</summary>
    /// <param name="ids">The allowed ids. At least one.</param>
    /// <exception cref="ArgumentException"><paramref name="ids"/> is empty.</exception>
    public static NextIds Only(ReadOnlySpan<int> ids) => ids.IsEmpty
        ? throw new ArgumentException("At least one id must be allowed.", nameof(ids))
        : new NextIds(ids, NextIdsKind.Only);

    /// <summary>Allows every id except the given ones.</summary>
    /// <param name="ids">The forbidden ids.</param>
    public static NextIds AllBut(ReadOnlySpan<int> ids) => new(ids, NextIdsKind.AllBut);
}

/// <summary>The meaning of the ids in a <see cref="NextIds"/>.</summary>
internal enum NextIdsKind
{
    Any,
    Only,
    AllBut,
}
