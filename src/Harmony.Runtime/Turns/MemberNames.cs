namespace Harmony.Turns;

/// <summary>The names by which errors refer to the members of a request: the caller knows them by these names.</summary>
public sealed record MemberNames
{
    /// <summary>The names in a chat completions request.</summary>
    public static MemberNames ChatCompletions { get; } = new();

    /// <summary>The name of <see cref="Chat.ChatSettings.ToolChoice"/>.</summary>
    public string ToolChoice { get; init; } = "tool_choice";

    /// <summary>The name of <see cref="Chat.ChatSettings.ResponseFormat"/>.</summary>
    public string ResponseFormat { get; init; } = "response_format";

    /// <summary>The name of <see cref="Chat.ChatSettings.Stop"/>.</summary>
    public string Stop { get; init; } = "stop";

    /// <summary>The name of <see cref="Chat.ChatSettings.FrequencyPenalty"/>.</summary>
    public string FrequencyPenalty { get; init; } = "frequency_penalty";

    /// <summary>The name of <see cref="Chat.ChatSettings.PresencePenalty"/>.</summary>
    public string PresencePenalty { get; init; } = "presence_penalty";

    /// <summary>The name of <see cref="Chat.ChatSettings.RepetitionPenalty"/>.</summary>
    public string RepetitionPenalty { get; init; } = "repetition_penalty";

    /// <summary>The name of <see cref="Chat.ChatSettings.Choices"/>.</summary>
    public string Choices { get; init; } = "n";

    /// <summary>The name of <see cref="Chat.ChatSettings.LogProbs"/>.</summary>
    public string LogProbs { get; init; } = "logprobs";

    /// <summary>The name of <see cref="Chat.ChatSettings.ReasoningBudget"/>.</summary>
    public string ReasoningBudget { get; init; } = "reasoning_budget";
}
