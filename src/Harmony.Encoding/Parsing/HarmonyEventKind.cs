namespace Harmony.Parsing;

/// <summary>The kind of a <see cref="HarmonyEvent"/>.</summary>
public enum HarmonyEventKind
{
    /// <summary>A message begins, and its header is known: <see cref="HarmonyEvent.Header"/>.</summary>
    MessageStarted,

    /// <summary>More text of the message: <see cref="HarmonyEvent.Text"/>.</summary>
    Text,

    /// <summary>The message ends: <see cref="HarmonyEvent.Ending"/>.</summary>
    MessageEnded,

    /// <summary>The reader has repaired an error: <see cref="HarmonyEvent.Diagnostic"/>.</summary>
    Diagnostic,
}
