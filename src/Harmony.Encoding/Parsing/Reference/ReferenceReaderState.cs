namespace Harmony.Parsing;

/// <summary>The part of a message that a <see cref="ReferenceReader"/> reads next.</summary>
public enum ReferenceReaderState
{
    /// <summary>The beginning of a message, <c>&lt;|start|&gt;</c>.</summary>
    ExpectStart,

    /// <summary>A header, up to <c>&lt;|message|&gt;</c>.</summary>
    Header,

    /// <summary>A content, up to a stop id.</summary>
    Content,
}
