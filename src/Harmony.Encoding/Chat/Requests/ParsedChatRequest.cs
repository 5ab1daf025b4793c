using Harmony.Conversations;

namespace Harmony.Chat;

/// <summary>
/// A chat request as it was read, before any rule: the members that a profile reads, with their places in the JSON for
/// errors. A member that was null or absent is null.
/// </summary>
internal sealed class ParsedChatRequest
{
    public List<ParsedMessage>? Messages { get; set; }

    public List<ParsedTool>? Tools { get; set; }

    /// <summary><c>functions</c>, which <c>tools</c> replaced.</summary>
    public List<ParsedTool>? Functions { get; set; }

    public ParsedToolChoice? ToolChoice { get; set; }

    /// <summary><c>function_call</c>, which <c>tool_choice</c> replaced.</summary>
    public ParsedToolChoice? FunctionCall { get; set; }

    /// <summary><c>reasoning_effort</c>.</summary>
    public ParsedString ReasoningEffort { get; set; }

    /// <summary>The effort of <c>reasoning</c> or of <c>chat_template_kwargs</c>.</summary>
    public ParsedString NestedReasoningEffort { get; set; }

    /// <summary><c>max_tokens</c>, which <c>max_completion_tokens</c> replaced.</summary>
    public int? MaxTokens { get; set; }

    public int? MaxCompletionTokens { get; set; }

    public ParsedResponseFormat? ResponseFormat { get; set; }

    /// <summary>The settings that are read without any rule.</summary>
    public ChatSettings Settings { get; set; } = ChatSettings.Default;

    public List<ParsedTool> EffectiveTools => Tools ?? Functions ?? [];

    public ParsedToolChoice? EffectiveToolChoice => ToolChoice ?? FunctionCall;

    public ParsedString EffectiveReasoningEffort => ReasoningEffort.Text is null ? NestedReasoningEffort : ReasoningEffort;
}

internal sealed class ParsedMessage(int offset)
{
    public int Offset { get; } = offset;

    public string? Role { get; set; }

    public ParsedContent Content { get; set; }

    public string? Refusal { get; set; }

    public string? Reasoning { get; set; }

    public string? ReasoningContent { get; set; }

    public string? Thinking { get; set; }

    public List<ParsedCall> ToolCalls { get; set; } = ParsedCall.None;

    public ParsedCall? FunctionCall { get; set; }

    public string? ToolCallId { get; set; }

    public string? Name { get; set; }
}

internal readonly record struct ParsedString(string? Text, int Offset);

/// <summary>A message's content: a text, or parts, or neither.</summary>
internal readonly record struct ParsedContent(string? Text, List<ParsedPart>? Parts);

internal readonly record struct ParsedPart(int Offset, string? Type, string? Text, string? Refusal);

/// <summary>A tool call, or a <c>function_call</c>, which tool calls replaced.</summary>
/// <param name="Offset">Its place in the JSON.</param>
/// <param name="Id">The call's id.</param>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">The arguments, if they are a string.</param>
/// <param name="Json">The place of the arguments in the request, if they are another value.</param>
internal readonly record struct ParsedCall(int Offset, string? Id, string? Name, string? Arguments, Range? Json)
{
    /// <summary>An empty list, to which nothing is added.</summary>
    public static readonly List<ParsedCall> None = [];
}

internal readonly record struct ParsedFunction(string? Name, string? Description, ToolParameters? Parameters);

internal readonly record struct ParsedTool(int Offset, string? Type, ParsedFunction Function);

/// <summary>A tool choice: a word, or a type with a function's name.</summary>
internal readonly record struct ParsedToolChoice(int Offset, string? Word, string? Type, string? Function);

internal sealed record ParsedResponseFormat(int Offset, string? Type, string? Name, string? Description, string? Schema);
