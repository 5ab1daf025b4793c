namespace Harmony.Remote;

/// <summary>
/// Hashes the beginnings of a prompt, block by block: the hash of a block depends on all ids before it, as in the servers' prefix
/// caches, which keep whole blocks. The hashes are the same in every process, so that independent clients send the same prefix to
/// the same replica.
/// </summary>
internal static class PromptBlocks
{
    /// <summary>The number of tokens in a block: that of vLLM's cache, as observed.</summary>
    public const int Length = 128;

    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    public static ulong[] Hash(ReadOnlySpan<int> prompt)
    {
        var hashes = new ulong[prompt.Length / Length];
        ulong hash = Multiplier;
        for (int block = 0; block < hashes.Length; block++)
        {
            foreach (int id in prompt.Slice(block * Length, Length))
            {
                hash = Mix(hash ^ (uint)id);
            }

            hashes[block] = hash;
        }

        return hashes;
    }

    public static ulong Hash(ReadOnlySpan<char> text)
    {
        ulong hash = Multiplier;
        foreach (char unit in text)
        {
            hash = Mix(hash ^ unit);
        }

        return hash;
    }

    /// <summary>The finalizer of SplitMix64: every bit of the input changes every bit of the output.</summary>
    public static ulong Mix(ulong value)
    {
        value += Multiplier;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
