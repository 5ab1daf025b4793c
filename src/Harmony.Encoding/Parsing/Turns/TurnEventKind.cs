namespace Harmony.Parsing;

/// <summary>The kinds of <see cref="TurnEvent"/>.</summary>
public enum TurnEventKind
{
    /// <summary>A message of reasoning, a preamble or the answer has begun.</summary>
    MessageStarted,

    /// <summary>Text of reasoning.</summary>
    Reasoning,

    /// <summary>Text for the user: of a preamble or of the answer.</summary>
    Text,

    /// <summary>The message that <see cref="MessageStarted"/> began has ended.</summary>
    MessageEnded,

    /// <summary>A call of a tool has begun: <see cref="TurnEvent.Header"/> has the recipient.</summary>
    CallStarted,

    /// <summary>Text of the arguments of the open call.</summary>
    ArgumentsDelta,

    /// <summary>The open call has ended. If <see cref="TurnEvent.IsCut"/> is true, it is not complete and must not be made.</summary>
    CallEnded,

    /// <summary>The ids deviate from the format and were repaired: <see cref="TurnEvent.Diagnostic"/>.</summary>
    Diagnostic,
}
