namespace Harmony.Remote;

/// <summary>
/// Remembers which replica has seen which beginning of a prompt. Of a fixed size: a newer block replaces an older one in the same
/// slot, and a lookup goes from the longest beginning to shorter ones, so a lost block costs no more than a shorter match. Thread
/// safe.
/// </summary>
internal sealed class PrefixMemory
{
    private const int SlotCount = 1 << 16; // of 128 tokens each: eight million tokens of prompts

    private readonly Lock _lock = new();
    private readonly ulong[] _hashes = new ulong[SlotCount];
    private readonly short[] _replicas = new short[SlotCount];

    /// <summary>Records that a replica was sent a prompt of these blocks.</summary>
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

    /// <summary>Finds the replica that has seen the longest beginning, or -1.</summary>
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
