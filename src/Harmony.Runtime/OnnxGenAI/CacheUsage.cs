namespace Harmony.OnnxGenAI;

/// <summary>What an engine keeps of conversations.</summary>
/// <param name="Kept">Generators that wait to be gone on with.</param>
/// <param name="Running">Generators that run.</param>
/// <param name="Bytes">What the keys and values of all of them take at most.</param>
/// <param name="KeptIds">How many ids those that wait have read.</param>
public readonly record struct CacheUsage(int Kept, int Running, long Bytes, long KeptIds);
