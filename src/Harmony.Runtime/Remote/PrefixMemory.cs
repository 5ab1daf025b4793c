namespace Harmony.Remote;

/// <summary>
/// Which replica has seen which beginning of a prompt. Of a fixed size: a newer block takes the place of an older one with the
/// same slot, and a lookup goes from the longest beginning to shorter ones, so a hole costs no more than a shorter match.
/// For several threads.
/// </summary>
internal sealed class PrefixMemory
{
    private const int SlotCount = 1 << 16; // of 128 ids each: eight million ids of prompts

    private readonly Lock _lock = new();
    private readonly ulong[] _hashes = new ulong[SlotCount];
    private readonly short[] _replicas = new short[SlotCount];

    /// <summary>Notes that a replica has been given a prompt of these blocks.</summary>
    public void Remember(ReadOnlySpan<ulong> blocks, int replica)
    {
        lock (_lock)
        {
            foreach (ulong hash in blocks)
            {
                int slot = (int)(hash % SlotCount);
                _hashes[slot] = hash;
                _replicas[slot] = (short)replica;
            }
        }
    }

    /// <summary>The replica that has seen the longest beginning, or -1.</summary>
    public int Find(ReadOnlySpan<ulong> blocks)
    {
        lock (_lock)
        {
            for (int block = blocks.Length - 1; block >= 0; block--)
            {
                int slot = (int)(blocks[block] % SlotCount);
                if (_hashes[slot] == blocks[block])
                {
                    return _replicas[slot];
                }
            }
        }

        return -1;
    }
}
