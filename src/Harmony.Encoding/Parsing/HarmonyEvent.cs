using System.Runtime.CompilerServices;

namespace Harmony.Parsing;

/// <summary>
/// An event of a <see cref="HarmonyReader"/>: the beginning of a message, text, the end of a message, or a diagnostic.
/// </summary>
/// <remarks>
/// Valid until the next call of <see cref="HarmonyReader.Read"/>. Every id of a stream belongs to an event. The ranges of
/// message events follow one another without overlapping, and every other id is in the range of a diagnostic.
/// </remarks>
public readonly ref struct HarmonyEvent
{
    private readonly ref readonly HeaderText _header;
    private readonly byte _detail;

    internal HarmonyEvent(HarmonyEventKind kind, byte detail, long firstId, long idCount, ref readonly HeaderText header, ReadOnlySpan<byte> text)
    {
        Kind = kind;
        _detail = detail;
        FirstId = firstId;
        TokenCount = idCount;
        _header = ref header;
        Text = text;
    }

    /// <summary>The kind of event.</summary>
    public HarmonyEventKind Kind { get; }

    /// <summary>The index in the stream of the event's first id, from 0.</summary>
    public long FirstId { get; }

    /// <summary>The number of the event's ids. 0 if it has none of its own: text that was part of a header, or an end that is
    /// missing.</summary>
    public long TokenCount { get; }

    /// <summary>The text of a <see cref="HarmonyEventKind.Text"/> event: whole characters in UTF-8, never empty. Empty for
    /// other events.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>The header of the message to which the event belongs. Without meaning for a diagnostic. The header of the
    /// default event has no texts.</summary>
    public HarmonyHeader Header => Unsafe.IsNullRef(in _header) ? new(in HeaderText.Empty) : new(in _header);

    /// <summary>The ending of a <see cref="HarmonyEventKind.MessageEnded"/> event.</summary>
    /// <exception cref="InvalidOperationException">The event is of another kind.</exception>
    public MessageEnding Ending => Kind == HarmonyEventKind.MessageEnded
        ? (MessageEnding)_detail
        : throw new InvalidOperationException($"A {Kind} event has no ending.");

    /// <summary>The diagnostic of a <see cref="HarmonyEventKind.Diagnostic"/> event.</summary>
    /// <exception cref="InvalidOperationException">The event is of another kind.</exception>
    public HarmonyDiagnostic Diagnostic => Kind == HarmonyEventKind.Diagnostic
        ? new HarmonyDiagnostic((DiagnosticCode)_detail, FirstId, TokenCount)
        : throw new InvalidOperationException($"A {Kind} event has no diagnostic.");
}
