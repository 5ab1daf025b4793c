using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Encodes the end of a growing text where it has no seam for long, such as one endless word: each time only what has come,
/// and as much before it as it changes.
/// </summary>
/// <remarks>
/// What merging makes of a piece changes little when the piece grows, and how much can be told. Ids are what merging makes of
/// the bytes that they spell exactly if any two neighbours are what it makes of theirs:
/// <list type="bullet">
/// <item>Any ids that stand side by side in a merged piece are what merging makes of their own bytes, since no merge has
/// crossed their borders, and the lowest merge of all is the lowest one among them as well.</item>
/// <item>Let A and B each be so, and let the last id of A and the first one of B be what merging makes of the bytes of these
/// two. Suppose that merging the bytes of A and B crossed the border: up to then it does inside those two ids what it does when
/// it merges them alone, so that there it crosses the border too, which it does not.</item>
/// </list>
/// So ids from the beginning of a piece are kept, the rest is merged anew, and one pair decides whether that is the whole
/// piece's encoding. If not, fewer are kept.
/// </remarks>
internal sealed class SeamlessTail : IDisposable
{
    /// <summary>Pieces up to this length are encoded anew. Above the longest token's length: longer ones are always merged.</summary>
    private const int ShortPiece = 256;

    /// <summary>How many bytes before what has changed are merged anew at first: enough but for tokens that are longer.</summary>
    private const int FirstWindow = 64;

    private readonly TokenBuffer _merged = new();
    private PieceScanner _scanner;
    private int _settled;

    // The piece that the text has not ended yet, and what follows if the text ends here; their ids are the last ones.
    private EncodedPiece _open;
    private EncodedPiece _rest;

    /// <summary>How many ids no later text can change.</summary>
    public int StableCount => _open.FirstId;

    /// <summary>Begins where a piece begins.</summary>
    /// <param name="start">The place.</param>
    /// <param name="firstId">How many ids stand before it.</param>
    public void Begin(int start, int firstId)
    {
        _scanner = new PieceScanner(start);
        _settled = start;
        _open = new EncodedPiece(start, firstId, start, firstId);
        _rest = default;
    }

    /// <summary>Brings the ids up to a text that has grown.</summary>
    /// <param name="utf8">The text from its beginning on.</param>
    /// <param name="settled">How much of it will not change; what does is one character.</param>
    /// <param name="ids">The ids: of the text before the place where this began, and those from the last call.</param>
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
        EncodeAnew(utf8[_open.End..], ids);
    }

    /// <summary>Makes the ids of a piece those that it has if it ends at a place. Those behind them go, unless nothing changes.</summary>
    private void Encode(ref EncodedPiece piece, ReadOnlySpan<byte> utf8, int end, TokenBuffer ids)
    {
        if (piece.End == end && end <= _settled)
        {
            return;
        }

        if (end - piece.Start <= ShortPiece)
        {
            ids.Truncate(piece.FirstId);
            EncodeAnew(utf8[piece.Start..end], ids);
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
        // A piece that is one token was looked up, and not merged.
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
            BacktrackingMerger.Merge(EmbeddedVocabulary.Table, utf8[place..end], ref writer);
            writer.Complete();
            if (kept == piece.FirstId || TokenPair.IsStable(EmbeddedVocabulary.Table, (uint)ids[kept - 1], (uint)_merged[0]))
            {
                ids.Truncate(kept);
                ids.Append(_merged.Span);
                return;
            }
        }
    }

    private static void EncodeAnew(ReadOnlySpan<byte> utf8, TokenBuffer ids)
    {
        TokenWriter writer = TokenWriter.To(ids);
        TextEncoder.EncodeValid(utf8, ref writer);
        writer.Complete();
    }

    /// <summary>A part of the text that is encoded: bytes and ids, each from the first up to, and without, the end.</summary>
    private readonly record struct EncodedPiece(int Start, int FirstId, int End, int EndId)
    {
        /// <summary>What begins behind it, still empty.</summary>
        public EncodedPiece Next => new(End, EndId, End, EndId);

        /// <summary>Whether it is what stands behind another one, and not empty.</summary>
        public bool IsAt(EncodedPiece before) => End > Start && Start == before.End && FirstId == before.EndId;
    }
}
