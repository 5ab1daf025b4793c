using System.Text;
using Harmony.Conversations;
using Harmony.Grammar;

namespace Harmony.Parsing;

/// <summary>
/// What the header of a message says. Texts are UTF-8, empty where the header does not have them, and valid until the
/// next call of <see cref="HarmonyReader.Read"/>.
/// </summary>
public readonly ref struct HarmonyHeader
{
    private readonly ref readonly HeaderText _text;

    internal HarmonyHeader(ref readonly HeaderText text) => _text = ref text;

    /// <summary>Who the message is from.</summary>
    public Role Role => _text.Role;

    /// <summary>The author's name; a tool's, with its namespace: <c>functions.get_weather</c>.</summary>
    public ReadOnlySpan<byte> Name => _text[_text.Name];

    /// <summary>Whom the message is for, such as <c>functions.get_weather</c>.</summary>
    public ReadOnlySpan<byte> Recipient => _text[_text.Recipient];

    /// <summary>The channel: one of <see cref="Channels"/>, or whatever else the header says.</summary>
    public ReadOnlySpan<byte> Channel => _text.IsImplicitlyFinal ? FormatWords.Channel.FinalUtf8 : _text[_text.Channel];

    /// <summary>What the content is, such as <c>json</c> or <c>&lt;|constrain|&gt;json</c>.</summary>
    public ReadOnlySpan<byte> ContentType => _text[_text.ContentType];

    /// <summary>Whether the assistant calls a tool, which the recipient alone decides.</summary>
    public bool IsToolCall => Role == Role.Assistant && !Recipient.IsEmpty && !Ascii.Equals(Recipient, Message.RecipientAll);
}
