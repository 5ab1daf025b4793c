using Harmony.Vocabulary;

namespace Harmony.VocabularyBuilder;

/// <summary>
/// Finds, for every token, the two tokens that byte-pair merging joins last to make it.
/// </summary>
/// <remarks>
/// A token can be cut into two tokens in several ways, but merging arrives at it through one of them alone: as long as
/// no merge crosses a token's borders, merging inside it goes exactly as it would for the token's bytes by themselves.
/// So one pair a token is enough. Ids are ranks in o200k: the smaller id is merged first.
/// </remarks>
internal static class MergeTable
{
    /// <summary>Pair (<see cref="VocabularyLayout.Pair"/>) → the id it merges into.</summary>
    public static Dictionary<ulong, int> Build(byte[][] tokens)
    {
        var merges = new Dictionary<ulong, int>(tokens.Length);
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
                continue;
            }

            parts.Clear();
            foreach (byte b in tokens[id])
            {
                parts.Add(byteTokens[b]);
            }

            MergeAll(parts, merges);

            // A token that its own bytes do not merge into is reached only as a whole piece, never by merging.
            if (parts.Count == 2)
            {
                merges.Add(VocabularyLayout.Pair(parts[0], parts[1]), id);
            }
        }

        return merges;
    }

    /// <summary>Plain byte-pair merging: the lowest rank first, the leftmost of equals.</summary>
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
