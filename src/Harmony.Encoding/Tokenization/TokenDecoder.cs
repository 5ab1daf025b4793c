using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Decodes ids one at a time into UTF-8, holding back the beginning of a sequence until the rest of it comes: what it
/// writes is always whole characters.
/// </summary>
/// <remarks>
/// A plain value: a copy is a checkpoint. It holds at most three bytes. Bytes that cannot become a character are
/// written as U+FFFD, by the same rules as <see cref="Encoding.UTF8"/>, so that the pieces together are what
/// <see cref="O200kTokenizer.Decode"/> makes of all the ids at once.
/// </remarks>
public struct TokenDecoder
{
    /// <summary>The most bytes that one call writes: three held ones and a token's, each as U+FFFD.</summary>
    public const int MaxBytesPerId = (MaxHeld + VocabularyLayout.MaxTokenLength) * ReplacementLength;

    private const int MaxHeld = 3;
    private const int ReplacementLength = 3;

    private HeldBytes _held;
    private int _heldCount;

    /// <summary>Decodes one more id.</summary>
    /// <param name="id">An id of the vocabulary.</param>
    /// <param name="destination">Takes the text that is whole now; <see cref="MaxBytesPerId"/> bytes always suffice.</param>
    /// <param name="bytesWritten">The number of bytes, which may be 0.</param>
    /// <returns>Whether the text fits. If not, nothing has changed, and the call can be made again.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside the vocabulary.</exception>
    [SkipLocalsInit]
    public bool TryDecode(int id, Span<byte> destination, out int bytesWritten)
    {
        Span<byte> name = stackalloc byte[SpecialTokens.MaxNameLength];
        ReadOnlySpan<byte> token = TokenBytes.GetRequired([id], 0, name);
        if (_heldCount == 0 && Utf8.IsValid(token))
        {
            bool fits = token.TryCopyTo(destination);
            bytesWritten = fits ? token.Length : 0;
            return fits;
        }

        Span<byte> bytes = stackalloc byte[MaxHeld + VocabularyLayout.MaxTokenLength];
        ((ReadOnlySpan<byte>)_held)[.._heldCount].CopyTo(bytes);
        token.CopyTo(bytes[_heldCount..]);
        return TryWrite(bytes[..(_heldCount + token.Length)], isEnd: false, destination, out bytesWritten);
    }

    /// <summary>Decodes one more id into a buffer.</summary>
    /// <inheritdoc cref="TryDecode"/>
    public void Decode(int id, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (!TryDecode(id, destination.GetSpan(MaxBytesPerId), out int written))
        {
            throw new ArgumentException($"The writer gave less room than the {MaxBytesPerId} bytes that it was asked for.", nameof(destination));
        }

        destination.Advance(written);
    }

    /// <summary>Ends the text: bytes that are still held back are written as U+FFFD.</summary>
    /// <param name="destination">Three bytes always suffice.</param>
    /// <param name="bytesWritten">The number of bytes: 3, or 0 if nothing was held back.</param>
    /// <returns>Whether the text fits. If not, nothing has changed.</returns>
    public bool TryFlush(Span<byte> destination, out int bytesWritten)
    {
        Span<byte> bytes = stackalloc byte[MaxHeld];
        ((ReadOnlySpan<byte>)_held)[.._heldCount].CopyTo(bytes);
        return TryWrite(bytes[.._heldCount], isEnd: true, destination, out bytesWritten);
    }

    private bool TryWrite(ReadOnlySpan<byte> bytes, bool isEnd, Span<byte> destination, out int bytesWritten)
    {
        int written = 0;
        bytesWritten = 0;
        while (!bytes.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed);
            if (status == OperationStatus.NeedMoreData && !isEnd)
            {
                break;
            }

            if (!rune.TryEncodeToUtf8(destination[written..], out int length))
            {
                return false;
            }

            written += length;
            bytes = bytes[consumed..];
        }

        // What is left is the beginning of one sequence: at most three bytes.
        bytes.CopyTo(_held);
        _heldCount = bytes.Length;
        bytesWritten = written;
        return true;
    }

    [InlineArray(MaxHeld)]
    private struct HeldBytes
    {
        private byte _first;
    }
}
