using System.Globalization;
using Harmony.Grammar;

namespace Harmony.Parsing;

/// <summary>Something in a stream of ids that was not as the format has it, and how it was repaired.</summary>
/// <param name="Code">What it was.</param>
/// <param name="FirstId">The index in the stream of the first id that it is about, from 0.</param>
/// <param name="TokenCount">The number of ids that it is about; 0 where something is missing at the end.</param>
public readonly record struct HarmonyDiagnostic(DiagnosticCode Code, long FirstId, long TokenCount)
{
    /// <summary>What was wrong and how it was repaired, in a sentence.</summary>
    public string Explanation => Code switch
    {
        DiagnosticCode.MissingStart => "a message begins without <|start|>; it is taken for the assistant's (if the prompt had its beginning, the reader has to be given the role)",
        DiagnosticCode.RepeatedStart => "a message is started again before it has a header; the last start counts",
        DiagnosticCode.MissingRole => "a header names no author; the message is taken for the assistant's",
        DiagnosticCode.RepeatedRole => "a header says the role again; once counts",
        DiagnosticCode.EmptyChannel => "a header has <|channel|> without a name; the message has no channel",
        DiagnosticCode.UnknownChannel => "a header's channel is none of analysis, commentary and final; the one that it begins with counts, else the text itself",
        DiagnosticCode.RepeatedChannel => "a header has several channels; the first known one counts",
        DiagnosticCode.MissingMarker => $"a header names a channel without <|channel|>, or a recipient without {FormatWords.To}; it counts all the same",
        DiagnosticCode.EmptyRecipient => $"a header has {FormatWords.To} without a recipient; the message has none",
        DiagnosticCode.RecipientIsAuthor => "the assistant addresses itself; the message has no recipient",
        DiagnosticCode.UnexpectedHeaderText => "a header has more words than it has parts; they are left out",
        DiagnosticCode.IncompleteHeader => "a header ends without <|message|>; words that are no part of a header are the message's text, and without any there is no message, but for a call",
        DiagnosticCode.HeaderTooLong => "a header is longer than 1 KB; what is no part of a header is the message's text",
        DiagnosticCode.MissingEnd => "a message begins before the one before it has ended",
        DiagnosticCode.UnexpectedSpecial => "a special token stands where it means nothing; it is left out",
        DiagnosticCode.UnexpectedStop => "a message is ended where none has begun; the token is left out",
        DiagnosticCode.OutsideVocabulary => "there is no such token; it is left out",
        DiagnosticCode.BrokenText => "bytes that are no UTF-8; each sequence of them is U+FFFD",
        DiagnosticCode.AfterStop => "tokens after the turn was over; they are left out",
        _ => throw new ArgumentOutOfRangeException(nameof(Code), Code, "There is no such code."),
    };

    /// <summary>The place, the code and the explanation.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"id {FirstId}: {Code}: {Explanation}");
}
