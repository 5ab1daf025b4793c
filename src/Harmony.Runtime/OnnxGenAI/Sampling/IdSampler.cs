using System.Runtime.InteropServices;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// Chooses the next id from logits: penalty and biases, the constraint, then temperature, min-p, top-k and top-p, each applied to
/// the ids that the previous one kept. One for each generation. Allocates nothing after its creation.
/// </summary>
/// <remarks>Replaces GenAI's search, which is fixed when a generator is created: every request with other options or with a seed
/// would have to compute its whole prompt again. GenAI's search also has no min-p and no biases, and for temperature alone it sorts
/// the whole vocabulary.</remarks>
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

    /// <summary>Creates the sampler of a generation.</summary>
    /// <param name="request">The request.</param>
    /// <param name="candidates">Scratch memory, which the samplers of a thread may share.</param>
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

    /// <summary>The factor of logits. Never 0, since 0 times minus infinity, the logit of a forbidden id, is not a number.</summary>
    private float InverseTemperature => Math.Max((float)(1 / _options.Temperature), float.Epsilon);

    /// <summary>Chooses an id.</summary>
    /// <param name="logits">The logits, which are modified.</param>
    /// <param name="ids">All ids so far, including the prompt. They begin with those of the previous call.</param>
    /// <param name="generated">The generated ones among them.</param>
    /// <exception cref="EngineException">No id is allowed.</exception>
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
            throw new EngineException(EngineError.Failed, "No id is left to choose from: the constraint and the biases forbid all of them, or the model returned no valid logits.");
        }

        return _options.IsGreedy ? greatest : Sample(logits, logits[greatest]);
    }

    /// <summary>Applies the penalty as in the CTRL paper and in every engine: divides positive logits, multiplies negative
    /// ones.</summary>
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

            // An id that occurs twice is not more probable, and is not added again.
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

        // min-p, top-k and top-p keep a small part of the vocabulary: only that part is gathered and sorted.
        float least = (float)(greatest + (_options.Temperature * LeastLogWeight(logits.Length)));
        _candidates.Clear();
        _candidates.AddAllFrom(logits, least, _options.TopK ?? int.MaxValue);
        return SampleCandidates(greatest);
    }

    /// <summary>
    /// Gets the logarithm of the smallest weight (1 for the most probable id) that min-p or top-p may keep. For top-p: the ids below
    /// (1 - p) / N of the sum have together less than 1 - p, so the others alone have p. With top-k before it, the sum is over fewer
    /// ids, and only min-p may remove ids first.
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
        : throw new EngineException(EngineError.BadRequest, $"The constraint returned the id {id}, but the model has only the ids 0 to {count - 1}.");
}
