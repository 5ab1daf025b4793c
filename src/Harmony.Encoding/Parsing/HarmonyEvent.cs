namespace Harmony.Parsing;

/// <summary>
/// One thing that a <see cref="HarmonyReader"/> found: a message's beginning, text, a message's end, or a diagnostic.
/// </summary>
/// <remarks>
/// Valid until the next call of <see cref="HarmonyReader.Read"/>. Every id of a stream belongs to an event: those of
/// messages follow one another without overlapping, and what they do not have is in a diagnostic's range.
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

    /// <summary>What the event says.</summary>
    public HarmonyEventKind Kind { get; }

    /// <summary>The index in the stream of the first id that it comes from, from 0.</summary>
    public long FirstId { get; }

    /// <summary>The number of ids that it comes from. 0 where none of them is its own: text that stood in a header, an end
    /// that is not there.</summary>
    public long TokenCount { get; }

    /// <summary>Of <see cref="HarmonyEventKind.Text"/>: UTF-8, whole characters, never empty. Else empty.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>The header of the message that has begun, goes on or is over. Of a diagnostic it means nothing.</summary>
    public HarmonyHeader Header => new(in _header);

    /// <summary>Of <see cref="HarmonyEventKind.MessageEnded"/>: what ended the message.</summary>
    /// <exception cref="InvalidOperationException">The event is another one.</exception>
    public MessageEnding Ending => Kind == HarmonyEventKind.MessageEnded
        ? (MessageEnding)_detail
        : throw new InvalidOperationException($"A {Kind} event has no ending.");

    /// <summary>Of <see cref="HarmonyEventKind.Diagnostic"/>: what was wrong.</summary>
    /// <exception cref="InvalidOperationException">The event is another one.</exception>
    public HarmonyDiagnostic Diagnostic => Kind == HarmonyEventKind.Diagnostic
        ? new HarmonyDiagnostic((DiagnosticCode)_detail, FirstId, TokenCount)
        : throw new InvalidOperationException($"A {Kind} event is no diagnostic.");
}
