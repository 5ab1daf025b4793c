using System.Runtime.InteropServices;

namespace Harmony.Benchmarks.Inputs;

/// <summary>The reference's ids for a file: 32-bit little-endian numbers in <c>NAME.u32</c>.</summary>
internal static class ReferenceIds
{
    /// <summary>Where bench/reference/run lets the reference write ids.</summary>
    private static readonly string Written = Path.Combine(DataFolder.Repository, "artifacts", "beside-reference", "ids");

    /// <summary>The ids beside a text, or written by the reference; null if there are none.</summary>
    public static int[]? Find(string path)
    {
        string beside = Path.ChangeExtension(path, ".u32");
        string written = Path.Combine(Written, Path.GetFileName(beside));
        return File.Exists(beside) ? Read(beside) : File.Exists(written) ? Read(written) : null;
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
