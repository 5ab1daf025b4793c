using Harmony.Conversations;
using Harmony.Grammar;

namespace Harmony.Parsing;

/// <summary>The beginnings and ends of a header's words.</summary>
internal static class HeaderWords
{
    /// <summary>The white space of headers. Other white space is part of a word, as in the reference.</summary>
    public static ReadOnlySpan<byte> WhiteSpace => " \t\n\f\r"u8;

    public const byte ArgumentsOpening = (byte)'{';

    public static ReadOnlySpan<byte> WordEnds =>
        [(byte)' ', (byte)'\t', (byte)'\n', (byte)'\f', (byte)'\r', HeaderText.ChannelMark, HeaderText.ConstrainMark];

    /// <summary>The same, and the beginning of a call's arguments, which may follow a header without <c>&lt;|message|&gt;</c>.</summary>
    public static ReadOnlySpan<byte> WordEndsWhereCut =>
        [(byte)' ', (byte)'\t', (byte)'\n', (byte)'\f', (byte)'\r', HeaderText.ChannelMark, HeaderText.ConstrainMark, ArgumentsOpening];

    public static ReadOnlySpan<byte> RecipientMarker => FormatWords.ToUtf8;

    /// <summary>The beginning of a special token's name. No recipient, channel or name contains it.</summary>
    public static ReadOnlySpan<byte> SpecialOpening => "<|"u8;

    /// <summary>The role whose name a text begins with.</summary>
    public static Role? RoleAtStart(ReadOnlySpan<byte> text, out int length)
    {
        int index = FormatWords.Role.AtStart(text, out length);
        return index < 0 ? null : (Role)index;
    }

    /// <summary>The length of the known channel that a text begins with, or 0.</summary>
    public static int ChannelAtStart(ReadOnlySpan<byte> text)
    {
        _ = FormatWords.Channel.AtStart(text, out int length);
        return length;
    }

    /// <summary>Whether a text is the name of a tool, which is recognized without a marker.</summary>
    public static bool NamesTool(ReadOnlySpan<byte> text) => text.StartsWith(FormatWords.FunctionsPrefixUtf8) || text.StartsWith(FormatWords.BrowserPrefixUtf8);

    /// <summary>Whether a role's name can end before the rest of its word: at the end of the word, or directly before the next part.</summary>
    public static bool EndsRole(ReadOnlySpan<byte> rest) =>
        rest.IsEmpty || rest.StartsWith(RecipientMarker) || ChannelAtStart(rest) > 0 || RoleAtStart(rest, out _) is not null;

    /// <summary>A part of the text, cut before a special token's name.</summary>
    public static HeaderPart PartOf(int start, ReadOnlySpan<byte> text)
    {
        int cut = text.IndexOf(SpecialOpening);
        return new HeaderPart((ushort)start, (ushort)(cut < 0 ? text.Length : cut));
    }
}
