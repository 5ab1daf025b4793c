namespace Harmony.Remote;

/// <summary>
/// Chooses the replica for a request: the one that is likely to have its beginning cached, unless its load is much higher than that
/// of the others. The session key decides if there is one; otherwise the longest beginning of the prompt that a replica has seen,
/// and for a new prompt, rendezvous hashing of its first block. A prompt shorter than a block goes to the replica with the lowest
/// load. Thread safe.
/// </summary>
internal sealed class ReplicaRouter
{
    /// <summary>
    /// The load that a replica may have for the sake of its cache, relative to its share, as in consistent hashing with bounded loads
    /// (Mirrokni, Thorup and Zadimoghaddam, https://arxiv.org/abs/1608.01350).
    /// </summary>
    private const double LoadFactor = 1.25;

    /// <summary>The number of requests that any replica may have, whatever the load of the others: these servers answer many requests
    /// concurrently.</summary>
    private const int FreeRequests = 8;

    private readonly Lock _lock = new();
    private readonly Replica[] _replicas;
    private readonly PrefixMemory _prefixes = new();
    private int _turn;

    public ReplicaRouter(IReadOnlyList<Uri> addresses, TimeProvider timeProvider)
    {
        _replicas = new Replica[addresses.Count];
        for (int index = 0; index < addresses.Count; index++)
        {
            _replicas[index] = new Replica(addresses[index], index, timeProvider);
        }
    }

    public ReadOnlySpan<Replica> Replicas => _replicas;

    /// <summary>
    /// Chooses a replica and counts the request there until the caller calls <see cref="Replica.End"/>. Replicas in
    /// <paramref name="tried"/> and unavailable ones are chosen only if there is no other, the one that returns first before
    /// the others.
    /// </summary>
    public Replica Begin(string? sessionKey, ReadOnlySpan<ulong> blocks, ReadOnlySpan<bool> tried)
    {
        lock (_lock)
        {
            Replica chosen = Choose(sessionKey, blocks, tried);
            chosen.Begin();
            _prefixes.Remember(blocks, chosen.Index);
            return chosen;
        }
    }

    private Replica Choose(string? sessionKey, ReadOnlySpan<ulong> blocks, ReadOnlySpan<bool> tried)
    {
        Span<bool> candidates = stackalloc bool[_replicas.Length];
        if (!FindCandidates(tried, candidates))
        {
            return FirstToReturn(tried);
        }

        if (sessionKey is not null)
        {
            return ChooseByKey(PromptBlocks.Hash(sessionKey), candidates);
        }

        if (blocks.IsEmpty)
        {
            return LeastLoaded(candidates);
        }

        int seen = _prefixes.Find(blocks);
        return seen >= 0 && candidates[seen] && _replicas[seen].Requests < GetLimit(candidates)
            ? _replicas[seen]
            : ChooseByKey(blocks[0], candidates);
    }

    private bool FindCandidates(ReadOnlySpan<bool> tried, Span<bool> candidates)
    {
        bool any = false;
        foreach (Replica replica in _replicas)
        {
            candidates[replica.Index] = !tried[replica.Index] && replica.IsAvailable;
            any |= candidates[replica.Index];
        }

        return any;
    }

    private Replica FirstToReturn(ReadOnlySpan<bool> tried)
    {
        Replica best = _replicas[0];
        foreach (Replica replica in _replicas)
        {
            bool isFresher = tried[best.Index] && !tried[replica.Index];
            bool isEqual = tried[best.Index] == tried[replica.Index];
            if (isFresher || (isEqual && replica.PausedUntil < best.PausedUntil))
            {
                best = replica;
            }
        }

        return best;
    }

    private Replica ChooseByKey(ulong key, ReadOnlySpan<bool> candidates)
    {
        int limit = GetLimit(candidates);
        Replica? best = null;
        ulong bestWeight = 0;
        foreach (Replica replica in _replicas)
        {
            ulong weight = PromptBlocks.Mix(key ^ replica.Identity);
            if (candidates[replica.Index] && replica.Requests < limit && (best is null || weight > bestWeight))
            {
                best = replica;
                bestWeight = weight;
            }
        }

        return best ?? LeastLoaded(candidates);
    }

    private Replica LeastLoaded(ReadOnlySpan<bool> candidates)
    {
        // Starts at another replica each time, so that equal ones take turns.
        int start = _turn++ & int.MaxValue;
        Replica? best = null;
        for (int offset = 0; offset < _replicas.Length; offset++)
        {
            Replica replica = _replicas[(start + offset) % _replicas.Length];
            if (candidates[replica.Index] && (best is null || replica.Requests < best.Requests))
            {
                best = replica;
            }
        }

        return best!;
    }

    private int GetLimit(ReadOnlySpan<bool> candidates)
    {
        int count = 0;
        int requests = 1;
        foreach (Replica replica in _replicas)
        {
            if (candidates[replica.Index])
            {
                count++;
                requests += replica.Requests;
            }
        }

        return Math.Max(FreeRequests, (int)Math.Ceiling(LoadFactor * requests / count));
    }
}
