using Harmony.Conversations;

namespace Harmony.Parsing;

/// <summary>What <see cref="HarmonyParser"/> makes of some ids.</summary>
/// <param name="Messages">The messages, in order.</param>
/// <param name="Diagnostics">What was not as the format has it, in the order in which it was found.</param>
/// <param name="Ending">
/// What ended the last message, or null if there is none. <see cref="MessageEnding.EndOfInput"/> says that it was cut off.
/// </param>
public sealed record HarmonyParseResult(IReadOnlyList<Message> Messages, IReadOnlyList<HarmonyDiagnostic> Diagnostics, MessageEnding? Ending)
{
    /// <summary>The messages, in order.</summary>
    public IReadOnlyList<Message> Messages { get; init => field = ValueList<Message>.CopyOf(value); } = ValueList<Message>.CopyOf(Messages);

    /// <summary>What was not as the format has it, in the order in which it was found.</summary>
    public IReadOnlyList<HarmonyDiagnostic> Diagnostics { get; init => field = ValueList<HarmonyDiagnostic>.CopyOf(value); } =
        ValueList<HarmonyDiagnostic>.CopyOf(Diagnostics);
}
