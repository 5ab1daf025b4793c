using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Encodes the end of a growing text that has had no safe boundary for long, such as one endless word: each time only what was
/// appended, and as much before it as changes.
/// </summary>
/// <remarks>
/// When a piece grows, the ids it merges into change only near its end, and how far can be proved. A row of ids is what its bytes
/// merge into exactly if every two neighbours are what their own bytes merge into:
/// <list type="bullet">
/// <item>Neighbouring ids in a merged piece are what their own bytes merge into, since no merge has crossed their borders, and
/// the lowest merge of all is the lowest one among them as well.</item>
/// <item>Let rows A and B each have this property, and let the last id of A and the first id of B be what the bytes of these two
/// merge into. Suppose that merging the bytes of A and B crossed the border. Until then it does inside those two ids what it does
/// when it merges them alone, so it would cross the border there too, which it does not.</item>
/// </list>
/// So ids at the beginning of a piece are kept, the rest is merged again, and one pair decides whether the two parts are the
/// encoding of the whole piece. If not, fewer ids are kept.
/// </remarks>
internal sealed class UnboundedTail : IDisposable
{
    /// <summary>The longest piece, in bytes, that is always encoded as a whole. It exceeds the longest token: longer pieces are always
    /// merged.</summary>
    private const int ShortPiece = 256;

    /// <summary>The number of bytes before a change that are merged again at first: enough unless tokens are longer.</summary>
    private const int FirstWindow = 64;

    private readonly TokenBuffer _merged = new();
    private PieceScanner _scanner;
    private int _settled;

    // The piece whose end is not known yet, and what follows it if the text ends here; their ids are the last ones.
    private EncodedPiece _open;
    private EncodedPiece _rest;

    /// <summary>The number of ids that no later text can change.</summary>
    public int StableCount => _open.FirstId;

    /// <summary>Begins at the start of a piece.</summary>
    /// <param name="start">The start.</param>
    /// <param name="firstId">The number of ids before it.</param>
    public void Begin(int start, int firstId)
    {
        _scanner = new PieceScanner(start);
        _settled = start;
        _open = new EncodedPiece(start, firstId, start, firstId);
        _rest = default;
    }

    /// <summary>Updates the ids for a text that has grown.</summary>
    /// <param name="utf8">The whole text.</param>
    /// <param name="settled">The number of bytes that no later text changes; at most one character follows them.</param>
    /// <param name="ids">The ids: those before the start, and those of the last call.</param>
    public void Update(ReadOnlySpan<byte> utf8, int settled, TokenBuffer ids)
    {
        int end;
        while (_scanner.TryFinish(utf8[..settled], out end))
        {
            Encode(ref _open, utf8, end, ids);
            _open = _rest.IsAt(_open) ? _rest : _open.Next;
            _rest = default;
            _scanner = new PieceScanner(end);
        }

        PieceScanner ahead = _scanner;
        if (!ahead.TryFinish(utf8, out end))
        {
            end = ahead.EndIfTextEnds;
        }

        Encode(ref _open, utf8, end, ids);
        EncodeRest(utf8, settled, ids, ahead.RestIsOnePiece);
        _settled = settled;
    }

    public void Dispose() => _merged.Dispose();

    private void EncodeRest(ReadOnlySpan<byte> utf8, int settled, TokenBuffer ids, bool isOnePiece)
    {
        if (isOnePiece && settled == utf8.Length && _open.End < utf8.Length)
        {
            _rest = _rest.IsAt(_open) ? _rest : _open.Next;
            Encode(ref _rest, utf8, utf8.Length, ids);
            return;
        }

        _rest = default;
        ids.Truncate(_open.EndId);
        EncodeText(utf8[_open.End..], ids);
    }

    /// <summary>Updates the ids of a piece for a new end. Later ids are removed, unless nothing changes.</summary>
    private void Encode(ref EncodedPiece piece, ReadOnlySpan<byte> utf8, int end, TokenBuffer ids)
    {
        if (piece.End == end && end <= _settled)
        {
            return;
        }

        if (end - piece.Start <= ShortPiece)
        {
            ids.Truncate(piece.FirstId);
            EncodeText(utf8[piece.Start..end], ids);
        }
        else
        {
            Merge(piece, utf8, end, ids);
        }

        piece = piece with { End = end, EndId = ids.Count };
        if (piece.Start == _open.Start)
        {
            _rest = default;
        }
    }

    private void Merge(EncodedPiece piece, ReadOnlySpan<byte> utf8, int end, TokenBuffer ids)
    {
        // A piece that may be one token was looked up, not merged.
        bool isMerged = piece.End - piece.Start > VocabularyLayout.MaxTokenLength;
        int kept = isMerged ? piece.EndId : piece.FirstId;
        int place = isMerged ? piece.End : piece.Start;
        int same = Math.Min(Math.Min(piece.End, _settled), end);
        for (long window = FirstWindow; ; window *= 2)
        {
            while (kept > piece.FirstId && place > same - window)
            {
                place -= TokenBytes.Get(ids[--kept], default).Length;
            }

            _merged.Clear();
            TokenWriter writer = TokenWriter.To(_merged);
            BacktrackingEncoder.Encode(EmbeddedVocabulary.Table, utf8[place..end], ref writer);
            writer.Complete();
            if (kept == piece.FirstId || TokenPair.IsStable(EmbeddedVocabulary.Table, (uint)ids[kept - 1], (uint)_merged[0]))
            {
                ids.Truncate(kept);
                ids.Append(_merged.Span);
                return;
            }
        }
    }

    private static void EncodeText(ReadOnlySpan<byte> utf8, TokenBuffer ids)
    {
        TokenWriter writer = TokenWriter.To(ids);
        TextEncoder.EncodeValid(utf8, ref writer);
        writer.Complete();
    }

    /// <summary>An encoded part of the text: bytes and ids, each from the first to the exclusive end.</summary>
    private readonly record struct EncodedPiece(int Start, int FirstId, int End, int EndId)
    {
        /// <summary>The part that begins at its end, still empty.</summary>
        public EncodedPiece Next => new(End, EndId, End, EndId);

        /// <summary>Whether the part follows another one, and is not empty.</summary>
        public bool IsAt(EncodedPiece before) => End > Start && Start == before.End && FirstId == before.EndId;
    }
}
