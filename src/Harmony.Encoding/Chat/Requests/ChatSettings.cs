using Harmony.Constraints;
using Harmony.Conversations;

namespace Harmony.Chat;

/// <summary>What a chat request says beside its conversation. A member is null where the request does not say.</summary>
/// <remarks>The names are those of chat completions; docs/chat-requests.md lists which member of a request each comes from.
/// Values are as the request has them: whoever generates refuses what it cannot follow.</remarks>
public sealed record ChatSettings
{
    /// <summary>The settings of a request that says nothing.</summary>
    public static ChatSettings Default { get; } = new();

    /// <summary>The form of the answer that <c>response_format</c> <c>json_object</c> asks for: any JSON object. The prompt does
    /// not mention this form.</summary>
    public static ResponseFormat AnyJsonObject { get; } = new("answer", """{"type":"object"}""");

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>The maximum number of tokens to generate, at least 1.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The temperature, at least 0.</summary>
    public double? Temperature { get; init; }

    /// <summary>The probability that the most probable tokens to choose from have together, above 0 and at most 1.</summary>
    public double? TopP { get; init; }

    /// <summary>The number of the most probable tokens to choose from, at least 1.</summary>
    public int? TopK { get; init; }

    /// <summary>The least probability of a token, relative to the most probable one, above 0 and at most 1.</summary>
    public double? MinP { get; init; }

    /// <summary>The factor by which tokens that have occurred become less probable.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>The penalty that grows with how often a token has occurred, from -2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>The penalty of a token that has occurred, from -2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>The seed of the random numbers, as the request has it. Engines take 31 bits of it.</summary>
    public long? Seed { get; init; }

    /// <summary>The texts that end the answer; none is empty.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Whether the turn calls a tool.</summary>
    public ToolChoice ToolChoice { get; init; }

    /// <summary>The tool that has to be called, by a name that <see cref="ToolName.Find"/> finds; null for any.
    /// <see cref="ToolChoice"/> is <see cref="ToolChoice.Required"/> if it is set.</summary>
    public string? ToolName { get; init; }

    /// <summary>Whether a turn may have more than one call.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>The form of the answer; <see cref="AnyJsonObject"/> for any JSON object. Null for free text.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>Whether the answer is to be streamed.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether a stream ends with the numbers of tokens.</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>The number of answers, at least 1.</summary>
    public int? Choices { get; init; }

    /// <summary>What is added to the logits of single tokens, by their ids.</summary>
    public IReadOnlyDictionary<int, float>? LogitBias { get; init; }

    /// <summary>Whether the answer is to have the logarithms of its tokens' probabilities.</summary>
    public bool LogProbs { get; init; }

    /// <summary>The number of the most probable tokens at each place whose logarithms are to be in the answer, from 0 to 20.</summary>
    public int? TopLogProbs { get; init; }

    /// <summary>The maximum number of reasoning tokens, at least 0.</summary>
    public int? ReasoningBudget { get; init; }

    /// <summary>Whether the answer includes the reasoning; null if the request does not say.</summary>
    public bool? IncludeReasoning { get; init; }

    /// <summary>The key that requests with the same beginning share. A hint for routing: it never changes what is generated.</summary>
    public string? PromptCacheKey { get; init; }
}
