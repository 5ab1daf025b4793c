using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <content>Many texts at once.</content>
public static partial class O200kTokenizer
{
    /// <summary>Encodes many texts with several threads. Long texts are shared between threads, too.</summary>
    /// <param name="texts">The texts, which several threads will read at once, and nobody may change meanwhile.</param>
    /// <param name="allowedSpecials">The special tokens that their names stand for; none if null.</param>
    /// <param name="maxDegreeOfParallelism">The most threads to use, the caller's included; -1 for as many as there are
    /// processors. A batch of little text uses fewer.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The ids of each text, the same and in the same order whatever the number of threads: at most 2^31 in all. The
    /// caller disposes of it.</returns>
    /// <remarks>Beside the result there are, for each thread, at most five buffers of the ids of 32 KB of text (or of a piece, where
    /// one is longer).</remarks>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDegreeOfParallelism"/> is neither -1 nor positive.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static TokenBatch EncodeBatch(IReadOnlyList<string> texts, SpecialTokenSet? allowedSpecials = null, int maxDegreeOfParallelism = -1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        CheckParallelism(maxDegreeOfParallelism);
        for (int i = 0; i < texts.Count; i++)
        {
            if (texts[i] is null)
            {
                throw new ArgumentException($"Text {i} is null.", nameof(texts));
            }
        }

        return BatchEncoder<Utf16Texts, char>.Encode(new Utf16Texts(texts), allowedSpecials ?? SpecialTokenSet.None, maxDegreeOfParallelism, cancellationToken);
    }

    /// <inheritdoc cref="EncodeBatch(IReadOnlyList{string}, SpecialTokenSet?, int, CancellationToken)"/>
    /// <param name="utf8Texts">The texts, in UTF-8, which several threads will read at once, and nobody may change meanwhile.</param>
    /// <param name="allowedSpecials"/>
    /// <param name="maxDegreeOfParallelism"/>
    /// <param name="cancellationToken"/>
    public static TokenBatch EncodeBatch(IReadOnlyList<ReadOnlyMemory<byte>> utf8Texts, SpecialTokenSet? allowedSpecials = null, int maxDegreeOfParallelism = -1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(utf8Texts);
        CheckParallelism(maxDegreeOfParallelism);
        return BatchEncoder<Utf8Texts, byte>.Encode(new Utf8Texts(utf8Texts), allowedSpecials ?? SpecialTokenSet.None, maxDegreeOfParallelism, cancellationToken);
    }

    private static void CheckParallelism(int maxDegreeOfParallelism)
    {
        ArgumentOutOfRangeException.ThrowIfZero(maxDegreeOfParallelism);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDegreeOfParallelism, -1);
    }
}
