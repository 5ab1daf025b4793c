namespace Harmony.Parsing;

/// <summary>The kinds of errors in a stream of ids. A table in docs/format.md lists when each is reported.</summary>
public enum DiagnosticCode
{
    /// <summary>A message does not begin with <c>&lt;|start|&gt;</c>.</summary>
    MissingStart,

    /// <summary><c>&lt;|start|&gt;</c> is repeated before a header.</summary>
    RepeatedStart,

    /// <summary>A header names no author.</summary>
    MissingRole,

    /// <summary>A header repeats the role.</summary>
    RepeatedRole,

    /// <summary>A header has <c>&lt;|channel|&gt;</c> without a name.</summary>
    EmptyChannel,

    /// <summary>A header's channel is unknown.</summary>
    UnknownChannel,

    /// <summary>A header has several channels.</summary>
    RepeatedChannel,

    /// <summary>A header names a channel without <c>&lt;|channel|&gt;</c>, or a recipient without <c>to=</c>.</summary>
    MissingMarker,

    /// <summary>A header has <c>to=</c> without a recipient.</summary>
    EmptyRecipient,

    /// <summary>The assistant's recipient is the assistant.</summary>
    RecipientIsAuthor,

    /// <summary>A header has words that do not belong to any of its parts.</summary>
    UnexpectedHeaderText,

    /// <summary>A header does not end with <c>&lt;|message|&gt;</c>.</summary>
    IncompleteHeader,

    /// <summary>A header is longer than 1 KB.</summary>
    HeaderTooLong,

    /// <summary>A message begins before the previous one has ended.</summary>
    MissingEnd,

    /// <summary>A special token has no meaning at its place.</summary>
    UnexpectedSpecial,

    /// <summary>A token that ends a message follows no message.</summary>
    UnexpectedStop,

    /// <summary>An id is not that of a token.</summary>
    OutsideVocabulary,

    /// <summary>Bytes are not valid UTF-8.</summary>
    BrokenText,

    /// <summary>Ids follow the end of the turn.</summary>
    AfterStop,
}
