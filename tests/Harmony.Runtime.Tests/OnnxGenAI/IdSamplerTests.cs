using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>The choice of an id against its definition, written out plainly.</summary>
public class IdSamplerTests
{
    private const int Count = 1003;

    private static readonly int[] Prompt = [1];
    private static readonly int[] Few = [3, 9, 12];
    private static readonly int[] One = [77];
    private static readonly int[] Outside = [5000];

    private static readonly CandidateList Candidates = new(Count);

    public static TheoryData<double, double?, int?, double?> Options => new()
    {
        { 1, null, null, null }, { 0.7, null, null, null }, { 1.6, 0.9, null, null }, { 1, 0.5, null, null }, { 1, null, 5, null }, { 2, null, 40, null },
        { 1, null, null, 0.1 }, { 1, 0.8, 20, null }, { 1.3, 0.9, 50, 0.02 }, { 1, 1, null, null }, { 1, 0.0001, null, null }, { 1, null, 1, null }, { 1, null, 100000, null },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void Ids_come_as_often_as_the_definition_says(double temperature, double? topP, int? topK, double? minP)
    {
        float[] logits = RandomLogits(7);
        double[] expected = Define(logits, temperature, topP, topK, minP);
        var sampler = new IdSampler(new GenerationRequest(Prompt) { Sampling = new() { Temperature = temperature, TopP = topP, TopK = topK, MinP = minP, Seed = 11 } }, Candidates);
        const int draws = 40000;
        int[] counts = new int[Count];
        for (int i = 0; i < draws; i++)
        {
            counts[sampler.Choose([.. logits], [], [])]++;
        }

        for (int id = 0; id < Count; id++)
        {
            // Six standard deviations: the seed is fixed, so a draw that is right stays right.
            double spread = Math.Sqrt(draws * expected[id] * (1 - expected[id]));
            Assert.InRange(counts[id], (draws * expected[id]) - (6 * spread) - 1e-6, (draws * expected[id]) + (6 * spread) + (expected[id] > 0 ? 6 : 0));
        }
    }

    [Fact]
    public void Temperature_0_takes_the_greatest_the_first_of_several()
    {
        float[] logits = RandomLogits(3);
        logits[1002] = logits[17] = 50;
        var sampler = new IdSampler(new GenerationRequest(Prompt) { Sampling = SamplingOptions.Greedy }, Candidates);
        Assert.Equal(17, sampler.Choose([.. logits], [], []));
        logits[17] = float.NaN;
        Assert.Equal(1002, sampler.Choose([.. logits], [], []));
    }

    [Theory]
    [InlineData(double.Epsilon)]
    [InlineData(1e-40)]
    [InlineData(1e-5)]
    [InlineData(1e-4)]
    public void Hardly_any_temperature_takes_the_greatest(double temperature)
    {
        float[] logits = RandomLogits(3);
        logits[17] = 50;
        foreach (int? topK in (int?[])[null, 40])
        {
            var sampler = new IdSampler(new GenerationRequest(Prompt) { Sampling = new() { Temperature = temperature, TopK = topK } }, Candidates);
            Assert.Equal(17, sampler.Choose([.. logits], [], []));
        }
    }

    [Fact]
    public void However_high_the_temperature_what_is_forbidden_is_not_chosen()
    {
        int[] few = [0, Count - 1];
        var constraint = new Rule(_ => NextIds.AllBut(few));
        var request = new GenerationRequest(Prompt) { Sampling = new() { Temperature = double.MaxValue, Seed = 1 }, Constraint = constraint };
        var sampler = new IdSampler(request, Candidates);
        float[] logits = RandomLogits(3);
        int[] chosen = [.. Enumerable.Range(0, 2000).Select(_ => sampler.Choose([.. logits], [], [])).Distinct()];
        Assert.InRange(chosen.Length, 750, Count - 2);
        Assert.Empty(chosen.Intersect(few));
    }

    [Fact]
    public void A_seed_gives_the_same_ids_and_none_gives_others()
    {
        int[] Draw(int? seed)
        {
            var sampler = new IdSampler(new GenerationRequest(Prompt) { Sampling = new() { Seed = seed } }, Candidates);
            return [.. Enumerable.Range(0, 30).Select(_ => sampler.Choose(RandomLogits(5), [], []))];
        }

        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
        Assert.NotEqual(Draw(null), Draw(null));
    }

    [Fact]
    public void Weights_are_powers_of_e_whatever_the_logits_are()
    {
        float[] logits = [.. Enumerable.Range(0, 200_001).Select(i => 7 - (i / 2000f)), -10000, float.NegativeInfinity, float.NaN, 7];
        float[] weights = [.. logits];
        double sum = VectorizedLogits.ToWeights(weights, 7, 1);
        for (int i = 0; i < weights.Length; i++)
        {
            double expected = Math.Exp((double)logits[i] - 7);
            Assert.True(expected > 2e-38 ? Math.Abs((weights[i] / expected) - 1) < 3e-7 : weights[i] < 2e-38, $"{logits[i]}: {weights[i]}, not {expected}");
        }

        Assert.Equal(weights.Sum(weight => (double)weight), sum, 1e-6 * sum);

        // Wherever it falls, up to how the sum is rounded; and beyond the end an id that has a weight.
        Assert.Equal(0, VectorizedLogits.IndexAt(weights, 0));
        Assert.Equal(logits.Length - 1, VectorizedLogits.IndexAt(weights, sum * 2));
        for (int i = 0; i < 20_000; i += 997)
        {
            double mass = weights.Take(i).Sum(weight => (double)weight);
            int chosen = VectorizedLogits.IndexAt(weights, mass);
            Assert.Equal(mass, weights.Take(chosen).Sum(weight => (double)weight), weights[chosen] + (1e-6 * sum));
        }
    }

    [Fact]
    public void Biases_raise_lower_and_forbid()
    {
        float[] logits = RandomLogits(5);
        int best = VectorizedLogits.IndexOfMax(logits);
        Assert.Equal(901, Choose(new() { [901] = 100 }));
        Assert.NotEqual(best, Choose(new() { [best] = float.NegativeInfinity }));

        int Choose(Dictionary<int, float> bias) =>
            new IdSampler(new GenerationRequest(Prompt) { Sampling = SamplingOptions.Greedy, LogitBias = bias }, Candidates).Choose([.. logits], [], []);
    }

    [Fact]
    public void A_penalty_meets_each_id_that_was_there_once()
    {
        float[] logits = new float[Count];
        Array.Fill(logits, -10);
        (logits[4], logits[5], logits[6]) = (3, 2.5f, -0.5f);
        var sampler = new IdSampler(new GenerationRequest(Prompt) { Sampling = new() { Temperature = 0, RepetitionPenalty = 2 } }, Candidates);
        Assert.Equal(4, sampler.Choose([.. logits], [7, 7, 7], []));
        Assert.Equal(5, sampler.Choose([.. logits], [7, 7, 7, 4, 4], []));
        Assert.Equal(4, sampler.Choose([.. logits], [7, 7, 7, 4, 4, 5], []));
        (logits[4], logits[5]) = (-0.4f, -9);
        Assert.Equal(6, sampler.Choose([.. logits], [7, 7, 7, 4, 4, 5], []));
    }

    [Fact]
    public void A_penalty_goes_with_any_maximum_and_stays_within_numbers()
    {
        float[] logits = RandomLogits(5);
        foreach (double penalty in (double[])[1e-30, 1e30])
        {
            var request = new GenerationRequest(Prompt) { Sampling = new() { RepetitionPenalty = penalty, Seed = 1 }, MaxTokens = int.MaxValue };
            float[] changed = [.. logits];
            new IdSampler(request with { Sampling = request.Sampling with { Temperature = 0 } }, Candidates).Choose(changed, [1, 2, 3, 4], []);
            Assert.All(changed, logit => Assert.True(float.IsFinite(logit)));
            Assert.InRange(new IdSampler(request, Candidates).Choose([.. logits], [1, 2, 3, 4], []), 0, Count - 1);
        }
    }

    [Fact]
    public void An_id_that_a_constraint_names_often_is_no_more_probable()
    {
        int[] often = [.. Few, .. Enumerable.Repeat(Few[0], 2 * Count)];
        Assert.Equal(Draw(Few), Draw(often));

        int[] Draw(int[] allowed)
        {
            var constraint = new Rule(_ => NextIds.Only(allowed));
            var sampler = new IdSampler(new GenerationRequest(Prompt) { Sampling = new() { Temperature = 3, Seed = 1 }, Constraint = constraint }, Candidates);
            return [.. Enumerable.Range(0, 100).Select(_ => sampler.Choose(RandomLogits(5), [], []))];
        }
    }

    [Fact]
    public void A_constraint_says_what_may_come()
    {
        float[] logits = RandomLogits(5);
        int best = VectorizedLogits.IndexOfMax(logits);
        var only = new Rule(_ => NextIds.Only(Few));
        Assert.Equal(Few.MaxBy(id => logits[id]), Choose(only, 0));
        Assert.Equal(Few, Enumerable.Range(0, 200).Select(seed => Choose(only, 3, seed)).Distinct().Order());
        Assert.Equal(77, Choose(new Rule(_ => NextIds.Only(One)), 1));
        Assert.NotEqual(best, Choose(new Rule(_ => NextIds.AllBut(new[] { best })), 0));
        Assert.Equal(best, Choose(new Rule(_ => NextIds.Any), 0));
        Assert.Equal(EngineError.BadRequest, Assert.Throws<EngineException>(() => Choose(new Rule(_ => NextIds.Only(Outside)), 0)).Error);
        int[] all = [.. Enumerable.Range(0, Count)];
        Assert.Contains("No id is left", Assert.Throws<EngineException>(() => Choose(new Rule(_ => NextIds.AllBut(all)), 1)).Message, StringComparison.Ordinal);

        int Choose(NextIdConstraint constraint, double temperature, int seed = 1) =>
            new IdSampler(new GenerationRequest(Prompt) { Sampling = new() { Temperature = temperature, Seed = seed }, Constraint = constraint }, Candidates).Choose([.. logits], [], []);
    }

    private static float[] RandomLogits(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Count).Select(i => i % 10 == 0 ? -10000f : (float)(random.NextDouble() * 12 - 6))];
    }

    /// <summary>The probabilities: temperature, then min-p, top-k and top-p, each on what the one before left.</summary>
    private static double[] Define(float[] logits, double temperature, double? topP, int? topK, double? minP)
    {
        double greatest = logits.Max();
        double[] weights = [.. logits.Select(logit => Math.Exp((logit - greatest) / temperature))];
        int[] order = [.. Enumerable.Range(0, Count).OrderByDescending(id => weights[id])];
        IEnumerable<int> kept = order.Where(id => weights[id] >= (minP ?? 0)).Take(topK ?? int.MaxValue).ToArray();
        if (topP is not null and < 1)
        {
            double mass = kept.Sum(id => weights[id]) * topP.Value, sum = 0;
            kept = kept.TakeWhile(id => (sum += weights[id]) - weights[id] < mass).ToArray();
        }

        double all = kept.Sum(id => weights[id]);
        double[] probabilities = new double[Count];
        foreach (int id in kept)
        {
            probabilities[id] = weights[id] / all;
        }

        return probabilities;
    }

    private sealed class Rule(Rule.Function next) : NextIdConstraint
    {
        public delegate NextIds Function(ReadOnlySpan<int> generated);

        public override NextIds GetNext(ReadOnlySpan<int> generated) => next(generated);
    }
}
