using Harmony.Constraints;
using Harmony.Conversations;
using Harmony.Engines;

namespace Harmony.ChatClient;

/// <summary>What a generation is made to be, and by what means: a grammar where the engine follows one, a mask over the envelope
/// where it asks for every id, a header that is written for the model where one call alone is possible.</summary>
/// <param name="Header">What it is made to begin with.</param>
/// <param name="Constraint">What the rest has to keep to, made anew for each generation.</param>
internal sealed record AnswerForm(int[] Header, Func<GenerationConstraint?> Constraint)
{
    private const EngineFeatures Grammars = EngineFeatures.Lark | EngineFeatures.Gbnf;

    /// <summary>What engines have to be given to follow a grammar.</summary>
    private const string GrammarSources = "ONNX Runtime GenAI needs tokenizer.json and tokenizer_config.json beside the model, a server llguidance (RemoteEngineOptions.UsesLlguidance)";

    /// <summary>Anything.</summary>
    public static AnswerForm Free { get; } = new([], static () => null);

    /// <summary>The form of another generation that goes on in this one's place as soon as the answer begins; null if there is
    /// no need of one.</summary>
    public AnswerForm? OfAnswer { get; private init; }

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

        if (!demand.RequiresCall)
        {
            return Free with { OfAnswer = Answer([], demand.Format!, engine) };
        }

        return (engine.Features & EngineFeatures.NextIds) != 0 ? Masked([], demand, headers, engine, allowsAnalysis: true)
            : headers.Calls(demand.Tools) is [var only] ? new AnswerForm(only, static () => null)
            : throw Unsupported("A call of one of several tools (ChatToolMode.RequireAny)", "a grammar (Lark or GBNF) or a constraint that is asked for every id", engine);
    }

    /// <summary>The form of what is left when the reasoning was ended: the answer, or the call, at once.</summary>
    /// <exception cref="EngineException">The engine cannot keep it to what is asked.</exception>
    public static AnswerForm AfterReasoning(AnswerDemand demand, MessageHeaders headers, EngineDescription engine)
    {
        if (!demand.RequiresCall)
        {
            int[] header = [.. headers.Next, .. headers.Final];
            return demand.Format is { } format ? Answer(header, format, engine) : new AnswerForm(header, static () => null);
        }

        return headers.Calls(demand.Tools) is [var only] ? new AnswerForm([.. headers.Next, .. only], static () => null)
            : (engine.Features & EngineFeatures.NextIds) != 0 ? Masked(headers.Next, demand, headers, engine, allowsAnalysis: false)
            : throw Unsupported("A call of one of several tools (ChatToolMode.RequireAny) with a budget for reasoning", "a constraint that is asked for every id", engine);
    }

    private static AnswerForm Masked(int[] header, AnswerDemand demand, MessageHeaders headers, EngineDescription engine, bool allowsAnalysis)
    {
        int[][] calls = headers.CallsInBothOrders(demand.Tools);
        return new(header, () => new CallConstraint(calls, headers, allowsAnalysis, engine.VocabularySize));
    }

    /// <summary>The answer's text alone.</summary>
    private static AnswerForm Answer(int[] header, ResponseFormat format, EngineDescription engine)
    {
        GrammarConstraint constraint = (engine.Features & EngineFeatures.JsonSchema) != 0 ? new(GrammarLanguage.JsonSchema, format.Schema)
            : (engine.Features & EngineFeatures.Lark) != 0 ? new(GrammarLanguage.Lark, $"start: %json {format.Schema}\n")
            : throw Unsupported("An answer of a JSON form (ResponseFormat)", "a grammar or a JSON schema", engine);
        return new AnswerForm(header, () => constraint);
    }

    private static EngineException Unsupported(string asked, string needed, EngineDescription engine) => new(
        EngineError.Unsupported,
        $"{asked} is asked for. That needs an engine that follows {needed}, and {engine.Name} with {engine.Model} does not. It can: {engine.Features}. For a grammar, {GrammarSources}.");
}

/// <summary>What a request demands of a turn.</summary>
/// <param name="RequiresCall">Whether a tool has to be called.</param>
/// <param name="Tools">The tools that may be called.</param>
/// <param name="Format">The form of the answer, or null.</param>
internal sealed record AnswerDemand(bool RequiresCall, IReadOnlyList<ToolNamespace> Tools, ResponseFormat? Format);
