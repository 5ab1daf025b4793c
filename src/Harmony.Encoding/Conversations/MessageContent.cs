namespace Harmony.Conversations;

/// <summary>
/// A part of a message's content: <see cref="TextPart"/>, <see cref="SystemContent"/> or
/// <see cref="DeveloperContent"/>.
/// </summary>
public abstract record MessageContent
{
    private protected MessageContent()
    {
    }

    /// <summary>The reason why a message of a role cannot have this content, or null. Internal, so that no other content can
    /// be derived.</summary>
    internal abstract string? ProblemIn(Role role);
}
