using Harmony.Engines;
using Harmony.Vocabulary;

namespace Harmony.Turns;

/// <summary>
/// Keeps a turn to at most one message of analysis, followed by a call of one of the given tools. The model decides which tool it
/// calls and with what arguments: only the envelope is constrained.
/// </summary>
/// <remarks>There is only one message of analysis because a model that cannot answer would reason on instead of calling.</remarks>
internal sealed class CallConstraint : NextIdConstraint
{
    private readonly int[][] _headers;
    private readonly int _analysisIndex;
    private readonly int[] _next;
    private readonly int[] _noneButEnd;
    private readonly int[] _noneButCall;
    private readonly List<int> _candidates = [];
    private int[] _allowed = [];
    private bool _hasReasoned;
    private State _state = State.Header;

    /// <summary>The number of ids of the header, or of the transition between two messages, that have come.</summary>
    private int _matched;

    private int _position;

    /// <param name="calls">The headers of the allowed calls.</param>
    /// <param name="headers">The other headers.</param>
    /// <param name="allowsAnalysis">Whether the model may reason before it calls.</param>
    /// <param name="vocabularySize">One more than the greatest id of the engine.</param>
    public CallConstraint(int[][] calls, MessageHeaders headers, bool allowsAnalysis, int vocabularySize)
    {
        _headers = allowsAnalysis ? [.. calls, headers.Analysis] : calls;
        _analysisIndex = allowsAnalysis ? calls.Length : -1;
        _next = headers.Next;
        _noneButEnd = SpecialsBut(SpecialTokens.End, vocabularySize);
        _noneButCall = SpecialsBut(SpecialTokens.Call, vocabularySize);
        BeginHeader();
    }

    private enum State
    {
        Header,
        Analysis,
        Next,
        Arguments,
    }

    /// <inheritdoc/>
    public override NextIds GetNext(ReadOnlySpan<int> generated)
    {
        for (; _position < generated.Length; _position++)
        {
            Take(generated[_position]);
        }

        return _state switch
        {
            State.Header => NextIds.Only(_allowed),
            State.Next => NextIds.Only(_next.AsSpan(_matched, 1)),
            State.Analysis => NextIds.AllBut(_noneButEnd),
            _ => NextIds.AllBut(_noneButCall),
        };
    }

    private void Take(int id)
    {
        switch (_state)
        {
            case State.Header:
                TakeHeader(id);
                break;
            case State.Analysis when id == SpecialTokens.End:
                // The end is the first id of the transition between two messages.
                (_state, _matched) = (State.Next, 1);
                break;
            case State.Next when ++_matched == _next.Length:
                BeginHeader();
                break;
        }
    }

    private void BeginHeader()
    {
        (_state, _matched) = (State.Header, 0);
        _candidates.Clear();
        for (int i = 0; i < _headers.Length; i++)
        {
            if (i != _analysisIndex || !_hasReasoned)
            {
                _candidates.Add(i);
            }
        }

        _allowed = NextOfCandidates();
    }

    private void TakeHeader(int id)
    {
        _candidates.RemoveAll(index => _headers[index][_matched] != id);
        _matched++;

        // The last id of a header occurs nowhere else in one, so no header is the beginning of another.
        if (_candidates is [int only] && _headers[only].Length == _matched)
        {
            _hasReasoned = only == _analysisIndex;
            _state = _hasReasoned ? State.Analysis : State.Arguments;
        }
        else
        {
            _allowed = NextOfCandidates();
        }
    }

    private int[] NextOfCandidates()
    {
        var ids = new List<int>(_candidates.Count);
        foreach (int index in _candidates)
        {
            int id = _headers[index][_matched];
            if (!ids.Contains(id))
            {
                ids.Add(id);
            }
        }

        return [.. ids];
    }

    private static int[] SpecialsBut(int id, int vocabularySize)
    {
        var specials = new List<int>();
        for (int special = SpecialTokens.First; special <= SpecialTokens.Last && special < vocabularySize; special++)
        {
            if (special != id)
            {
                specials.Add(special);
            }
        }

        return [.. specials];
    }
}
