namespace Harmony.Parsing;

/// <summary>What a <see cref="ReferenceReader"/> reads next.</summary>
public enum ReferenceReaderState
{
    /// <summary>The beginning of a message, <c>&lt;|start|&gt;</c>.</summary>
    ExpectStart,

    /// <summary>A header, up to <c>&lt;|message|&gt;</c>.</summary>
    Header,

    /// <summary>A content, up to an id that stops.</summary>
    Content,
}
