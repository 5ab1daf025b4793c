using Harmony.Conversations;
using Harmony.Grammar;

namespace Harmony.Rendering;

/// <summary>What a conversation is rendered for.</summary>
public enum RenderPurpose
{
    /// <summary>A prompt: the beginning of the next message follows the conversation.</summary>
    Completion,

    /// <summary>The conversation alone.</summary>
    Conversation,

    /// <summary>An example to train on: if it ends with the assistant's final message, that one ends with
    /// <c>&lt;|return|&gt;</c>.</summary>
    Training,
}

/// <summary>How a conversation is rendered. The defaults are the reference's.</summary>
public sealed record RenderOptions
{
    /// <summary>A prompt for the assistant, in the dialect of openai-harmony, earlier analysis dropped.</summary>
    public static RenderOptions Default { get; } = new();

    /// <summary>What for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such purpose.</exception>
    public RenderPurpose Purpose
    {
        get;
        init => field = value is >= RenderPurpose.Completion and <= RenderPurpose.Training
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such purpose.");
    }

    /// <summary>Whose message the prompt begins, for <see cref="RenderPurpose.Completion"/>.</summary>
    public Role NextRole { get; init; } = Role.Assistant;

    /// <summary>
    /// Whether all analysis stays. If not, and the assistant's last message is a final one, the analysis before the
    /// conversation's first final message is left out.
    /// </summary>
    public bool KeepAnalysis { get; init; }

    /// <summary>The dialect.</summary>
    public HarmonyDialect Dialect { get; init; }

    /// <summary>How the JSON schemas of tools are written.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such style.</exception>
    public SchemaStyle SchemaStyle
    {
        get;
        init => field = value is SchemaStyle.Reference or SchemaStyle.Faithful
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such style.");
    }
}
