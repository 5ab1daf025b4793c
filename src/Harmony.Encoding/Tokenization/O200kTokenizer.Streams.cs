using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <content>Text that is encoded while it is read.</content>
public static partial class O200kTokenizer
{
    /// <summary>Encodes the text of a stream of any length without holding all of it.</summary>
    /// <param name="utf8">The text, in UTF-8. Broken sequences count as U+FFFD; a byte order mark is a character like any other.
    /// The stream is read to its end and left open.</param>
    /// <param name="allowedSpecials">The special tokens whose names in the text are encoded as the tokens themselves. Null for none.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The ids in blocks, which together are those of the whole text. The stream is read as blocks are requested. A block is
    /// valid until the next one is requested.</returns>
    /// <remarks>About 64 KB of text and its ids are held. If the text has no safe boundary for longer (an endless word, for example),
    /// everything up to the next one is held.</remarks>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public static IAsyncEnumerable<ReadOnlyMemory<int>> EncodeAsync(Stream utf8, SpecialTokenSet? allowedSpecials = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        return EncodeBlocksAsync(ReaderOf(utf8), completes: true, allowedSpecials ?? SpecialTokenSet.None, cancellationToken);
    }

    /// <summary>Encodes the text of a pipe of any length without holding all of it.</summary>
    /// <inheritdoc cref="EncodeAsync(Stream, SpecialTokenSet?, CancellationToken)"/>
    /// <param name="utf8">The text, in UTF-8. Broken sequences count as U+FFFD; a byte order mark is a character like any other.
    /// The pipe is read to its end. The caller completes it.</param>
    /// <param name="allowedSpecials"/>
    /// <param name="cancellationToken"/>
    public static IAsyncEnumerable<ReadOnlyMemory<int>> EncodeAsync(PipeReader utf8, SpecialTokenSet? allowedSpecials = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        return EncodeBlocksAsync(utf8, completes: false, allowedSpecials ?? SpecialTokenSet.None, cancellationToken);
    }

    /// <summary>Counts the tokens of a stream's text, of any length, without holding all of it.</summary>
    /// <inheritdoc cref="EncodeAsync(Stream, SpecialTokenSet?, CancellationToken)"/>
    /// <returns>The number of tokens.</returns>
    public static ValueTask<long> CountTokensAsync(Stream utf8, SpecialTokenSet? allowedSpecials = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        return CountBlocksAsync(ReaderOf(utf8), completes: true, allowedSpecials ?? SpecialTokenSet.None, cancellationToken);
    }

    /// <summary>Counts the tokens of a pipe's text, of any length, without holding all of it.</summary>
    /// <inheritdoc cref="EncodeAsync(PipeReader, SpecialTokenSet?, CancellationToken)"/>
    /// <returns>The number of tokens.</returns>
    public static ValueTask<long> CountTokensAsync(PipeReader utf8, SpecialTokenSet? allowedSpecials = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        return CountBlocksAsync(utf8, completes: false, allowedSpecials ?? SpecialTokenSet.None, cancellationToken);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<int>> EncodeBlocksAsync(PipeReader utf8, bool completes, SpecialTokenSet allowed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var encoder = new Utf8StreamEncoder(allowed);
        using var ids = new TokenBuffer();
        try
        {
            while (await encoder.ReadPartAsync(utf8, cancellationToken).ConfigureAwait(false) is var length and > 0)
            {
                ids.Clear();
                encoder.Encode(length, ids);
                yield return ids.Memory;
            }
        }
        finally
        {
            if (completes)
            {
                await utf8.CompleteAsync().ConfigureAwait(false);
            }
        }
    }

    private static async ValueTask<long> CountBlocksAsync(PipeReader utf8, bool completes, SpecialTokenSet allowed, CancellationToken cancellationToken)
    {
        using var encoder = new Utf8StreamEncoder(allowed);
        long count = 0;
        try
        {
            while (await encoder.ReadPartAsync(utf8, cancellationToken).ConfigureAwait(false) is var length and > 0)
            {
                count += encoder.Count(length);
            }
        }
        finally
        {
            if (completes)
            {
                await utf8.CompleteAsync().ConfigureAwait(false);
            }
        }

        return count;
    }

    private static PipeReader ReaderOf(Stream stream) =>
        PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: Utf8StreamEncoder.PartSize, leaveOpen: true));
}
