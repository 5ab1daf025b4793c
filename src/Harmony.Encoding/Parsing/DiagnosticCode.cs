namespace Harmony.Parsing;

/// <summary>What can be wrong in a stream of ids. The table in docs/format.md says where each is found.</summary>
public enum DiagnosticCode
{
    /// <summary>A message begins without <c>&lt;|start|&gt;</c>.</summary>
    MissingStart,

    /// <summary><c>&lt;|start|&gt;</c> comes again before there is a header.</summary>
    RepeatedStart,

    /// <summary>A header names no author.</summary>
    MissingRole,

    /// <summary>A header says the role again.</summary>
    RepeatedRole,

    /// <summary>A header has <c>&lt;|channel|&gt;</c> without a name.</summary>
    EmptyChannel,

    /// <summary>A header's channel is none of the known ones.</summary>
    UnknownChannel,

    /// <summary>A header has several channels.</summary>
    RepeatedChannel,

    /// <summary>A header names a channel without <c>&lt;|channel|&gt;</c>, or a recipient without <c>to=</c>.</summary>
    MissingMarker,

    /// <summary>A header has <c>to=</c> without a recipient.</summary>
    EmptyRecipient,

    /// <summary>The assistant addresses itself.</summary>
    RecipientIsAuthor,

    /// <summary>A header has words that are no part of one.</summary>
    UnexpectedHeaderText,

    /// <summary>A header ends without <c>&lt;|message|&gt;</c>.</summary>
    IncompleteHeader,

    /// <summary>A header is longer than 1 KB.</summary>
    HeaderTooLong,

    /// <summary>A message begins before the one before it has ended.</summary>
    MissingEnd,

    /// <summary>A special token stands where it means nothing.</summary>
    UnexpectedSpecial,

    /// <summary>A message is ended where none has begun.</summary>
    UnexpectedStop,

    /// <summary>An id that is no token's.</summary>
    OutsideVocabulary,

    /// <summary>Bytes that are no UTF-8.</summary>
    BrokenText,

    /// <summary>Ids after the turn was over.</summary>
    AfterStop,
}
