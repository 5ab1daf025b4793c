using System.Text;
using Harmony.Engines;

namespace Harmony.ChatClient;

/// <summary>The texts that end an answer, and how far a text may be given out while one of them may still come.</summary>
internal sealed class StopSequences
{
    private readonly byte[][] _sequences;

    /// <param name="sequences">The texts; empty ones never come.</param>
    /// <exception cref="EngineException">One is null.</exception>
    public StopSequences(IList<string>? sequences)
    {
        var list = new List<byte[]>();
        foreach (string? sequence in sequences ?? [])
        {
            if (sequence is null)
            {
                throw new EngineException(EngineError.BadRequest, $"ChatOptions.StopSequences[{sequences!.IndexOf(null!)}] is null: give a text, or leave it out.");
            }

            if (sequence.Length > 0)
            {
                list.Add(Encoding.UTF8.GetBytes(sequence));
            }
        }

        _sequences = [.. list];
    }

    /// <summary>Looks for the texts.</summary>
    /// <param name="utf8">The text that was not given out yet.</param>
    /// <param name="isFound">Whether one of them is there.</param>
    /// <returns>How much of the text may be given out: up to the first of them, or up to what may be the beginning of one.</returns>
    public int Find(ReadOnlySpan<byte> utf8, out bool isFound)
    {
        int first = utf8.Length;
        isFound = false;
        foreach (byte[] sequence in _sequences)
        {
            int index = utf8.IndexOf(sequence);
            if (index >= 0)
            {
                isFound = true;
                first = Math.Min(first, index);
            }
        }

        return isFound ? first : utf8.Length - HeldBack(utf8);
    }

    /// <summary>The length of the longest end that is the beginning of a text that ends the answer.</summary>
    private int HeldBack(ReadOnlySpan<byte> utf8)
    {
        int longest = 0;
        foreach (byte[] sequence in _sequences)
        {
            int length = Math.Min(utf8.Length, sequence.Length - 1);
            while (length > longest && !utf8[^length..].SequenceEqual(sequence.AsSpan(0, length)))
            {
                length--;
            }

            longest = Math.Max(longest, length);
        }

        return longest;
    }
}
