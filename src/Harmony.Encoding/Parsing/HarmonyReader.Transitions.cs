using Harmony.Conversations;
using Harmony.Vocabulary;

namespace Harmony.Parsing;

/// <content>The table of docs/format.md: what each kind of id does in each state.</content>
public partial struct HarmonyReader
{
    private void ReadOther(int id)
    {
        if (_state == State.Stopped && id != SpecialTokens.Start)
        {
            // Ignored. One diagnostic for all of them follows.
            return;
        }

        switch (id)
        {
            case SpecialTokens.Start:
                ReadStart();
                break;
            case SpecialTokens.Channel:
                ReadChannel();
                break;
            case SpecialTokens.Message:
                ReadMessage();
                break;
            case SpecialTokens.Constrain:
                ReadConstrain();
                break;
            case SpecialTokens.End:
                ReadStop(MessageEnding.End);
                break;
            case SpecialTokens.Return:
                ReadStop(MessageEnding.Return);
                break;
            case SpecialTokens.Call:
                ReadStop(MessageEnding.Call);
                break;
            case SpecialTokens.EndOfText:
                ReadStop(MessageEnding.EndOfText);
                break;
            case >= 0 and < VocabularyLayout.TokenCount when _state == State.Content:
                ReadPartOfCharacter(id);
                break;
            case >= 0 and < VocabularyLayout.TokenCount:
                ReadHeaderText(id);
                break;
            default:
                ReportThis(SpecialTokens.IsSpecial(id) ? DiagnosticCode.UnexpectedSpecial : DiagnosticCode.OutsideVocabulary);
                break;
        }
    }

    private void ReadStart()
    {
        switch (_state)
        {
            case State.Header when _header.IsBare:
                Report(DiagnosticCode.RepeatedStart, _header.FirstId, _position + 1 - _header.FirstId);
                break;
            case State.Header:
                BreakHeader(MessageEnding.Start, 0);
                break;
            case State.Content:
                EndMessage(MessageEnding.Start, 0);
                ReportThis(DiagnosticCode.MissingEnd);
                break;
            case State.Stopped:
                EndLeavingOut();
                break;
        }

        DropHeld();
        _header.BeginWithStart(_position);
        _state = State.Header;
    }

    private void ReadChannel()
    {
        switch (_state)
        {
            case State.Between:
                BeginImpliedHeader();
                break;
            case State.Content:
                // The same author continues in another channel.
                EndMessage(MessageEnding.Channel, 0);
                ReportThis(DiagnosticCode.MissingEnd);
                _header.BeginWithAuthor(_position, _open.Role, _open[_open.Name]);
                _state = State.Header;
                break;
        }

        FlushToHeader();
        _header.AppendChannel();
        BreakIfTooLong();
    }

    private void ReadConstrain()
    {
        if (TryEnterHeader())
        {
            _header.AppendConstrain();
            BreakIfTooLong();
        }
    }

    private void ReadMessage()
    {
        if (!TryEnterHeader())
        {
            return;
        }

        if (_header.IsTooLong)
        {
            BreakIfTooLong();
            return;
        }

        uint problems = HeaderParser.Parse(ref _header, HeaderEnd.Message, out _);
        long count = _position + 1 - _header.FirstId;
        ReportHeader(problems, count);
        BeginMessage(count);
    }

    /// <summary>Reads a token that belongs into a header. Between messages it begins a header; in content it is ignored.</summary>
    /// <returns>Whether the reader is in a header.</returns>
    private bool TryEnterHeader()
    {
        if (_state == State.Content)
        {
            ReportThis(DiagnosticCode.UnexpectedSpecial);
            return false;
        }

        if (_state == State.Between)
        {
            BeginImpliedHeader();
        }

        FlushToHeader();
        return true;
    }

    private void ReadStop(MessageEnding ending)
    {
        switch (_state)
        {
            case State.Between:
                ReportThis(DiagnosticCode.UnexpectedStop);
                break;
            case State.Header:
                BreakHeader(ending, 1);
                break;
            case State.Content:
                EndMessage(ending, 1);
                break;
        }

        _state = ending == MessageEnding.End ? State.Between : State.Stopped;
        _leftOutFirst = _position + 1;
    }

    private void ReadHeaderText(int id)
    {
        if (_state == State.Between)
        {
            BeginImpliedHeader();
        }

        DecodeToScratch(EmbeddedVocabulary.Table.TokenBytes(id), out bool isBroken);
        if (isBroken)
        {
            ReportThis(DiagnosticCode.BrokenText);
        }

        _header.Append(((ReadOnlySpan<byte>)_scratch)[.._scratchLength]);
        BreakIfTooLong();
    }

    /// <summary>Begins a message without <c>&lt;|start|&gt;</c>: ids between messages or after the prompt.</summary>
    private void BeginImpliedHeader()
    {
        ReportThis(DiagnosticCode.MissingStart);
        BeginHeader(Role.Assistant);
    }

    private void BeginHeader(Role role)
    {
        _header.BeginWithAuthor(_position, role);
        _state = State.Header;
    }

    /// <summary>Begins a message after a complete header, or after a part of one that text follows.</summary>
    private void BeginMessage(long idCount)
    {
        _open.CopyFrom(_header);
        _events.Add(HarmonyEventKind.MessageStarted, 0, _header.FirstId, idCount);
        _state = State.Content;
    }

    /// <param name="ending">The ending of the message.</param>
    /// <param name="idCount">1 if this id is the end of the message, 0 if it begins something else.</param>
    private void EndMessage(MessageEnding ending, long idCount)
    {
        if (_decoder.HoldsBytes)
        {
            FlushToScratch();
            Report(DiagnosticCode.BrokenText, _heldFirst, _position - _heldFirst);
            AddScratch(_heldFirst, _position);
        }

        _events.Add(HarmonyEventKind.MessageEnded, (byte)ending, _position, idCount);
    }

    private void FlushToScratch() => _decoder.TryFlush(_scratch, out _scratchLength);

    private void DropHeld()
    {
        if (_decoder.HoldsBytes)
        {
            FlushToScratch();
        }
    }

    private void EndLeavingOut()
    {
        if (_position > _leftOutFirst)
        {
            Report(DiagnosticCode.AfterStop, _leftOutFirst, _position - _leftOutFirst);
        }
    }
}
