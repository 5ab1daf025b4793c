using Harmony.Vocabulary;

namespace Harmony.VocabularyBuilder;

/// <summary>
/// Finds, for every token, the two tokens that byte-pair merging joins last to make it.
/// </summary>
/// <remarks>
/// A token can be divided into two tokens in several ways, but merging arrives at it through only one of them: as long as no merge
/// crosses a token's borders, merging inside it is the same as merging the token's bytes alone. So one pair for each token is enough.
/// Ids are ranks in o200k: the smaller id is merged first.
/// </remarks>
internal sealed class MergeTable
{
    private readonly int[] _lefts;
    private readonly int[] _rights;

    private MergeTable(int tokenCount)
    {
        Pairs = new Dictionary<ulong, int>(tokenCount);
        _lefts = new int[tokenCount];
        _rights = new int[tokenCount];
    }

    /// <summary>Pair (<see cref="VocabularyLayout.Pair"/>) → the id it merges into.</summary>
    public Dictionary<ulong, int> Pairs { get; }

    /// <summary>The left one of the two tokens that a token is merged from, or the token itself if it is a byte.</summary>
    public int Left(int token) => _lefts[token];

    /// <summary>The right one, or the token itself if it is a byte.</summary>
    public int Right(int token) => _rights[token];

    /// <exception cref="InvalidDataException">There is a token that merging never arrives at. The tokenizer relies on there being
    /// none.</exception>
    public static MergeTable Build(byte[][] tokens)
    {
        var table = new MergeTable(tokens.Length);
        var byteTokens = new int[256];
        for (int id = 0; id < tokens.Length; id++)
        {
            if (tokens[id] is [byte single])
            {
                byteTokens[single] = id;
            }
        }

        var parts = new List<int>();
        for (int id = 0; id < tokens.Length; id++)
        {
            if (tokens[id].Length == 1)
            {
                table.Add(id, id, id);
                continue;
            }

            parts.Clear();
            foreach (byte b in tokens[id])
            {
                parts.Add(byteTokens[b]);
            }

            MergeAll(parts, table.Pairs);
            if (parts is not [int left, int right])
            {
                throw new InvalidDataException($"Merging never arrives at token {id}: its bytes become {parts.Count} tokens.");
            }

            table.Pairs.Add(VocabularyLayout.Pair(left, right), id);
            table.Add(id, left, right);
        }

        return table;
    }

    private void Add(int token, int left, int right)
    {
        _lefts[token] = left;
        _rights[token] = right;
    }

    /// <summary>Plain byte-pair merging: the lowest rank first and, of equal ranks, the leftmost.</summary>
    private static void MergeAll(List<int> parts, Dictionary<ulong, int> merges)
    {
        while (true)
        {
            int best = int.MaxValue;
            int bestIndex = -1;
            for (int i = 0; i + 1 < parts.Count; i++)
            {
                if (merges.TryGetValue(VocabularyLayout.Pair(parts[i], parts[i + 1]), out int merged) && merged < best)
                {
                    best = merged;
                    bestIndex = i;
                }
            }

            if (bestIndex < 0)
            {
                return;
            }

            parts[bestIndex] = best;
            parts.RemoveAt(bestIndex + 1);
        }
    }
}
