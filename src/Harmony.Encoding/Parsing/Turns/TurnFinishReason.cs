namespace Harmony.Parsing;

/// <summary>Why a turn is over.</summary>
public enum TurnFinishReason
{
    /// <summary>The model ended the turn, or its answer reached a stop sequence.</summary>
    Stop,

    /// <summary>The turn was cut off: at the maximum number of tokens, at the end of the context, or by an interruption.</summary>
    Length,

    /// <summary>The model waits for the results of the tools that it called.</summary>
    ToolCalls,
}
