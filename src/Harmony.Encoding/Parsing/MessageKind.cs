namespace Harmony.Parsing;

/// <summary>What a message is in the assistant's turn. Its header alone decides: <see cref="HarmonyHeader.Kind"/>.</summary>
public enum MessageKind
{
    /// <summary>No part of the turn: a message by somebody else than the assistant.</summary>
    None,

    /// <summary>Reasoning, which is not meant for the user: the channel <c>analysis</c>.</summary>
    Reasoning,

    /// <summary>Text for the user before the turn is over: the channel <c>commentary</c>, an unknown channel, or none.</summary>
    Preamble,

    /// <summary>The answer, with which the turn ends: the channel <c>final</c>.</summary>
    Answer,

    /// <summary>A call of a tool: a message with a recipient, on any channel.</summary>
    Call,
}
