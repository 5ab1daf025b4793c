using Harmony.Constraints;
using Harmony.Conversations;
using Harmony.Engines;

namespace Harmony.Chat;

/// <summary>What a turn is made to be, and by what means: a grammar where the engine follows one, a mask over the envelope where it
/// asks for every id, a header that is written for the model where one call alone is possible.</summary>
/// <param name="Header">What the turn is made to begin with, after <c>&lt;|start|&gt;assistant</c>.</param>
/// <param name="Constraint">What the rest has to keep to, made anew for each generation.</param>
internal sealed record AnswerForm(int[] Header, Func<GenerationConstraint?> Constraint)
{
    /// <summary>Anything.</summary>
    public static AnswerForm Free { get; } = new([], static () => null);

    private const EngineFeatures Grammars = EngineFeatures.Lark | EngineFeatures.Gbnf;

    /// <summary>The form of a whole turn.</summary>
    /// <exception cref="EngineException">The engine cannot keep a turn to what is asked.</exception>
    public static AnswerForm Of(AnswerDemand demand, MessageHeaders headers, EngineDescription engine)
    {
        if (!demand.RequiresCall && demand.Format is null)
        {
            return Free;
        }

        if ((engine.Features & Grammars) != 0)
        {
            // Where a call has to be made there is no answer to have a form.
            var grammar = demand.RequiresCall
                ? new EngineGrammar(demand.Tools, responseFormat: null, ToolChoice.Required)
                : new EngineGrammar(demand.Tools, demand.Format, demand.Tools.Count > 0 ? ToolChoice.Auto : ToolChoice.None);
            GrammarConstraint constraint = GrammarConstraint.For(grammar, engine);
            return new AnswerForm([], () => constraint);
        }

        return demand.RequiresCall
            ? Call(demand, headers, engine, allowsAnalysis: true)
            : throw Unsupported("An answer of a JSON form (ResponseFormat)", "a grammar (Lark or GBNF)", engine);
    }

    /// <summary>The form of what is left when the reasoning was ended: the answer, or the call, at once.</summary>
    /// <exception cref="EngineException">The engine cannot keep it to what is asked.</exception>
    public static AnswerForm AfterReasoning(AnswerDemand demand, MessageHeaders headers, EngineDescription engine)
    {
        if (demand.RequiresCall)
        {
            AnswerForm call = Call(demand, headers, engine, allowsAnalysis: false);
            return call with { Header = [.. headers.Next, .. call.Header] };
        }

        int[] header = [.. headers.Next, .. headers.Final];
        if (demand.Format is not { } format)
        {
            return new AnswerForm(header, static () => null);
        }

        GrammarConstraint constraint = (engine.Features & EngineFeatures.JsonSchema) != 0 ? new(GrammarLanguage.JsonSchema, format.Schema)
            : (engine.Features & EngineFeatures.Lark) != 0 ? new(GrammarLanguage.Lark, $"start: %json {format.Schema}\n")
            : throw Unsupported("An answer of a JSON form (ResponseFormat) with a budget for reasoning", "a grammar for the answer alone (Lark or a JSON schema)", engine);
        return new AnswerForm(header, () => constraint);
    }

    private static AnswerForm Call(AnswerDemand demand, MessageHeaders headers, EngineDescription engine, bool allowsAnalysis)
    {
        int[][] calls = headers.Calls(demand.Tools);
        return (engine.Features & EngineFeatures.NextIds) != 0
            ? new AnswerForm([], () => new CallConstraint(calls, headers, allowsAnalysis, engine.VocabularySize))
            : calls is [var only]
            ? new AnswerForm(only, static () => null)
            : throw Unsupported("A call of one of several tools (ChatToolMode.RequireAny)", "a grammar (Lark or GBNF) or a constraint that is asked for every id", engine);
    }

    private static EngineException Unsupported(string asked, string needed, EngineDescription engine) => new(
        EngineError.Unsupported,
        $"{asked} is asked for. That needs an engine that follows {needed}, and {engine.Name} with {engine.Model} does not. It can: {engine.Features}.");
}

/// <summary>What a request demands of a turn.</summary>
/// <param name="RequiresCall">Whether a tool has to be called.</param>
/// <param name="Tools">The tools that may be called.</param>
/// <param name="Format">The form of the answer, or null.</param>
internal sealed record AnswerDemand(bool RequiresCall, IReadOnlyList<ToolNamespace> Tools, ResponseFormat? Format);
