namespace Harmony.Chat;

/// <summary>What a chat completion, whole or streamed, says besides the answer.</summary>
/// <param name="Id">Its id, such as <c>chatcmpl-123</c>.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Created">When it was made.</param>
public sealed record ChatCompletionInfo(string Id, string Model, DateTimeOffset Created);

/// <summary>How many ids a request took.</summary>
/// <param name="PromptTokens">In the prompt.</param>
/// <param name="CompletionTokens">Generated, with the one that ended it.</param>
public readonly record struct ChatUsage(int PromptTokens, int CompletionTokens);
