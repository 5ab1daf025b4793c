using Harmony.Constraints;

namespace Harmony.Engines;

/// <summary>What keeps a generation to a form: a grammar that the engine follows, or a rule that is asked before every id.</summary>
public abstract class GenerationConstraint
{
    private protected GenerationConstraint()
    {
    }
}

/// <summary>A grammar for the ids that are generated. Stop ids stay outside it: an engine lets them through where the grammar
/// may end.</summary>
/// <param name="language">The language.</param>
/// <param name="text">The grammar, such as <see cref="Constraints.EngineGrammar.ToLark"/> writes it, or the schema.</param>
public sealed class GrammarConstraint(GrammarLanguage language, string text) : GenerationConstraint
{
    /// <summary>The language of <see cref="Text"/>.</summary>
    public GrammarLanguage Language { get; } = language is >= GrammarLanguage.Lark and <= GrammarLanguage.JsonSchema
        ? language
        : throw new ArgumentOutOfRangeException(nameof(language), language, "There is no such language.");

    /// <summary>The grammar.</summary>
    public string Text { get; } = text ?? throw new ArgumentNullException(nameof(text));

    /// <summary>A grammar in a language that an engine follows.</summary>
    /// <param name="grammar">What an answer may be.</param>
    /// <param name="engine">The engine.</param>
    /// <exception cref="EngineException">It follows neither Lark nor GBNF (<see cref="EngineError.Unsupported"/>).</exception>
    public static GrammarConstraint For(EngineGrammar grammar, EngineDescription engine)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        ArgumentNullException.ThrowIfNull(engine);

        // llguidance before 1.9, which ONNX Runtime GenAI has, refuses the escapes.
        return (engine.Features & EngineFeatures.Lark) != 0 ? new GrammarConstraint(GrammarLanguage.Lark, grammar.ToLark(allowUnicodeEscapes: false))
            : (engine.Features & EngineFeatures.Gbnf) != 0 ? new GrammarConstraint(GrammarLanguage.Gbnf, grammar.ToGbnf())
            : throw new EngineException(
                EngineError.Unsupported,
                $"A grammar is asked for, in Lark or GBNF, and {engine.Name} with {engine.Model} follows neither. It can: {engine.Features}. (For Lark, ONNX Runtime GenAI needs tokenizer.json and tokenizer_config.json beside the model: 'harmony export-tokenizer DIR' writes them.)");
    }
}

/// <summary>The language of a <see cref="GrammarConstraint"/>.</summary>
public enum GrammarLanguage
{
    /// <summary>llguidance's dialect of Lark.</summary>
    Lark,

    /// <summary>llama.cpp's GBNF.</summary>
    Gbnf,

    /// <summary>A JSON schema for the whole of the generated text.</summary>
    JsonSchema,
}

/// <summary>A rule that is asked before every id which ids may come next. One object serves one generation.</summary>
public abstract class NextIdConstraint : GenerationConstraint
{
    /// <summary>Which ids may come next.</summary>
    /// <param name="generated">All ids generated so far; valid during the call.</param>
    /// <returns>The ids, in memory that does not change before the next call.</returns>
    /// <remarks>Called on a thread of the engine's, one call at a time: it has to be quick, and an exception ends the
    /// generation with it.</remarks>
    public abstract NextIds GetNext(ReadOnlySpan<int> generated);
}

/// <summary>Which ids may come next.</summary>
public readonly ref struct NextIds
{
    private NextIds(ReadOnlySpan<int> ids, NextIdsKind kind)
    {
        Ids = ids;
        Kind = kind;
    }

    /// <summary>Any id.</summary>
    public static NextIds Any => default;

    /// <summary>The ids of <see cref="Only"/> or <see cref="AllBut"/>.</summary>
    internal ReadOnlySpan<int> Ids { get; }

    /// <summary>What <see cref="Ids"/> are.</summary>
    internal NextIdsKind Kind { get; }

    /// <summary>One of these.</summary>
    /// <param name="ids">At least one id.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static NextIds Only(ReadOnlySpan<int> ids) => ids.IsEmpty
        ? throw new ArgumentException("No id would be allowed.", nameof(ids))
        : new NextIds(ids, NextIdsKind.Only);

    /// <summary>Any but these.</summary>
    /// <param name="ids">The ids that may not come.</param>
    public static NextIds AllBut(ReadOnlySpan<int> ids) => new(ids, NextIdsKind.AllBut);
}

/// <summary>What the ids of a <see cref="NextIds"/> are.</summary>
internal enum NextIdsKind
{
    Any,
    Only,
    AllBut,
}
