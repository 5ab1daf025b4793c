using System.Text;

namespace Harmony.Parsing;

/// <summary>The texts that end an answer. Immutable and thread-safe.</summary>
public sealed class StopSequences
{
    private readonly string[] _texts;
    private readonly byte[][] _sequences;

    /// <param name="sequences">The texts. An empty text never ends an answer.</param>
    /// <exception cref="ArgumentNullException"><paramref name="sequences"/> or one of them is null.</exception>
    public StopSequences(IReadOnlyList<string> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        var texts = new List<string>();
        var bytes = new List<byte[]>();
        foreach (string sequence in sequences)
        {
            ArgumentNullException.ThrowIfNull(sequence, nameof(sequences));
            if (sequence.Length > 0)
            {
                texts.Add(sequence);
                bytes.Add(Encoding.UTF8.GetBytes(sequence));
            }
        }

        _texts = [.. texts];
        _sequences = [.. bytes];
    }

    /// <summary>No text ends an answer.</summary>
    public static StopSequences None { get; } = new([]);

    internal bool IsEmpty => _sequences.Length == 0;

    /// <summary>Looks for the sequences in a text.</summary>
    /// <param name="utf8">The text that has not been released yet.</param>
    /// <param name="found">The sequence that begins first in the text, or null.</param>
    /// <returns>The length of the text that can be released: up to the sequence, or up to what may be the beginning of one.</returns>
    internal int Find(ReadOnlySpan<byte> utf8, out string? found)
    {
        int first = utf8.Length;
        found = null;
        for (int i = 0; i < _sequences.Length; i++)
        {
            int index = utf8.IndexOf(_sequences[i]);
            if (index >= 0 && (found is null || index < first))
            {
                (found, first) = (_texts[i], index);
            }
        }

        return found is null ? utf8.Length - HeldBack(utf8) : first;
    }

    /// <summary>The length of the longest end of the text that is the beginning of a sequence.</summary>
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
