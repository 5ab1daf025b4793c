using System.Numerics;

namespace Harmony.Parsing;

/// <content>Headers that end without <c>&lt;|message|&gt;</c>, and what headers report.</content>
public partial struct HarmonyReader
{
    /// <summary>Ends an incomplete header. Its text, if it has any, becomes a message, and so does a call without text.</summary>
    /// <inheritdoc cref="EndMessage"/>
    private void BreakHeader(MessageEnding ending, long idCount)
    {
        FlushToHeader();
        if (BeginWithoutMessage(HeaderEnd.Missing, DiagnosticCode.IncompleteHeader, ending == MessageEnding.Call, idCount))
        {
            EndMessage(ending, idCount);
        }
    }

    private void BreakIfTooLong()
    {
        if (_header.IsTooLong)
        {
            BeginWithoutMessage(HeaderEnd.TooLong, DiagnosticCode.HeaderTooLong, isCalled: false, 1);
            _heldFirst = _position + 1;
        }
    }

    /// <returns>Whether there is a message: text, or a call without text.</returns>
    private bool BeginWithoutMessage(HeaderEnd end, DiagnosticCode code, bool isCalled, long idCount)
    {
        uint problems = HeaderParser.Parse(ref _header, end, out int textStart);
        long count = _position - _header.FirstId;
        ReportHeader(problems, count + idCount);
        Report(code, _header.FirstId, count + idCount);
        HeaderPart text = textStart < 0 ? default : _header.RemoveMarks(textStart);
        bool isText = !_header[text].Trim(HeaderWords.WhiteSpace).IsEmpty;
        bool isMessage = isText || end == HeaderEnd.TooLong || (isCalled && new HarmonyHeader(in _header).IsToolCall);
        if (isMessage)
        {
            // An id that ends the header also ends the message. One that makes the header too long belongs to the header.
            count += end == HeaderEnd.TooLong ? idCount : 0;
            BeginMessage(count);
            if (isText)
            {
                _headerText = text;
                _textSource = TextSource.Header;
                _events.Add(HarmonyEventKind.Text, 0, _header.FirstId + count, 0);
            }
        }

        return isMessage;
    }

    private void ReportHeader(uint problems, long idCount)
    {
        for (; problems != 0; problems &= problems - 1)
        {
            Report((DiagnosticCode)BitOperations.TrailingZeroCount(problems), _header.FirstId, idCount);
        }
    }

    /// <summary>Held bytes are broken text if the header continues with a special token.</summary>
    private void FlushToHeader()
    {
        if (_decoder.HoldsBytes)
        {
            FlushToScratch();
            Report(DiagnosticCode.BrokenText, _heldFirst, _position - _heldFirst);
            _header.Append(((ReadOnlySpan<byte>)_scratch)[.._scratchLength]);
        }
    }
}
