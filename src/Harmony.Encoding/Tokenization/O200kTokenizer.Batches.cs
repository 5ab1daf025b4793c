using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <content>Many texts at once.</content>
public static partial class O200kTokenizer
{
    /// <summary>Encodes many texts on several threads. A long text is shared between threads, too.</summary>
    /// <param name="texts">The texts. Several threads read the list at the same time, and it must not change meanwhile.</param>
    /// <param name="allowedSpecials">The special tokens whose names in the text are encoded as the tokens themselves. Null for none.</param>
    /// <param name="maxDegreeOfParallelism">The maximum number of threads, including the caller's, or -1 for the number of
    /// processors. A small batch uses fewer.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The ids of each text, in the order of the texts and independent of the number of threads: fewer than 2^31 in total. The
    /// caller disposes it.</returns>
    /// <remarks>In addition to the result, each thread uses at most five buffers with the ids of 32 KB of text each, or of one piece if
    /// that is longer.</remarks>
    /// <exception cref="ArgumentException">A text is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDegreeOfParallelism"/> is neither -1 nor positive.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
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
    /// <param name="utf8Texts">The texts, in UTF-8. Several threads read the list at the same time, and it must not change meanwhile.</param>
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
