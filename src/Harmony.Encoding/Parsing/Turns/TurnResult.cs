using Harmony.Conversations;

namespace Harmony.Parsing;

/// <summary>A whole turn of the assistant.</summary>
/// <param name="FinishReason">Why the turn is over.</param>
public sealed record TurnResult(TurnFinishReason FinishReason)
{
    /// <summary>The messages in order, with the ids that the model wrote. A call that was cut off is left out: it must not be made.</summary>
    public IReadOnlyList<TurnMessage> Messages { get; init => field = ValueList<TurnMessage>.CopyOf(value); } = ValueList<TurnMessage>.CopyOf([]);

    /// <summary>The text for the user: the answer and preambles, separated by blank lines; or null.</summary>
    public string? Text { get; init; }

    /// <summary>The reasoning; several messages are separated by blank lines; or null.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The deviations from the format that were repaired, in the order in which they were found.</summary>
    public IReadOnlyList<HarmonyDiagnostic> Diagnostics { get; init => field = ValueList<HarmonyDiagnostic>.CopyOf(value); } = ValueList<HarmonyDiagnostic>.CopyOf([]);

    /// <summary>The stop sequence that ended the answer, or null.</summary>
    public string? StopSequence { get; init; }
}

/// <summary>A message of a turn.</summary>
/// <param name="Kind">What the message is in the turn.</param>
/// <param name="Message">The message.</param>
public readonly record struct TurnMessage(MessageKind Kind, Message Message);
