namespace Harmony.OnnxGenAI;

/// <summary>The ids to choose from, with their logits and later their weights. Scratch memory of one thread.</summary>
/// <param name="capacity">The size of the vocabulary.</param>
internal sealed class CandidateList(int capacity)
{
    private readonly int[] _ids = new int[capacity];
    private readonly float[] _values = new float[capacity];

    public int Capacity => _ids.Length;

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Adds an id. The list has room for the whole vocabulary.</summary>
    public void Add(int id, float logit)
    {
        _ids[Count] = id;
        _values[Count] = logit;
        Count++;
    }

    /// <summary>Adds all ids whose logit is at least <paramref name="least"/>. May leave out ids that are not among the
    /// <paramref name="greatestCount"/> greatest.</summary>
    public void AddAllFrom(ReadOnlySpan<float> logits, float least, int greatestCount)
    {
        int room = greatestCount < Capacity / 4 ? greatestCount * 4 : int.MaxValue;
        for (int id = VectorizedLogits.IndexOfAtLeast(logits, 0, least); id >= 0; id = VectorizedLogits.IndexOfAtLeast(logits, id + 1, least))
        {
            Add(id, logits[id]);
            if (Count >= room)
            {
                // Four times as many as needed: three quarters are removed, and the minimum rises for the rest.
                KeepGreatest(greatestCount);
                least = _values[Count - 1];
            }
        }
    }

    /// <summary>Turns logits into weights: 1 for the greatest.</summary>
    /// <returns>The sum of the weights.</returns>
    public double ToWeights(float greatest, float inverseTemperature) =>
        VectorizedLogits.ToWeights(_values.AsSpan(0, Count), greatest, inverseTemperature);

    /// <summary>Keeps the ids with at least this weight.</summary>
    /// <returns>The sum of the remaining weights.</returns>
    public double KeepFrom(float weight)
    {
        double sum = 0;
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (_values[i] >= weight)
            {
                _ids[kept] = _ids[i];
                _values[kept] = _values[i];
                sum += _values[i];
                kept++;
            }
        }

        Count = kept;
        return sum;
    }

    /// <summary>Keeps the ids with the greatest values, the greatest first.</summary>
    /// <returns>The sum of the remaining values.</returns>
    public double KeepGreatest(int count)
    {
        Sort();
        Count = Math.Min(count, Count);
        double sum = 0;
        foreach (float value in _values.AsSpan(0, Count))
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>Keeps the ids with the greatest weights that together have at least this weight.</summary>
    /// <returns>The sum of the remaining weights.</returns>
    public double KeepMass(double mass)
    {
        Sort();
        double sum = 0;
        int kept = 0;
        while (kept < Count && (kept == 0 || sum < mass))
        {
            sum += _values[kept++];
        }

        Count = kept;
        return sum;
    }

    /// <summary>Gets the id at this position in the running sum of weights.</summary>
    public int IdAt(double mass)
    {
        double sum = 0;
        for (int i = 0; i < Count; i++)
        {
            sum += _values[i];
            if (mass < sum)
            {
                return _ids[i];
            }
        }

        // Only through rounding: the last id has the end of the range.
        return _ids[Count - 1];
    }

    private void Sort()
    {
        Span<float> values = _values.AsSpan(0, Count);
        values.Sort(_ids.AsSpan(0, Count));
        values.Reverse();
        _ids.AsSpan(0, Count).Reverse();
    }
}
