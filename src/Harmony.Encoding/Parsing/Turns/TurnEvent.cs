using Harmony.Conversations;

namespace Harmony.Parsing;

/// <summary>One event of the assistant's turn, from a <see cref="TurnReader"/>.</summary>
/// <remarks>Valid until the reader's next <see cref="TurnReader.Read"/>, <see cref="TurnReader.End"/> or
/// <see cref="TurnReader.TryNext"/>: copy what is to be kept.</remarks>
public readonly ref struct TurnEvent
{
    private readonly TurnReader _reader;

    internal TurnEvent(TurnReader reader, TurnEventKind kind, MessageKind messageKind, long firstId, long tokenCount, HarmonyHeader header)
    {
        _reader = reader;
        Kind = kind;
        MessageKind = messageKind;
        FirstId = firstId;
        TokenCount = tokenCount;
        Header = header;
    }

    /// <summary>The kind of event.</summary>
    public TurnEventKind Kind { get; }

    /// <summary>The kind of the message that has begun, is open or has ended; <see cref="MessageKind.None"/> for a diagnostic.</summary>
    public MessageKind MessageKind { get; }

    /// <summary>The index in the turn of the first id that the event comes from, from 0.</summary>
    public long FirstId { get; }

    /// <summary>The number of ids that the event comes from. 0 if it has no ids of its own: a separator, text from a header, an end
    /// that is missing.</summary>
    public long TokenCount { get; }

    /// <summary>The header of the message; of a diagnostic it has no meaning.</summary>
    public HarmonyHeader Header { get; }

    /// <summary>The text of <see cref="TurnEventKind.Reasoning"/>, <see cref="TurnEventKind.Text"/> and
    /// <see cref="TurnEventKind.ArgumentsDelta"/>: UTF-8, whole characters, never empty. Empty for other kinds.</summary>
    public ReadOnlySpan<byte> Text { get; internal init; }

    /// <summary>Whether <see cref="Text"/> is the <see cref="TurnReader.MessageSeparator"/> between the texts of two messages. A
    /// consumer that joins texts writes it as it writes any text; one that keeps messages apart skips it.</summary>
    public bool IsSeparator { get; internal init; }

    /// <summary>Whether the message that has ended was cut off: the input ended before the model ended the message.</summary>
    public bool IsCut { get; internal init; }

    /// <summary>The diagnostic of a <see cref="TurnEventKind.Diagnostic"/> event.</summary>
    /// <exception cref="InvalidOperationException">The event is of another kind.</exception>
    public HarmonyDiagnostic Diagnostic
    {
        get => Kind == TurnEventKind.Diagnostic ? field : throw new InvalidOperationException($"A {Kind} event has no diagnostic.");
        internal init;
    }

    /// <summary>Creates the message that has ended, with the ids that the model wrote (<see cref="Message.RawIds"/>). A message that
    /// a stop sequence ended has its text up to the sequence, and no ids.</summary>
    /// <exception cref="InvalidOperationException">The event is neither <see cref="TurnEventKind.MessageEnded"/> nor
    /// <see cref="TurnEventKind.CallEnded"/>.</exception>
    public Message ToMessage() => Kind is TurnEventKind.MessageEnded or TurnEventKind.CallEnded
        ? _reader.CreateMessage()
        : throw new InvalidOperationException($"A {Kind} event does not end a message.");
}
