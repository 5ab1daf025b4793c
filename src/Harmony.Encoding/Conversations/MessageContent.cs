namespace Harmony.Conversations;

/// <summary>
/// One part of a message's content: <see cref="TextPart"/>, <see cref="SystemContent"/> or
/// <see cref="DeveloperContent"/>.
/// </summary>
public abstract record MessageContent
{
    private protected MessageContent()
    {
    }

    /// <summary>Null, or what has to be said if a message of this role has it. (Internal: there are no other contents.)</summary>
    internal abstract string? ProblemIn(Role role);
}

/// <summary>Plain text.</summary>
/// <param name="Text">The text. The names of special tokens in it stay text.</param>
public sealed record TextPart(string Text) : MessageContent
{
    /// <summary>The text.</summary>
    public string Text { get; init => field = value ?? throw new ArgumentNullException(nameof(Text)); } =
        Text ?? throw new ArgumentNullException(nameof(Text));

    internal override string? ProblemIn(Role role) => null;
}
