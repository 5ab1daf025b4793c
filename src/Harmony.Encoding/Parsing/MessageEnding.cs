namespace Harmony.Parsing;

/// <summary>What ended a message.</summary>
public enum MessageEnding
{
    /// <summary><c>&lt;|end|&gt;</c></summary>
    End,

    /// <summary><c>&lt;|return|&gt;</c>: the assistant's turn is over.</summary>
    Return,

    /// <summary><c>&lt;|call|&gt;</c>: the recipient, a tool, is to be called.</summary>
    Call,

    /// <summary><c>&lt;|endoftext|&gt;</c></summary>
    EndOfText,

    /// <summary><c>&lt;|start|&gt;</c>: the next message begins, though nothing had ended this one.</summary>
    Start,

    /// <summary><c>&lt;|channel|&gt;</c>: the same author begins another message, though nothing had ended this one.</summary>
    Channel,

    /// <summary>The input is over: what was generated has been cut off.</summary>
    EndOfInput,
}
