using Harmony.Conversations;

namespace Harmony.Constraints;

/// <summary>
/// The grammar that keeps an engine to well-formed turns: what an assistant may generate after a prompt's
/// <c>&lt;|start|&gt;assistant</c>, with the names of its tools and with arguments that fit their schemas.
/// </summary>
/// <remarks>
/// Analysis and preambles, then one call, or a final answer. Immutable, safe to share between threads. What the two
/// languages can and cannot say of a schema is in docs/constraints.md.
/// </remarks>
public sealed class EngineGrammar
{
    private readonly GenerationChoices _choices;

    /// <param name="tools">The tools that may be called; a namespace without tools is called by its name, with plain text.</param>
    /// <param name="responseFormat">The form of the answer, or null for any text.</param>
    /// <param name="toolChoice">Whether the turn calls a tool.</param>
    /// <exception cref="ArgumentException">A call is required, and there are no tools.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such choice.</exception>
    public EngineGrammar(IReadOnlyList<ToolNamespace> tools, ResponseFormat? responseFormat = null, ToolChoice toolChoice = ToolChoice.Auto)
    {
        ArgumentNullException.ThrowIfNull(tools);
        if (toolChoice is < ToolChoice.Auto or > ToolChoice.None)
        {
            throw new ArgumentOutOfRangeException(nameof(toolChoice), toolChoice, "There is no such choice.");
        }

        List<CallableTool> callable = toolChoice == ToolChoice.None ? [] : CallableTool.AllOf(tools);
        if (toolChoice == ToolChoice.Required && callable.Count == 0)
        {
            throw new ArgumentException("A call is required, but there are no tools: give some, or choose Auto.", nameof(tools));
        }

        byte[]? format = responseFormat is null ? null : ConstraintSchema.From(ToolParameters.Parse(responseFormat.Schema).Utf8Json);
        _choices = new GenerationChoices(callable, format, AllowsAnswer: toolChoice != ToolChoice.Required);
    }

    /// <summary>The grammar for the next turn of a conversation: with all tools that it declares, and the last form of the
    /// answer that it asks for.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="toolChoice">Whether the turn calls a tool.</param>
    /// <inheritdoc cref="EngineGrammar(IReadOnlyList{ToolNamespace}, ResponseFormat?, ToolChoice)" path="/exception"/>
    public static EngineGrammar For(Conversation conversation, ToolChoice toolChoice = ToolChoice.Auto)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        var tools = new List<ToolNamespace>();
        ResponseFormat? format = null;
        foreach (Message message in conversation)
        {
            foreach (MessageContent content in message.Content)
            {
                switch (content)
                {
                    case SystemContent system:
                        tools.AddRange(system.Tools);
                        break;
                    case DeveloperContent developer:
                        tools.AddRange(developer.Tools);
                        format = developer.ResponseFormat ?? format;
                        break;
                }
            }
        }

        return new EngineGrammar(tools, format, toolChoice);
    }

    /// <summary>
    /// The grammar in llguidance's dialect of Lark, which ONNX Runtime GenAI (<c>lark_grammar</c>), vLLM, SGLang and
    /// llama.cpp (built with llguidance) take.
    /// </summary>
    /// <param name="allowUnicodeEscapes">Whether a string in JSON may spell any character as <c>\uXXXX</c>, and not only those
    /// that have to be. llguidance takes that from 1.9 on; before, as in ONNX Runtime GenAI 0.18, it refuses the grammar.</param>
    public string ToLark(bool allowUnicodeEscapes = true) => new LarkWriter(_choices, allowUnicodeEscapes).Write();

    /// <summary>
    /// The grammar in llama.cpp's GBNF. The tokens that end a turn are not in it: llama.cpp lets them through where the
    /// grammar is at its end, and nowhere else.
    /// </summary>
    public string ToGbnf() => new GbnfWriter(_choices).Write();
}
