using Harmony.Benchmarks.Inputs;
using Harmony.Vocabulary;

namespace Harmony.Benchmarks.WorstCases;

/// <summary>Which texts of a megabyte are slow to encode, beside English in the same run: known families, and what a search
/// finds.</summary>
internal static class WorstCaseSearch
{
    private const double Allowed = 20;
    private const int Rounds = 5;
    private const int SuspectsOfFamily = 3;
    private const int WarmUpRounds = 60;
    private const int MaxMemberLength = 60;

    /// <summary>Measures and prints.</summary>
    /// <param name="searchTime">How long is searched, after the families.</param>
    /// <param name="output">Takes the table.</param>
    /// <returns>The exit code: 1 if a text takes more than twenty times English's time.</returns>
    public static int Run(TimeSpan searchTime, TextWriter output)
    {
        Corpus english = Corpus.Load(CorpusName.English);
        var random = new Random(1);
        using var timer = new EncodeTimer(english.Utf8, english.Text);
        timer.Utf8(english.Utf8, SpecialTokenSet.None, WarmUpRounds);
        timer.Utf16(english.Text, SpecialTokenSet.None, WarmUpRounds);

        // All texts once, which finds what is slow or was disturbed; of each family the slowest are measured again.
        int count = 0;
        var suspects = new Dictionary<string, PriorityQueue<WorstCaseText, double>>();
        foreach (WorstCaseText text in CharacterFamilies.All(random).Concat(TokenFamilies.All(random)))
        {
            count++;
            (Row utf8, Row utf16) = Measure(timer, text, rounds: 1);
            if (!suspects.TryGetValue(text.Family, out PriorityQueue<WorstCaseText, double>? family))
            {
                suspects.Add(text.Family, family = new());
            }

            family.Enqueue(text, Math.Max(utf8.Ratio, utf16.Ratio));
            if (family.Count > SuspectsOfFamily)
            {
                family.Dequeue();
            }
        }

        // Families are the same in every run; what is searched for is not.
        var search = new SeedSearch(timer, new Random());
        WorstCaseText[] found = [.. search.Run(searchTime)];
        var rows = new List<Row>();
        foreach (WorstCaseText text in suspects.Values.SelectMany(family => family.UnorderedItems.Select(item => item.Element)).Concat(found))
        {
            (Row utf8, Row utf16) = Measure(timer, text, Rounds);
            rows.Add(utf8);
            rows.Add(utf16);
        }

        output.WriteLine($"{count} texts of {WorstCaseText.Length:N0} bytes, and {search.Trials} that the search tried. The slowest of each family, best of {Rounds} rounds:");
        output.WriteLine();
        output.WriteLine("| family | text | | ns a byte | English | times English | ids |");
        output.WriteLine("|---|---|---|---:|---:|---:|---:|");
        Row[] slowest = [.. rows.GroupBy(row => (row.Family, row.Form)).SelectMany(Slowest).OrderByDescending(row => row.Ratio)];
        foreach (Row row in slowest)
        {
            output.WriteLine($"| {row.Family} | {row.Member} | {row.Form} | {row.Time:F1} | {row.English:F1} | {row.Ratio:F1} | {row.TokenCount:N0} |");
        }

        output.WriteLine();
        output.WriteLine($"The slowest of all takes {slowest[0].Ratio:F1} times English's time a byte; {Allowed} are allowed.");
        return slowest[0].Ratio <= Allowed ? 0 : 1;
    }

    private static (Row Utf8, Row Utf16) Measure(EncodeTimer timer, WorstCaseText text, int rounds)
    {
        string member = Printable(text.Member);
        (double english, double time) = timer.Utf8(text.Utf8, text.Specials, rounds);
        var utf8 = new Row(text.Family, member, "UTF-8", time, english, timer.TokenCount);
        (english, time) = timer.Utf16(text.Utf16, text.Specials, rounds);
        return (utf8, new Row(text.Family, member, "UTF-16", time, english, timer.TokenCount));
    }

    /// <summary>The slowest text of a family; of those that were found, all.</summary>
    private static IEnumerable<Row> Slowest(IEnumerable<Row> family)
    {
        Row[] rows = [.. family.OrderByDescending(row => row.Ratio)];
        return rows[0].Family == "found" ? rows : rows.Take(1);
    }

    /// <summary>One line of a table's cell; what was found is printed in full, so that it can be made again.</summary>
    private static string Printable(string member)
    {
        string line = string.Concat(member.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c == '|' ? "\\|" : c.ToString()));
        return line.Length <= MaxMemberLength || line.StartsWith("repeated", StringComparison.Ordinal) || line.StartsWith("shuffled", StringComparison.Ordinal)
            ? line
            : line[..MaxMemberLength] + "…";
    }

    private sealed record Row(string Family, string Member, string Form, double Time, double English, int TokenCount)
    {
        public double Ratio => Time / English;
    }
}
