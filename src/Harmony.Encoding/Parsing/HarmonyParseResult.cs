using Harmony.Conversations;

namespace Harmony.Parsing;

/// <summary>The result of <see cref="HarmonyParser"/>.</summary>
/// <param name="Messages">The messages, in order.</param>
/// <param name="Diagnostics">The errors that were repaired, in the order of the ids.</param>
/// <param name="Ending">
/// The ending of the last message, or null if there is no message. <see cref="MessageEnding.EndOfInput"/> means that it was
/// cut off.
/// </param>
public sealed record HarmonyParseResult(IReadOnlyList<Message> Messages, IReadOnlyList<HarmonyDiagnostic> Diagnostics, MessageEnding? Ending)
{
    /// <summary>The messages, in order.</summary>
    public IReadOnlyList<Message> Messages { get; init => field = ValueList<Message>.CopyOf(value); } = ValueList<Message>.CopyOf(Messages);

    /// <summary>The errors that were repaired, in the order of the ids.</summary>
    public IReadOnlyList<HarmonyDiagnostic> Diagnostics { get; init => field = ValueList<HarmonyDiagnostic>.CopyOf(value); } =
        ValueList<HarmonyDiagnostic>.CopyOf(Diagnostics);
}
