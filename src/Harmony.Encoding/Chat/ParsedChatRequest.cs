using Harmony.Conversations;

namespace Harmony.Chat;

/// <summary>
/// A chat request as it was read, before any rule: everything that some profile looks at, and where it stands in the JSON,
/// for errors. What is null was null or absent.
/// </summary>
internal sealed class ParsedChatRequest
{
    public List<ParsedMessage> Messages { get; set; } = [];

    public List<ParsedTool> Tools { get; set; } = [];

    /// <summary>Whether <c>tool_choice</c> is <c>none</c>.</summary>
    public bool ForbidsTools { get; set; }

    public ParsedString ReasoningEffort { get; set; }

    public ParsedResponseFormat? ResponseFormat { get; set; }
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

/// <summary>A tool call, or what <c>function_call</c> was before there were tool calls.</summary>
/// <param name="Offset">Where it stands.</param>
/// <param name="Id">The call's id.</param>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">The arguments, if they are a string.</param>
/// <param name="Json">Where the arguments stand in the request, if they are another value.</param>
internal readonly record struct ParsedCall(int Offset, string? Id, string? Name, string? Arguments, Range? Json)
{
    /// <summary>What a call's arguments are, by every profile.</summary>
    public const string ContentType = "json";

    /// <summary>The arguments of a call that has none, by every profile.</summary>
    public const string NoArguments = "{}";

    /// <summary>Nothing is ever added to it.</summary>
    public static readonly List<ParsedCall> None = [];
}

internal readonly record struct ParsedFunction(string? Name, string? Description, ToolParameters? Parameters);

internal readonly record struct ParsedTool(int Offset, string? Type, ParsedFunction Function);

internal sealed record ParsedResponseFormat(int Offset, string? Type, string? Name, string? Description, string? Schema);
