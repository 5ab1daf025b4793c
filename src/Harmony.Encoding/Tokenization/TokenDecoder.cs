using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Decodes ids as they come, one or some at a time, into UTF-8, holding back the beginning of a sequence until the rest of it
/// comes: what it writes is always whole characters.
/// </summary>
/// <remarks>
/// A plain value: a copy is a checkpoint. It holds at most three bytes. Bytes that cannot become a character are
/// written as U+FFFD, by the same rules as <see cref="Encoding.UTF8"/>, so that the pieces together are what
/// <see cref="O200kTokenizer.Decode"/> makes of all the ids at once. Who needs UTF-16 gives what was written to
/// <see cref="Encoding.UTF8"/>, piece by piece.
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
    /// <param name="destination">Takes the text that is whole now; <see cref="MaxBytesPerId"/> bytes always suffice. What
    /// is behind it may change too.</param>
    /// <param name="bytesWritten">The number of bytes, which may be 0.</param>
    /// <returns>Whether the text fits. If not, nothing has changed, and the call can be made again.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside the vocabulary.</exception>
    public bool TryDecode(int id, Span<byte> destination, out int bytesWritten)
    {
        if (_heldCount == 0 && (uint)id < VocabularyLayout.TokenCount && destination.Length >= VocabularyLayout.CopyWidth)
        {
            bytesWritten = EmbeddedVocabulary.Table.TryCopyWhole(id, destination);
            if (bytesWritten > 0)
            {
                return true;
            }
        }

        return TryDecodeAny([id], 0, destination, out bytesWritten);
    }

    /// <summary>Decodes many ids: what one call for each gives, at the speed of <see cref="O200kTokenizer.DecodeToUtf8"/>.</summary>
    /// <param name="ids">Ids of the vocabulary.</param>
    /// <param name="destination">Takes the text that is whole now. What is behind it may change too.</param>
    /// <param name="idsRead">How many ids have been decoded.</param>
    /// <param name="bytesWritten">The number of bytes, which may be 0.</param>
    /// <returns><see cref="OperationStatus.Done"/>, or <see cref="OperationStatus.DestinationTooSmall"/>: the text of the next
    /// id does not fit, and a next call goes on with it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary; nothing has changed.</exception>
    public OperationStatus Decode(ReadOnlySpan<int> ids, Span<byte> destination, out int idsRead, out int bytesWritten)
    {
        HeldBytes held = _held;
        int heldCount = _heldCount;
        idsRead = 0;
        bytesWritten = 0;
        while (idsRead < ids.Length)
        {
            if (_heldCount == 0)
            {
                idsRead += EmbeddedVocabulary.Table.CopyTokens(ids[idsRead..], destination[bytesWritten..], VocabularyLayout.WholeCharacters, out int copied);
                bytesWritten += copied;
                if (idsRead == ids.Length)
                {
                    break;
                }
            }

            if (!TokenBytes.IsInVocabulary(ids[idsRead]))
            {
                _held = held;
                _heldCount = heldCount;
                ThrowHelper.NotInVocabulary(nameof(ids), ids[idsRead], idsRead);
            }

            if (!TryDecodeAny(ids, idsRead, destination[bytesWritten..], out int written))
            {
                return OperationStatus.DestinationTooSmall;
            }

            bytesWritten += written;
            idsRead++;
        }

        return OperationStatus.Done;
    }

    /// <summary>Decodes one more id into a buffer.</summary>
    /// <inheritdoc cref="TryDecode"/>
    public void Decode(int id, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (!TryDecode(id, destination.GetSpan(MaxBytesPerId), out int written))
        {
            ThrowHelper.TooLittleRoom(MaxBytesPerId, nameof(destination));
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
        return TryWrite(WithHeld(default, bytes), isEnd: true, destination, out bytesWritten, out _);
    }

    /// <summary>Whether bytes are held back.</summary>
    internal readonly bool HoldsBytes => _heldCount > 0;

    /// <summary>Decodes one more token's bytes, saying whether they broke a sequence.</summary>
    /// <param name="token">An ordinary token's bytes.</param>
    /// <param name="destination">At least <see cref="MaxBytesPerId"/> bytes.</param>
    /// <param name="isBroken">Whether a U+FFFD was written for bytes that cannot become a character.</param>
    /// <returns>The number of bytes written.</returns>
    internal int Decode(ReadOnlySpan<byte> token, Span<byte> destination, out bool isBroken)
    {
        Span<byte> bytes = stackalloc byte[MaxHeld + VocabularyLayout.MaxTokenLength];
        TryWrite(WithHeld(token, bytes), isEnd: false, destination, out int written, out isBroken);
        return written;
    }

    /// <summary>Decodes an id of any kind, whatever is held.</summary>
    [SkipLocalsInit]
    private bool TryDecodeAny(ReadOnlySpan<int> ids, int index, Span<byte> destination, out int bytesWritten)
    {
        Span<byte> name = stackalloc byte[SpecialTokens.MaxNameLength];
        ReadOnlySpan<byte> token = TokenBytes.GetRequired(ids, index, name);
        if (_heldCount == 0 && TokenBytes.IsWholeCharacters(ids[index]))
        {
            bool fits = token.TryCopyTo(destination);
            bytesWritten = fits ? token.Length : 0;
            return fits;
        }

        Span<byte> bytes = stackalloc byte[MaxHeld + VocabularyLayout.MaxTokenLength];
        return TryWrite(WithHeld(token, bytes), isEnd: false, destination, out bytesWritten, out _);
    }

    private readonly ReadOnlySpan<byte> WithHeld(ReadOnlySpan<byte> token, Span<byte> bytes)
    {
        ((ReadOnlySpan<byte>)_held)[.._heldCount].CopyTo(bytes);
        token.CopyTo(bytes[_heldCount..]);
        return bytes[..(_heldCount + token.Length)];
    }

    private bool TryWrite(ReadOnlySpan<byte> bytes, bool isEnd, Span<byte> destination, out int bytesWritten, out bool isBroken)
    {
        int written = 0;
        bytesWritten = 0;
        isBroken = false;
        while (!bytes.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed);
            if (status == OperationStatus.NeedMoreData && !isEnd)
            {
                break;
            }

            isBroken |= status != OperationStatus.Done;
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
