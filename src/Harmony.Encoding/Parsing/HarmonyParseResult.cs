using Harmony.Conversations;

namespace Harmony.Parsing;

/// <summary>What <see cref="HarmonyParser"/> makes of some ids.</summary>
/// <param name="Messages">The messages, in order.</param>
/// <param name="Diagnostics">What was not as the format has it, in the order in which it was found.</param>
/// <param name="Ending">
/// What ended the last message, or null if there is none. <see cref="MessageEnding.EndOfInput"/> says that it was cut off.
/// </param>
public sealed record HarmonyParseResult(IReadOnlyList<Message> Messages, IReadOnlyList<HarmonyDiagnostic> Diagnostics, MessageEnding? Ending);
