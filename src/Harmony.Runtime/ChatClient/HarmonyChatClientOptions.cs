using Harmony.Conversations;
using Harmony.Rendering;

namespace Harmony.ChatClient;

/// <summary>What a <see cref="HarmonyChatClient"/> adds to every request.</summary>
public sealed record HarmonyChatClientOptions
{
    /// <summary>The reference's system content, earlier analysis dropped, no budget for reasoning.</summary>
    public static HarmonyChatClientOptions Default { get; } = new();

    /// <summary>What the system message says. A request's reasoning effort takes the place of this one's.</summary>
    public SystemContent System { get; init; } = SystemContent.Default;

    /// <summary>How prompts are rendered. With <see cref="RenderOptions.KeepAnalysis"/> a conversation's prompts always begin
    /// with the ones before, so that an engine that keeps what it has read never reads anything again.</summary>
    /// <exception cref="ArgumentException">They are for something else than a prompt for the assistant.</exception>
    public RenderOptions Rendering
    {
        get;
        init => field = value is { Purpose: RenderPurpose.Completion, NextRole: Role.Assistant }
            ? value
            : throw new ArgumentException("A chat client renders prompts for the assistant: leave Purpose and NextRole as they are.", nameof(value));
    } = RenderOptions.Default;

    /// <summary>
    /// How many ids of reasoning a response may have, or null for any number. Where the model goes on reasoning, its reasoning is
    /// ended there and it is made to answer. A request can say another number: <see cref="HarmonyChatClient.ReasoningBudgetProperty"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int? ReasoningBudget
    {
        get;
        init => field = value is < 0 ? throw new ArgumentOutOfRangeException(nameof(value), value, "A budget has to be at least 0.") : value;
    }
}
