using Harmony.Vocabulary;

namespace Harmony.Grammar;

/// <summary>What is constant in the format, all of it: the special tokens that shape a message, and the texts.</summary>
internal static class FormatText
{
    // The tokens of a message.
    public const int Start = SpecialTokens.Start;
    public const int Channel = SpecialTokens.Channel;
    public const int Constrain = SpecialTokens.Constrain;
    public const int Message = SpecialTokens.Message;
    public const int End = SpecialTokens.End;
    public const int Call = SpecialTokens.Call;
    public const int Return = SpecialTokens.Return;

    // Headers.
    public static ReadOnlySpan<byte> AuthorName => ":"u8;

    public static ReadOnlySpan<byte> Recipient => " to="u8;

    public static ReadOnlySpan<byte> ContentType => " "u8;

    public const string ConstrainMarker = "<|constrain|>";

    public const string ChannelMarker = "<|channel|>";

    /// <summary>What a recipient begins with when a header is read, word by word.</summary>
    public const string RecipientMarker = "to=";

    // The system message.
    public static ReadOnlySpan<byte> KnowledgeCutoff => "Knowledge cutoff: "u8;

    public static ReadOnlySpan<byte> CurrentDate => "Current date: "u8;

    public static ReadOnlySpan<byte> ReasoningLow => "Reasoning: low"u8;

    public static ReadOnlySpan<byte> ReasoningMedium => "Reasoning: medium"u8;

    public static ReadOnlySpan<byte> ReasoningHigh => "Reasoning: high"u8;

    public static ReadOnlySpan<byte> ValidChannels => "# Valid channels: "u8;

    public static ReadOnlySpan<byte> ValidChannelsSeparator => ", "u8;

    public static ReadOnlySpan<byte> ValidChannelsEnd => "."u8;

    public static ReadOnlySpan<byte> ChannelRequired => " Channel must be included for every message."u8;

    public static ReadOnlySpan<byte> FunctionsOnCommentary => "\nCalls to these tools must go to the commentary channel: 'functions'."u8;

    // The developer message.
    public static ReadOnlySpan<byte> Instructions => "# Instructions\n\n"u8;

    public static ReadOnlySpan<byte> ResponseFormats => "# Response Formats\n\n## "u8;

    // Tools.
    public static ReadOnlySpan<byte> Tools => "# Tools"u8;

    public static ReadOnlySpan<byte> NamespaceHeading => "## "u8;

    public static ReadOnlySpan<byte> Comment => "// "u8;

    public static ReadOnlySpan<byte> NamespaceOpening => "namespace "u8;

    public static ReadOnlySpan<byte> NamespaceOpeningEnd => " {\n\n"u8;

    public static ReadOnlySpan<byte> NamespaceClosing => "} // namespace "u8;

    public static ReadOnlySpan<byte> Tool => "type "u8;

    public static ReadOnlySpan<byte> ToolWithParameters => " = (_: "u8;

    public static ReadOnlySpan<byte> ToolWithParametersEnd => ") => any;\n\n"u8;

    public static ReadOnlySpan<byte> ToolWithoutParameters => " = () => any;\n\n"u8;

    // Between lines and between sections.
    public static ReadOnlySpan<byte> LineBreak => "\n"u8;

    public static ReadOnlySpan<byte> BlankLine => "\n\n"u8;
}
