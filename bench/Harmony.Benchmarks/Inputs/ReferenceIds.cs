using System.Runtime.InteropServices;

namespace Harmony.Benchmarks.Inputs;

/// <summary>The reference's ids for a file: 32-bit little-endian numbers in <c>NAME.u32</c>.</summary>
internal static class ReferenceIds
{
    /// <summary>The ids beside a text; null if there are none.</summary>
    public static int[]? Find(string path)
    {
        string beside = Path.ChangeExtension(path, ".u32");
        return File.Exists(beside) ? Read(beside) : null;
    }

    /// <exception cref="InvalidOperationException">They differ: what would be measured is wrong.</exception>
    public static void Compare(string what, ReadOnlySpan<int> expected, ReadOnlySpan<int> actual)
    {
        int same = expected.CommonPrefixLength(actual);
        if (same < expected.Length || same < actual.Length)
        {
            throw new InvalidOperationException($"{what}: the ids differ at {same} ({actual.Length} of them, not {expected.Length}).");
        }
    }

    private static int[] Read(string path) => MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(path)).ToArray();
}
