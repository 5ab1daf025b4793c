using Harmony.Constraints;
using Harmony.Engines;

namespace Harmony.Turns;

/// <summary>The form that a generation is kept to, and by what means: a grammar if the engine follows one, a mask over the envelope
/// if the engine asks before every id, a header that is written for the model if only one call is possible.</summary>
/// <param name="Header">The ids that are written for the model at the beginning.</param>
/// <param name="Constraint">Creates the constraint of the rest, anew for each generation.</param>
internal sealed record AnswerForm(int[] Header, Func<GenerationConstraint?> Constraint)
{
    private const EngineFeatures Grammars = EngineFeatures.Lark | EngineFeatures.Gbnf;

    /// <summary>Free text: the turn is not constrained.</summary>
    public static AnswerForm Free { get; } = new([], static () => null);

    /// <summary>The form of the generation that replaces this one as soon as the answer begins, or null.</summary>
    public AnswerForm? OfAnswer { get; private init; }

    /// <summary>Gets the form of a whole turn.</summary>
    /// <exception cref="EngineException">The engine cannot keep a turn to what is asked.</exception>
    public static AnswerForm Of(TurnRequest request, MessageHeaders headers, EngineDescription engine)
    {
        if (!request.RequiresCall && request.ResponseFormat is null)
        {
            return Free;
        }

        if ((engine.Features & Grammars) != 0)
        {
            // If a call has to be made, there is no answer that could have a form.
            var grammar = request.RequiresCall
                ? new EngineGrammar(request.Tools, responseFormat: null, ToolChoice.Required)
                : new EngineGrammar(request.Tools, request.ResponseFormat, request.Tools.Count > 0 ? ToolChoice.Auto : ToolChoice.None);
            GrammarConstraint constraint = GrammarConstraint.For(grammar, engine);
            return new AnswerForm([], () => constraint);
        }

        if (!request.RequiresCall)
        {
            return Free with { OfAnswer = Answer([], request, engine) };
        }

        return (engine.Features & EngineFeatures.NextIds) != 0 ? Masked([], request, headers, engine, allowsAnalysis: true)
            : headers.Calls(request.Tools) is [var only] ? new AnswerForm(only, static () => null)
            : throw Unsupported($"A call of one of several tools ({request.Names.ToolChoice})", "a grammar (Lark or GBNF) or a constraint that is asked for every id", engine);
    }

    /// <summary>Gets the form of the rest of a turn whose reasoning was ended: the answer, or the call, at once.</summary>
    /// <exception cref="EngineException">The engine cannot keep it to what is asked.</exception>
    public static AnswerForm AfterReasoning(TurnRequest request, MessageHeaders headers, EngineDescription engine)
    {
        if (!request.RequiresCall)
        {
            int[] header = [.. headers.Next, .. headers.Final];
            return request.ResponseFormat is null ? new AnswerForm(header, static () => null) : Answer(header, request, engine);
        }

        return headers.Calls(request.Tools) is [var only] ? new AnswerForm([.. headers.Next, .. only], static () => null)
            : (engine.Features & EngineFeatures.NextIds) != 0 ? Masked(headers.Next, request, headers, engine, allowsAnalysis: false)
            : throw Unsupported($"A call of one of several tools ({request.Names.ToolChoice}) with a budget for reasoning ({request.Names.ReasoningBudget})", "a constraint that is asked for every id", engine);
    }

    private static AnswerForm Masked(int[] header, TurnRequest request, MessageHeaders headers, EngineDescription engine, bool allowsAnalysis)
    {
        int[][] calls = headers.CallsInBothOrders(request.Tools);
        return new(header, () => new CallConstraint(calls, headers, allowsAnalysis, engine.VocabularySize));
    }

    /// <summary>The form of the answer's text alone.</summary>
    private static AnswerForm Answer(int[] header, TurnRequest request, EngineDescription engine)
    {
        string schema = request.ResponseFormat!.Schema;
        GrammarConstraint constraint = (engine.Features & EngineFeatures.JsonSchema) != 0 ? new(GrammarLanguage.JsonSchema, schema)
            : (engine.Features & EngineFeatures.Lark) != 0 ? new(GrammarLanguage.Lark, $"start: %json {schema}\n")
            : throw Unsupported($"An answer in JSON ({request.Names.ResponseFormat})", "a grammar or a JSON schema", engine);
        return new AnswerForm(header, () => constraint);
    }

    private static EngineException Unsupported(string asked, string needed, EngineDescription engine) => new(
        EngineError.Unsupported,
        $"{asked} needs an engine that follows {needed}, and {engine.Name} with {engine.Model} does not. It supports: {engine.Features}. {GrammarConstraint.Requirements}");
}
