using Harmony.Conversations;
using Harmony.Grammar;

namespace Harmony.Rendering;

/// <summary>What the ids of a conversation are for.</summary>
public enum RenderPurpose
{
    /// <summary>A prompt. The beginning of the next message follows the conversation.</summary>
    Completion,

    /// <summary>The conversation alone.</summary>
    Conversation,

    /// <summary>A training example. If its last message is a final message of the assistant, that message ends with
    /// <c>&lt;|return|&gt;</c>.</summary>
    Training,
}

/// <summary>Options for rendering a conversation. The defaults are those of the reference.</summary>
public sealed record RenderOptions
{
    /// <summary>The default options: a prompt for the assistant, in the dialect of openai-harmony, without earlier analysis.</summary>
    public static RenderOptions Default { get; } = new();

    /// <summary>What the rendered ids are for: a completion, a stored conversation, or training.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of <see cref="RenderPurpose"/>.</exception>
    public RenderPurpose Purpose
    {
        get;
        init => field = value is >= RenderPurpose.Completion and <= RenderPurpose.Training
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Unknown purpose.");
    }

    /// <summary>The author of the message that the prompt begins, for <see cref="RenderPurpose.Completion"/>.</summary>
    public Role NextRole { get; init; } = Role.Assistant;

    /// <summary>
    /// Whether all analysis is rendered. If not, and the assistant's last message is final, the analysis before the
    /// conversation's first final message is left out. The conversation itself keeps everything that was said.
    /// </summary>
    public bool KeepAnalysis { get; init; }

    /// <summary>The dialect.</summary>
    public HarmonyDialect Dialect { get; init; }

    /// <summary>The style in which the JSON schemas of tools are written.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of <see cref="Grammar.SchemaStyle"/>.</exception>
    public SchemaStyle SchemaStyle
    {
        get;
        init => field = value is SchemaStyle.Reference or SchemaStyle.Faithful
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Unknown schema style.");
    }
}
