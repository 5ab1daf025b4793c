using System.Globalization;
using System.Text;

namespace Harmony.Tests.Tokenization;

/// <summary>
/// A second opinion, written straight from the definitions and from nothing of the library's: the pattern as data, a
/// backtracking matcher, and byte-pair merging that looks the joined bytes up.
/// </summary>
internal static class NaiveTokenizer
{
    private static readonly Dictionary<string, int> Ranks = ReadRanks();
    private static readonly Dictionary<int, string> Categories = ReadCategories();

    private static readonly Pattern LineBreak = One(c => c is '\r' or '\n');
    private static readonly Pattern WhiteSpace = One(c => CategoryOf(c) == "White_Space");
    private static readonly Pattern Number = One(c => CategoryOf(c) == "N");
    private static readonly Pattern NoBreakLetterNumber = One(c => c is not ('\r' or '\n') && !IsLetter(c) && CategoryOf(c) != "N");
    private static readonly Pattern Head = One(c => CategoryOf(c) is "Lu" or "Lt" or "Lm" or "Lo" or "M");
    private static readonly Pattern Tail = One(c => CategoryOf(c) is "Ll" or "Lm" or "Lo" or "M");
    private static readonly Pattern NoSpaceLetterNumber = One(c => CategoryOf(c) is not ("White_Space" or "N") && !IsLetter(c));
    private static readonly Pattern Contraction = Any(
        Folded("'s"), Folded("'t"), Folded("'re"), Folded("'ve"), Folded("'m"), Folded("'ll"), Folded("'d"));

    // [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
    // |[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
    // |\p{N}{1,3}
    // | ?[^\s\p{L}\p{N}]+[\r\n/]*
    // |\s*[\r\n]+
    // |\s+(?!\S)
    // |\s+
    private static readonly Pattern O200k = Any(
        All(Repeat(NoBreakLetterNumber, 0, 1), Repeat(Head, 0), Repeat(Tail, 1), Repeat(Contraction, 0, 1)),
        All(Repeat(NoBreakLetterNumber, 0, 1), Repeat(Head, 1), Repeat(Tail, 0), Repeat(Contraction, 0, 1)),
        Repeat(Number, 1, 3),
        All(Repeat(One(c => c == ' '), 0, 1), Repeat(NoSpaceLetterNumber, 1), Repeat(One(c => c is '\r' or '\n' or '/'), 0)),
        All(Repeat(WhiteSpace, 0), Repeat(LineBreak, 1)),
        All(Repeat(WhiteSpace, 1), NotFollowedBy(One(c => CategoryOf(c) != "White_Space"))),
        Repeat(WhiteSpace, 1));

    /// <summary>All the ends of a match that begins at a place, in the order in which backtracking tries them.</summary>
    private delegate IEnumerable<int> Pattern(int[] text, int start);

    /// <summary>The pieces of a text.</summary>
    public static List<string> Split(string text)
    {
        int[] codePoints = [.. text.EnumerateRunes().Select(rune => rune.Value)];
        var pieces = new List<string>();
        for (int start = 0; start < codePoints.Length;)
        {
            int end = O200k(codePoints, start).First();
            pieces.Add(string.Concat(codePoints[start..end].Select(char.ConvertFromUtf32)));
            start = end;
        }

        return pieces;
    }

    /// <summary>The ids of a text.</summary>
    public static int[] Encode(string text) => [.. Split(text).SelectMany(piece => EncodePiece(Encoding.UTF8.GetBytes(piece)))];

    /// <summary>The ids of a piece, which may be any bytes.</summary>
    public static IEnumerable<int> EncodePiece(ReadOnlySpan<byte> piece)
    {
        // A byte is a character here, so that bytes can be looked up as strings.
        string bytes = Encoding.Latin1.GetString(piece);
        if (Ranks.TryGetValue(bytes, out int whole))
        {
            return [whole];
        }

        List<string> parts = [.. bytes.Select(b => b.ToString())];
        while (true)
        {
            int best = -1;
            int lowest = int.MaxValue;
            for (int i = 0; i + 1 < parts.Count; i++)
            {
                if (Ranks.TryGetValue(parts[i] + parts[i + 1], out int rank) && rank < lowest)
                {
                    lowest = rank;
                    best = i;
                }
            }

            if (best < 0)
            {
                return parts.Select(part => Ranks[part]);
            }

            parts[best] += parts[best + 1];
            parts.RemoveAt(best + 1);
        }
    }

    private static Pattern One(Func<int, bool> matches) => (text, start) =>
        start < text.Length && matches(text[start]) ? [start + 1] : [];

    private static Pattern Any(params Pattern[] patterns) => (text, start) =>
        patterns.SelectMany(pattern => pattern(text, start));

    private static Pattern All(params Pattern[] patterns) => (text, start) =>
        patterns.Aggregate((IEnumerable<int>)[start], (ends, pattern) => ends.SelectMany(end => pattern(text, end)));

    /// <summary>Greedy: more before fewer.</summary>
    private static Pattern Repeat(Pattern pattern, int min, int max = int.MaxValue) => (text, start) =>
    {
        // Each pattern that is repeated here matches in one way at most, so that the ends form a line.
        var ends = new List<int> { start };
        while (ends.Count <= max && pattern(text, ends[^1]).Take(1).ToList() is [var end])
        {
            ends.Add(end);
        }

        ends.Reverse();
        return ends.Take(ends.Count - min);
    };

    private static Pattern NotFollowedBy(Pattern pattern) => (text, start) => pattern(text, start).Any() ? [] : [start];

    /// <summary>A literal in any case, by Unicode's simple case folding.</summary>
    private static Pattern Folded(string literal) => All([.. literal.Select(expected => One(c => Fold(c) == expected))]);

    private static int Fold(int c) => c switch
    {
        0x017F => 's',
        >= 'A' and <= 'Z' => c + 32,
        _ => c,
    };

    private static bool IsLetter(int c) => CategoryOf(c).StartsWith('L');

    private static string CategoryOf(int c) => Categories.GetValueOrDefault(c, "");

    private static Dictionary<string, int> ReadRanks() => File
        .ReadLines(TestFiles.PathOf("vocabulary", "o200k_base.tiktoken"))
        .Select(line => line.Split(' '))
        .ToDictionary(
            fields => Encoding.Latin1.GetString(Convert.FromBase64String(fields[0])),
            fields => int.Parse(fields[1], CultureInfo.InvariantCulture));

    private static Dictionary<int, string> ReadCategories()
    {
        var categories = new Dictionary<int, string>();
        foreach (string line in File.ReadLines(TestFiles.PathOf("vocabulary", "unicode16-classes.txt")).Where(line => line[0] != '#'))
        {
            string[] fields = line.Split(' ');
            for (int c = Convert.ToInt32(fields[1], 16); c <= Convert.ToInt32(fields[2], 16); c++)
            {
                categories[c] = fields[0];
            }
        }

        return categories;
    }
}
