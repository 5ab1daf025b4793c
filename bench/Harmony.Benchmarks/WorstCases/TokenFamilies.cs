using Harmony.Tokenization;

namespace Harmony.Benchmarks.WorstCases;

/// <summary>
/// Texts made of the vocabulary's tokens, one after another without a seam: what an encoder has to take back when it
/// takes the longest token first, and what a cache of pieces cannot hold.
/// </summary>
internal static class TokenFamilies
{
    private const int LongWords = 300;
    private const int RepeatedWords = 20;
    private const int WantedOvershoots = 400;
    private const int OvershootTrials = 60_000;
    private const int PieceLength = 12;

    public static IEnumerable<WorstCaseText> All(Random random)
    {
        VocabularyWords vocabulary = VocabularyWords.Instance;
        foreach ((string kind, IReadOnlyList<string> words) in vocabulary.Kinds)
        {
            string[] longest = [.. words.OrderByDescending(VocabularyWords.ByteLength).Take(LongWords)];
            string[] rare = [.. words.TakeLast(words.Count / 4)];
            string[] overshooting = Overshooting(vocabulary, words, random);

            yield return Concatenation("tokens", kind, words, word => word);
            yield return Concatenation("long tokens", kind, longest, word => word);
            yield return Concatenation("rare tokens", kind, rare, word => word);
            yield return Concatenation("tokens cut short", kind, words, WithoutLast);
            yield return Concatenation("long tokens cut short", kind, longest, WithoutLast);
            yield return Concatenation("tokens without their first character", kind, words, word => word.Length > 1 ? word[1..] : word);
            yield return Concatenation("beginnings of tokens, growing", kind, longest, word => string.Concat(vocabulary.Prefixes(word)));
            yield return Concatenation("beginnings of tokens, shrinking", kind, longest, word => string.Concat(vocabulary.Prefixes(word).Reverse()));
            yield return Concatenation("any beginnings of tokens", kind, longest, word => word[..random.Next(1, word.Length + 1)]);
            yield return Concatenation("pieces seen once", kind, words, word => Piece(words, word));
            if (overshooting.Length > 0)
            {
                yield return Concatenation("overshooting pairs", kind, overshooting, pair => pair);
                foreach (string pair in overshooting.Take(RepeatedWords))
                {
                    yield return WorstCaseText.Repeating("one overshooting pair", $"{kind}: {pair}", pair);
                }
            }

            foreach (string word in longest.Take(RepeatedWords).Where(word => word.Length > 1))
            {
                yield return WorstCaseText.Repeating("one long token cut short", $"{kind}: {word}", WithoutLast(word));
            }
        }

        WorstCaseText Concatenation(string family, string kind, IReadOnlyList<string> words, Func<string, string> part) =>
            WorstCaseText.Made(family, kind, () => part(words[random.Next(words.Count)]));

        string Piece(IReadOnlyList<string> words, string first) =>
            " " + first + string.Concat(Enumerable.Range(1, random.Next(1, PieceLength)).Select(_ => WithoutLast(words[random.Next(words.Count)])));
    }

    /// <summary>Pairs of tokens that are encoded as such, although a longer token begins where the first one does.</summary>
    private static string[] Overshooting(VocabularyWords vocabulary, IReadOnlyList<string> words, Random random)
    {
        var found = new List<string>();
        for (int trial = 0; trial < OvershootTrials && found.Count < WantedOvershoots; trial++)
        {
            // The longer one is a token of which a beginning is a token, too; the second goes on with its rest.
            string longer = words[random.Next(words.Count)];
            if (longer.Length < 2)
            {
                continue;
            }

            string first = longer[..random.Next(1, longer.Length)];
            string pair = longer + words[random.Next(words.Count)];
            string second = pair[first.Length..];
            if (vocabulary.Contains(first) && !vocabulary.Contains(second))
            {
                second = vocabulary.LongestAtStart(second);
                pair = first + second;
            }

            if (pair.Length > longer.Length && O200kTokenizer.Encode(pair) is [int id, _, ..] && O200kTokenizer.Decode([id]).Length < vocabulary.LongestAtStart(pair).Length)
            {
                found.Add(pair);
            }
        }

        return [.. found];
    }

    private static string WithoutLast(string word) => word.Length > 1 ? word[..^(char.IsLowSurrogate(word[^1]) ? 2 : 1)] : word;
}
