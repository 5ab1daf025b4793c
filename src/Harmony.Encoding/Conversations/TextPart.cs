namespace Harmony.Conversations;

/// <summary>Plain text.</summary>
/// <param name="Text">The text. The name of a special token in it is text, too.</param>
public sealed record TextPart(string Text) : MessageContent
{
    /// <summary>The text.</summary>
    public string Text { get; init => field = value ?? throw new ArgumentNullException(nameof(Text)); } =
        Text ?? throw new ArgumentNullException(nameof(Text));

    internal override string? ProblemIn(Role role) => null;
}
