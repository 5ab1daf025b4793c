namespace Harmony.Parsing;

/// <summary>What a <see cref="HarmonyEvent"/> says.</summary>
public enum HarmonyEventKind
{
    /// <summary>A message has begun, and its header is known: <see cref="HarmonyEvent.Header"/>.</summary>
    MessageStarted,

    /// <summary>There is more text of the message: <see cref="HarmonyEvent.Text"/>.</summary>
    Text,

    /// <summary>The message is over: <see cref="HarmonyEvent.Ending"/>.</summary>
    MessageEnded,

    /// <summary>Something was not as the format has it, and was repaired: <see cref="HarmonyEvent.Diagnostic"/>.</summary>
    Diagnostic,
}
