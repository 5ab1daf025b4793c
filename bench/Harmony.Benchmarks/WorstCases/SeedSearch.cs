using System.Diagnostics;
using System.Text;
using Harmony.Vocabulary;

namespace Harmony.Benchmarks.WorstCases;

/// <summary>
/// Looks for slow texts by climbing: a seed of some parts, each a token, a part of one or a byte, makes a text; a change
/// that makes the text slower is kept, and when none has been found for a while, another seed is begun.
/// </summary>
internal sealed class SeedSearch(EncodeTimer timer, Random random)
{
    private const int MaxParts = 12;
    private const int TrialLength = 100_000;
    private const int TrialRounds = 2;
    private const int Patience = 80;
    private const int Kept = 12;

    private static readonly (string Name, IReadOnlyList<string> Words)[] Kinds = VocabularyWords.Instance.Kinds;

    private readonly PriorityQueue<Seed, double> _best = new();

    /// <summary>How many texts have been tried.</summary>
    public int Trials { get; private set; }

    /// <summary>Climbs until the time is spent.</summary>
    /// <returns>The slowest texts of different climbs.</returns>
    public IEnumerable<WorstCaseText> Run(TimeSpan budget)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < budget)
        {
            (Seed seed, double cost) = Climb(start, budget);
            _best.Enqueue(seed, cost);
            if (_best.Count > Kept)
            {
                _best.Dequeue();
            }
        }

        return _best.UnorderedItems.Select(item => WorstCaseText.Of("found", item.Element.ToString(), Text(item.Element, WorstCaseText.Length)));
    }

    private (Seed Seed, double Cost) Climb(long start, TimeSpan budget)
    {
        // All parts of one kind, so that there is no seam between them, or of any.
        IReadOnlyList<string> words = Kinds[random.Next(Kinds.Length)].Words;
        var seed = new Seed([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Part(words))], random.Next(2) == 0, random.Next());
        double cost = Cost(seed);
        for (int failures = 0; failures < Patience && Stopwatch.GetElapsedTime(start) < budget; failures++)
        {
            Seed changed = Change(seed, words);
            double changedCost = Cost(changed);
            if (changedCost > cost)
            {
                (seed, cost, failures) = (changed, changedCost, 0);
            }
        }

        return (seed, cost);
    }

    private double Cost(Seed seed)
    {
        Trials++;
        (double english, double text) = timer.Utf8(Text(seed, TrialLength), SpecialTokenSet.None, TrialRounds);
        return text / english;
    }

    private Seed Change(Seed seed, IReadOnlyList<string> words)
    {
        List<byte[]> parts = [.. seed.Parts];
        int place = random.Next(parts.Count);
        switch (random.Next(6))
        {
            case 0 when parts.Count < MaxParts:
                parts.Insert(place, Part(words));
                break;
            case 1 when parts.Count < MaxParts:
                parts.Insert(place, parts[random.Next(parts.Count)]);
                break;
            case 2 when parts.Count > 1:
                parts.RemoveAt(place);
                break;
            case 3 when parts[place].Length > 1:
                parts[place] = parts[place][..^1];
                break;
            case 4:
                return seed with { IsShuffled = !seed.IsShuffled };
            default:
                parts[place] = Part(words);
                break;
        }

        return seed with { Parts = [.. parts] };
    }

    private byte[] Part(IReadOnlyList<string> words)
    {
        byte[] word = Encoding.UTF8.GetBytes(words[random.Next(words.Count)]);
        return random.Next(10) switch
        {
            0 => [(byte)random.Next(256)],
            1 or 2 => word[..random.Next(1, word.Length + 1)],
            _ => word,
        };
    }

    private static byte[] Text(Seed seed, int length)
    {
        if (!seed.IsShuffled)
        {
            return WorstCaseText.Repeat(seed.Parts.SelectMany(part => part).ToArray(), length);
        }

        var order = new Random(seed.Order);
        var text = new List<byte>(length + VocabularyLayout.MaxTokenLength);
        while (text.Count < length)
        {
            text.AddRange(seed.Parts[order.Next(seed.Parts.Length)]);
        }

        return [.. text];
    }

    /// <summary>What a text is made of: its parts, again and again in their order or in a random one.</summary>
    private sealed record Seed(byte[][] Parts, bool IsShuffled, int Order)
    {
        public override string ToString() =>
            $"{(IsShuffled ? "shuffled" : "repeated")} {string.Join(' ', Parts.Select(Convert.ToHexString))}";
    }
}
