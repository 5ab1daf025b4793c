namespace Harmony.Chat;

/// <summary>What a chat completion, whole or streamed, contains besides the answer.</summary>
/// <param name="Id">The completion's id, such as <c>chatcmpl-123</c>.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Created">The time at which the completion was created.</param>
public sealed record ChatCompletionInfo(string Id, string Model, DateTimeOffset Created)
{
    /// <summary>Whether reasoning is part of the completion; true by default. A request says it
    /// (<see cref="ChatSettings.IncludeReasoning"/>).</summary>
    public bool IncludesReasoning { get; init; } = true;
}

/// <summary>The numbers of tokens of a chat completion.</summary>
/// <param name="PromptTokens">The tokens of the prompt.</param>
/// <param name="CompletionTokens">The tokens that were generated, including the one that ended the turn.</param>
public readonly record struct ChatUsage(int PromptTokens, int CompletionTokens)
{
    /// <summary>The tokens of the prompt that the engine had read before; null to leave the number out.</summary>
    public int? CachedTokens { get; init; }

    /// <summary>The tokens of reasoning; null to leave the number out.</summary>
    public int? ReasoningTokens { get; init; }
}
