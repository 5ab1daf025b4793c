namespace Harmony.Parsing;

/// <summary>The ending of a message.</summary>
public enum MessageEnding
{
    /// <summary><c>&lt;|end|&gt;</c></summary>
    End,

    /// <summary><c>&lt;|return|&gt;</c>: the assistant's turn ends.</summary>
    Return,

    /// <summary><c>&lt;|call|&gt;</c>: the caller should call the recipient, a tool.</summary>
    Call,

    /// <summary><c>&lt;|endoftext|&gt;</c></summary>
    EndOfText,

    /// <summary><c>&lt;|start|&gt;</c>: the next message begins without an ending of this one.</summary>
    Start,

    /// <summary><c>&lt;|channel|&gt;</c>: the same author begins another message without an ending of this one.</summary>
    Channel,

    /// <summary>The input ended: the message has been cut off.</summary>
    EndOfInput,
}
