using Harmony.Vocabulary;

namespace Harmony.VocabularyBuilder;

/// <summary>
/// The bytes next to a token that may make a difference to how it is merged. Other neighbours need no look at any pair.
/// </summary>
/// <remarks>
/// While merging makes a token, its right edge is first a byte and then each longer part at its end, along its rightmost branch. A
/// part can merge to the right only in a pair whose rank is not above the rank that merges the part into the next longer one: later
/// it no longer exists. (Not above, rather than below: of equal ranks the leftmost merges first.) The same holds for the left edge,
/// but there the whole token counts as a part, since it may be the right half of a merge at any later time.
/// </remarks>
internal sealed class TokenEdges
{
    private readonly ushort[] _right;
    private readonly uint[] _left;

    public TokenEdges(byte[][] tokens, MergeTable merges)
    {
        var asLeft = new PartMerges[tokens.Length];
        var asRight = new PartMerges[tokens.Length];
        for (int token = 0; token < tokens.Length; token++)
        {
            asLeft[token] = new PartMerges();
            asRight[token] = new PartMerges();
        }

        // By rank, since ids are ranks.
        for (int rank = 0; rank < tokens.Length; rank++)
        {
            int left = merges.Left(rank);
            int right = merges.Right(rank);
            if (left != rank)
            {
                asLeft[left].Add(rank, TrieUnit.EdgeBit(tokens[right][0]));
                asRight[right].Add(rank, TokenLinks.EdgeBit(tokens[left][^1]));
            }
        }

        _right = new ushort[tokens.Length];
        _left = new uint[tokens.Length];
        for (int token = 0; token < tokens.Length; token++)
        {
            for (int whole = token, part; (part = merges.Right(whole)) != whole; whole = part)
            {
                _right[token] |= (ushort)asLeft[part].UpTo(whole);
            }

            _left[token] = asRight[token].UpTo(int.MaxValue);
            for (int whole = token, part; (part = merges.Left(whole)) != whole; whole = part)
            {
                _left[token] |= asRight[part].UpTo(whole);
            }
        }
    }

    public ushort RightEdge(int token) => _right[token];

    public uint LeftEdge(int token) => _left[token];

    /// <summary>The merges of a token on one of its sides, by rank: the bits of the bytes next to it, each with those of all before.</summary>
    private sealed class PartMerges
    {
        private readonly List<int> _ranks = [];
        private readonly List<uint> _bits = [];

        public void Add(int rank, uint bit)
        {
            _ranks.Add(rank);
            _bits.Add(bit | (_bits.Count > 0 ? _bits[^1] : 0));
        }

        /// <summary>The bits of all merges whose rank is not above a rank.</summary>
        public uint UpTo(int rank)
        {
            int found = _ranks.BinarySearch(rank);
            int count = found >= 0 ? found + 1 : ~found;
            return count > 0 ? _bits[count - 1] : 0;
        }
    }
}
