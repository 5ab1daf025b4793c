using System.Globalization;
using Harmony.Grammar;

namespace Harmony.Parsing;

/// <summary>An error in a stream of ids, and how the reader repaired it.</summary>
/// <param name="Code">The kind of error.</param>
/// <param name="FirstId">The index in the stream of the first affected id, from 0.</param>
/// <param name="TokenCount">The number of affected ids; 0 if something is missing at the end.</param>
public readonly record struct HarmonyDiagnostic(DiagnosticCode Code, long FirstId, long TokenCount)
{
    /// <summary>A sentence about the error and its repair.</summary>
    public string Explanation => Code switch
    {
        DiagnosticCode.MissingStart => "a message does not begin with <|start|>; the assistant is assumed as its author (if the prompt contains the beginning, pass the role to the reader)",
        DiagnosticCode.RepeatedStart => "<|start|> is repeated before a header; the last one counts",
        DiagnosticCode.MissingRole => "a header names no author; the assistant is assumed",
        DiagnosticCode.RepeatedRole => "a header repeats the role; the repetition is ignored",
        DiagnosticCode.EmptyChannel => "a header has <|channel|> without a name; the message has no channel",
        DiagnosticCode.UnknownChannel => "a header's channel is not analysis, commentary or final; a known channel at its beginning is used, otherwise its text",
        DiagnosticCode.RepeatedChannel => "a header has several channels; the first known one is used",
        DiagnosticCode.MissingMarker => $"a header names a channel without <|channel|>, or a recipient without {FormatWords.To}; it is accepted",
        DiagnosticCode.EmptyRecipient => $"a header has {FormatWords.To} without a recipient; the message has none",
        DiagnosticCode.RecipientIsAuthor => "the assistant's recipient is the assistant; the message has no recipient",
        DiagnosticCode.UnexpectedHeaderText => "a header has words that do not belong to any of its parts; they are ignored",
        DiagnosticCode.IncompleteHeader => "a header does not end with <|message|>; words that do not belong to a header become the message's text; without such words there is no message, unless it is a call",
        DiagnosticCode.HeaderTooLong => "a header is longer than 1 KB; the rest after its parts becomes the message's text",
        DiagnosticCode.MissingEnd => "a message begins before the previous one has ended; the previous one ends here",
        DiagnosticCode.UnexpectedSpecial => "a special token has no meaning here; it is ignored",
        DiagnosticCode.UnexpectedStop => "a token that ends a message follows no message; it is ignored",
        DiagnosticCode.OutsideVocabulary => "the id is not that of a token; it is ignored",
        DiagnosticCode.BrokenText => "bytes are not valid UTF-8; each invalid sequence becomes U+FFFD",
        DiagnosticCode.AfterStop => "tokens follow the end of the turn; they are ignored",
        _ => throw new ArgumentOutOfRangeException(nameof(Code), Code, "Unknown code."),
    };

    /// <summary>Returns the place, the code and the explanation.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"id {FirstId}: {Code}: {Explanation}");
}
