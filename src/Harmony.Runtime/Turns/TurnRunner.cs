using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Rendering;

namespace Harmony.Turns;

/// <summary>Runs turns of the assistant on an engine: renders prompts, and remembers those of the latest conversations, so that a
/// turn renders only what is new.</summary>
/// <remarks>Safe to use from any number of threads. The engine stays its owner's: disposing of the runner releases only the
/// prompts.</remarks>
public sealed class TurnRunner : IDisposable
{
    private readonly MessageHeaders _headers;
    private readonly PromptStore _prompts;

    /// <param name="engine">The engine, which the runner does not dispose of.</param>
    /// <param name="rendering">The options for rendering prompts; null for <see cref="RenderOptions.Default"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="engine"/> is null.</exception>
    /// <exception cref="ArgumentException">The options are not for a prompt for the assistant.</exception>
    public TurnRunner(ITokenEngine engine, RenderOptions? rendering = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        rendering ??= RenderOptions.Default;
        ThrowIfNoPrompt(rendering, nameof(rendering));
        Engine = engine;
        _headers = new MessageHeaders(rendering);
        _prompts = new PromptStore(rendering);
    }

    /// <summary>The engine.</summary>
    public ITokenEngine Engine { get; }

    /// <summary>Starts a turn. The engine is asked by the turn's first read.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The turn, which the caller disposes of.</returns>
    /// <exception cref="EngineException">The engine cannot keep a turn to what is asked, or the request contradicts itself.</exception>
    /// <exception cref="HarmonyFormatException">A message of the conversation cannot be expressed in the format.</exception>
    /// <exception cref="ObjectDisposedException">The runner was disposed of.</exception>
    public Turn Start(TurnRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        EngineDescription engine = Engine.Description;
        AnswerForm form = AnswerForm.Of(request, _headers, engine);
        AnswerForm? formAfterReasoning = request.ReasoningBudget is null ? null : AnswerForm.AfterReasoning(request, _headers, engine);
        if (request.Generation.Constraint is not null && (form != AnswerForm.Free || formAfterReasoning is not null))
        {
            throw new EngineException(
                EngineError.BadRequest,
                $"The generation request has a Constraint of its own, for one generation, and {request.Names.ResponseFormat}, {request.Names.ToolChoice} or {request.Names.ReasoningBudget} needs another one: remove one of them.");
        }

        var prompt = new TokenBuffer();
        try
        {
            _prompts.Render(request.Conversation, prompt);
            return new Turn(Engine, request, form, formAfterReasoning, prompt);
        }
        catch
        {
            prompt.Dispose();
            throw;
        }
    }

    /// <summary>Releases the remembered prompts. Turns that run are not affected.</summary>
    public void Dispose() => _prompts.Dispose();

    /// <exception cref="ArgumentException">The options are not for a prompt for the assistant.</exception>
    internal static void ThrowIfNoPrompt(RenderOptions rendering, string parameter)
    {
        ArgumentNullException.ThrowIfNull(rendering, parameter);
        if (rendering is not { Purpose: RenderPurpose.Completion, NextRole: Role.Assistant })
        {
            throw new ArgumentException("A turn needs a prompt for the assistant: leave Purpose and NextRole at their defaults.", parameter);
        }
    }
}
