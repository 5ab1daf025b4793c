using System.Text;
using Harmony.Conversations;
using Harmony.Grammar;

namespace Harmony.Parsing;

/// <summary>
/// The header of a message. Texts are UTF-8, empty if the header does not have them, and valid until the next call of
/// <see cref="HarmonyReader.Read"/>.
/// </summary>
public readonly ref struct HarmonyHeader
{
    private readonly ref readonly HeaderText _text;

    internal HarmonyHeader(ref readonly HeaderText text) => _text = ref text;

    /// <summary>The author's role.</summary>
    public Role Role => _text.Role;

    /// <summary>The author's name; of a tool, with its namespace: <c>functions.get_weather</c>.</summary>
    public ReadOnlySpan<byte> Name => _text[_text.Name];

    /// <summary>The recipient, such as <c>functions.get_weather</c>.</summary>
    public ReadOnlySpan<byte> Recipient => _text[_text.Recipient];

    /// <summary>The channel: one of <see cref="Channels"/>, or another word if the header has one.</summary>
    public ReadOnlySpan<byte> Channel => _text.IsImplicitlyFinal ? FormatWords.Channel.FinalUtf8 : _text[_text.Channel];

    /// <summary>The content type, such as <c>json</c> or <c>&lt;|constrain|&gt;json</c>.</summary>
    public ReadOnlySpan<byte> ContentType => _text[_text.ContentType];

    /// <summary>Whether the assistant calls a tool. The recipient alone decides.</summary>
    public bool IsToolCall => Role == Role.Assistant && !Recipient.IsEmpty && !Ascii.Equals(Recipient, Message.RecipientAll);

    /// <summary>What the message is in the assistant's turn.</summary>
    public MessageKind Kind =>
        Role != Role.Assistant ? MessageKind.None
        : IsToolCall ? MessageKind.Call
        : Channel.SequenceEqual(FormatWords.Channel.AnalysisUtf8) ? MessageKind.Reasoning
        : Channel.SequenceEqual(FormatWords.Channel.FinalUtf8) ? MessageKind.Answer
        : MessageKind.Preamble;
}
