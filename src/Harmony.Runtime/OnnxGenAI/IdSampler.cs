using System.Runtime.InteropServices;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// Chooses the next id from logits: penalty and biases, what a constraint allows, then temperature, min-p, top-k and top-p, each on
/// what the one before left. One for each generation; allocates nothing after it was made.
/// </summary>
/// <remarks>Our own and not GenAI's search: that is fixed when a generator is made, and so every request with other options, or
/// with a seed, would have to read its whole prompt again; it has no min-p and no biases; and for temperature alone it sorts the
/// whole vocabulary.</remarks>
internal sealed class IdSampler
{
    private readonly SamplingOptions _options;
    private readonly KeyValuePair<int, float>[] _bias;
    private readonly NextIdConstraint? _constraint;
    private readonly CandidateList _candidates;
    private readonly Random _random;
    private readonly ulong[] _seenBits;
    private readonly List<int> _seen;
    private int _counted;

    /// <param name="request">What is asked.</param>
    /// <param name="candidates">Scratch memory; may be shared by all that choose on one thread.</param>
    public IdSampler(GenerationRequest request, CandidateList candidates)
    {
        _options = request.Sampling;
        _bias = request.LogitBias is { } bias ? [.. bias] : [];
        _constraint = request.Constraint as NextIdConstraint;
        _candidates = candidates;
        _random = _options.Seed is { } seed ? new Random(seed) : new Random();
        _seenBits = IsPenalized ? new ulong[(candidates.Capacity + 63) / 64] : [];
        _seen = new List<int>(IsPenalized ? (int)Math.Min(candidates.Capacity, request.Prompt.Length + (long)(request.MaxTokens ?? 4096)) : 0);
    }

    private bool IsPenalized => _options.RepetitionPenalty is { } penalty && penalty != 1;

    /// <summary>Never 0, by which the logit of a forbidden id, minus infinity, would be no number.</summary>
    private float InverseTemperature => Math.Max((float)(1 / _options.Temperature), float.Epsilon);

    /// <summary>Chooses an id.</summary>
    /// <param name="logits">The logits; changed.</param>
    /// <param name="ids">All ids so far, the prompt's as well; a call's begin with those of the call before.</param>
    /// <param name="generated">Those of them that were generated.</param>
    /// <exception cref="EngineException">Nothing may come next.</exception>
    public int Choose(Span<float> logits, ReadOnlySpan<int> ids, ReadOnlySpan<int> generated)
    {
        Penalize(logits, ids);
        foreach ((int id, float value) in _bias)
        {
            logits[id] += value;
        }

        NextIds next = _constraint is null ? NextIds.Any : _constraint.GetNext(generated);
        if (next.Kind == NextIdsKind.Only)
        {
            return ChooseAmong(logits, next.Ids);
        }

        foreach (int id in next.Ids)
        {
            logits[Checked(id, logits.Length)] = float.NegativeInfinity;
        }

        int greatest = VectorizedLogits.IndexOfMax(logits);
        if (!(logits[greatest] > float.NegativeInfinity))
        {
            throw new EngineException(EngineError.Failed, "No id is left to choose: the constraint and the biases forbid all, or the model gave no numbers.");
        }

        return _options.IsGreedy ? greatest : Sample(logits, logits[greatest]);
    }

    /// <summary>As the paper on CTRL has it, and every engine: positive logits are divided, negative ones multiplied.</summary>
    private void Penalize(Span<float> logits, ReadOnlySpan<int> ids)
    {
        if (!IsPenalized)
        {
            return;
        }

        for (; _counted < ids.Length; _counted++)
        {
            int id = ids[_counted];
            ulong bit = 1UL << (id & 63);
            if ((_seenBits[id >> 6] & bit) == 0)
            {
                _seenBits[id >> 6] |= bit;
                _seen.Add(id);
            }
        }

        float penalty = (float)_options.RepetitionPenalty!.Value;
        foreach (int id in CollectionsMarshal.AsSpan(_seen))
        {
            logits[id] = logits[id] > 0 ? logits[id] / penalty : logits[id] * penalty;
        }
    }

    private int ChooseAmong(Span<float> logits, ReadOnlySpan<int> allowed)
    {
        if (allowed.Length == 1)
        {
            return Checked(allowed[0], logits.Length);
        }

        float greatest = float.NegativeInfinity;
        int best = Checked(allowed[0], logits.Length);
        _candidates.Clear();
        foreach (int id in allowed)
        {
            ref float logit = ref logits[Checked(id, logits.Length)];
            if (logit == float.NegativeInfinity)
            {
                continue;
            }

            _candidates.Add(id, logit);
            (greatest, best) = logit > greatest ? (logit, id) : (greatest, best);

            // An id that is named twice is no more probable for that, and takes no second place.
            logit = float.NegativeInfinity;
        }

        return _options.IsGreedy || float.IsNegativeInfinity(greatest) ? best : SampleCandidates(greatest);
    }

    private int Sample(Span<float> logits, float greatest)
    {
        if (_options.TopK is null && _options.TopP is null && _options.MinP is null)
        {
            double sum = VectorizedLogits.ToWeights(logits, greatest, InverseTemperature);
            return VectorizedLogits.IndexAt(logits, _random.NextDouble() * sum);
        }

        // What min-p, top-k or top-p keep of the vocabulary is little: it is gathered, and only that is sorted.
        float least = (float)(greatest + (_options.Temperature * LeastLogWeight(logits.Length)));
        _candidates.Clear();
        _candidates.AddAllFrom(logits, least, _options.TopK ?? int.MaxValue);
        return SampleCandidates(greatest);
    }

    /// <summary>
    /// Ids whose weight (1 for the most probable id) has a smaller logarithm are left by min-p or by top-p: those below
    /// (1 - p) / N of the sum have together less than 1 - p, so the others alone have p. With top-k first, the sum is one over
    /// fewer ids, and only min-p may cut before it.
    /// </summary>
    private double LeastLogWeight(int count)
    {
        double byMinP = _options.MinP is { } minP ? Math.Log(minP) : double.NegativeInfinity;
        double byTopP = _options is { TopP: { } topP and < 1, TopK: null } ? Math.Log((1 - topP) / count) : double.NegativeInfinity;
        return Math.Max(byMinP, byTopP);
    }

    private int SampleCandidates(float greatest)
    {
        double sum = _candidates.ToWeights(greatest, InverseTemperature);
        if (_options.MinP is { } minP)
        {
            sum = _candidates.KeepFrom((float)minP);
        }

        if (_options.TopK is { } topK && topK < _candidates.Count)
        {
            sum = _candidates.KeepGreatest(topK);
        }

        if (_options.TopP is { } topP and < 1)
        {
            sum = _candidates.KeepMass(topP * sum);
        }

        return _candidates.IdAt(_random.NextDouble() * sum);
    }

    private static int Checked(int id, int count) => (uint)id < (uint)count
        ? id
        : throw new EngineException(EngineError.BadRequest, $"The constraint gave the id {id}, and the model knows 0 to {count - 1}.");
}
