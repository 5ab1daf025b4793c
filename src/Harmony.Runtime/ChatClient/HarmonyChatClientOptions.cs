using Harmony.Conversations;
using Harmony.Rendering;
using Harmony.Turns;

namespace Harmony.ChatClient;

/// <summary>The defaults of a <see cref="HarmonyChatClient"/>'s requests.</summary>
public sealed record HarmonyChatClientOptions
{
    /// <summary>The reference's system content, earlier analysis left out, no budget for reasoning.</summary>
    public static HarmonyChatClientOptions Default { get; } = new();

    /// <summary>The system message. A request's reasoning effort overrides the one in it.</summary>
    public SystemContent System { get; init; } = SystemContent.Default;

    /// <summary>The options for rendering prompts. With <see cref="RenderOptions.KeepAnalysis"/>, each prompt of a conversation begins
    /// with the prompt before it, so that an engine with a cache never reads anything twice.</summary>
    /// <exception cref="ArgumentException">The options are not for a prompt for the assistant.</exception>
    public RenderOptions Rendering
    {
        get;
        init
        {
            TurnRunner.ThrowIfNoPrompt(value, nameof(Rendering));
            field = value;
        }
    } = RenderOptions.Default;

    /// <summary>
    /// The maximum number of reasoning tokens of a response, or null for no maximum. Reasoning that would exceed it is ended, and the
    /// model is made to answer. A request can override it: <see cref="HarmonyChatClient.ReasoningBudgetProperty"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int? ReasoningBudget
    {
        get;
        init => field = value is < 0 ? throw new ArgumentOutOfRangeException(nameof(value), value, "A budget has to be at least 0.") : value;
    }
}
