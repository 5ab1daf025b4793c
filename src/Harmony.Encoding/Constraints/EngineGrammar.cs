using Harmony.Conversations;

namespace Harmony.Constraints;

/// <summary>
/// A grammar that restricts an engine to well-formed turns. It describes what the assistant may generate after a prompt that
/// ends with <c>&lt;|start|&gt;assistant</c>, with the names of the tools and with arguments that fit their schemas.
/// </summary>
/// <remarks>
/// A turn is analysis and preambles, then one call or a final answer. Immutable and thread-safe. docs/constraints.md lists which
/// parts of a schema the two languages can express.
/// </remarks>
public sealed class EngineGrammar
{
    private readonly GenerationChoices _choices;

    /// <summary>Creates a grammar.</summary>
    /// <param name="tools">The tools that may be called. A namespace without tools is called by its name, with plain text.</param>
    /// <param name="responseFormat">The form of the answer, or null for any text.</param>
    /// <param name="toolChoice">Whether the turn calls a tool.</param>
    /// <exception cref="ArgumentException">A call is required, but there are no tools.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="toolChoice"/> is unknown.</exception>
    public EngineGrammar(IReadOnlyList<ToolNamespace> tools, ResponseFormat? responseFormat = null, ToolChoice toolChoice = ToolChoice.Auto)
    {
        ArgumentNullException.ThrowIfNull(tools);
        if (toolChoice is < ToolChoice.Auto or > ToolChoice.None)
        {
            throw new ArgumentOutOfRangeException(nameof(toolChoice), toolChoice, "Unknown tool choice.");
        }

        List<CallableTool> callable = toolChoice == ToolChoice.None ? [] : CallableTool.AllOf(tools);
        if (toolChoice == ToolChoice.Required && callable.Count == 0)
        {
            throw new ArgumentException("A call is required, but there are no tools. Pass tools, or use ToolChoice.Auto.", nameof(tools));
        }

        byte[]? format = responseFormat is null ? null : ConstraintSchema.From(ToolParameters.Parse(responseFormat.Schema).Utf8Json);
        _choices = new GenerationChoices(callable, format, AllowsAnswer: toolChoice != ToolChoice.Required);
    }

    /// <summary>Creates the grammar for the next turn of a conversation, with all tools that it declares and the last response
    /// format that it asks for.</summary>
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
    /// Writes the grammar in llguidance's dialect of Lark, for ONNX Runtime GenAI (<c>lark_grammar</c>), vLLM, SGLang and
    /// llama.cpp (built with llguidance).
    /// </summary>
    /// <param name="allowUnicodeEscapes">Whether a JSON string may spell any character as <c>\uXXXX</c>, not only those that must
    /// be escaped. Requires llguidance 1.9 or later. Earlier versions, as in ONNX Runtime GenAI 0.18, refuse the grammar.</param>
    public string ToLark(bool allowUnicodeEscapes = true) => new LarkWriter(_choices, allowUnicodeEscapes).Write();

    /// <summary>
    /// Writes the grammar in llama.cpp's GBNF. It does not contain the tokens that end a turn: llama.cpp allows them exactly at the
    /// end of the grammar.
    /// </summary>
    public string ToGbnf() => new GbnfWriter(_choices).Write();
}
