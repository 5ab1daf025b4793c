namespace Harmony.OnnxGenAI;

/// <summary>The generators of an engine and their memory.</summary>
/// <param name="Kept">The number of generators kept for later requests.</param>
/// <param name="Running">The number of running generators.</param>
/// <param name="Bytes">The maximum size in bytes of the keys and values of all of them.</param>
/// <param name="KeptTokens">The number of tokens in the caches of the kept generators.</param>
public readonly record struct CacheUsage(int Kept, int Running, long Bytes, long KeptTokens);
