using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Decodes ids into UTF-8 as they arrive, one or several at a time. It writes whole characters only: the beginning of a character is
/// held back until the rest of it arrives.
/// </summary>
/// <remarks>
/// A mutable value: a copy is a checkpoint. It holds at most three bytes. Bytes that cannot become a character are written as
/// U+FFFD, by the same rules as those of <see cref="Encoding.UTF8"/>, so the pieces together are equal to the result of
/// <see cref="O200kTokenizer.Decode"/> for all the ids at once. For UTF-16, decode each piece with <see cref="Encoding.UTF8"/>.
/// </remarks>
public struct TokenDecoder
{
    /// <summary>The maximum number of bytes that one call writes: three held bytes and those of the longest token, each as U+FFFD.</summary>
    public const int MaxBytesPerId = (MaxHeld + VocabularyLayout.MaxTokenLength) * ReplacementLength;

    private const int MaxHeld = 3;
    private const int ReplacementLength = 3;

    /// <summary>The number of ids decoded at once if characters extend from one to the next.</summary>
    private const int PartsAtOnce = 16;

    // The first one lowest.
    private uint _held;
    private int _heldCount;

    /// <summary>Decodes one more id.</summary>
    /// <param name="id">An id of the vocabulary.</param>
    /// <param name="destination">Receives the completed text. <see cref="MaxBytesPerId"/> bytes are always enough. Bytes after the
    /// text may change.</param>
    /// <param name="bytesWritten">The number of bytes of the text, which may be 0.</param>
    /// <returns>Whether the text fits. If not, nothing has changed, and the call can be repeated.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="id"/> is outside the vocabulary.</exception>
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

        return DecodeParts([id], destination, out bytesWritten) > 0 || TryDecodeAny([id], 0, destination, out bytesWritten);
    }

    /// <summary>Decodes several ids. The result is the same as that of one call for each, at the speed of
    /// <see cref="O200kTokenizer.DecodeToUtf8"/>.</summary>
    /// <param name="ids">Ids of the vocabulary.</param>
    /// <param name="destination">Receives the completed text. Bytes after the text may change.</param>
    /// <param name="idsRead">The number of ids decoded.</param>
    /// <param name="bytesWritten">The number of bytes of the text, which may be 0.</param>
    /// <returns><see cref="OperationStatus.Done"/>, or <see cref="OperationStatus.DestinationTooSmall"/> if the text of the next id does
    /// not fit: call again with the remaining ids.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary. Nothing has changed.</exception>
    public OperationStatus Decode(ReadOnlySpan<int> ids, Span<byte> destination, out int idsRead, out int bytesWritten)
    {
        TokenDecoder before = this;
        idsRead = 0;
        bytesWritten = 0;
        while (true)
        {
            int written;
            if (_heldCount == 0)
            {
                idsRead += EmbeddedVocabulary.Table.CopyTokens(ids[idsRead..], destination[bytesWritten..], VocabularyLayout.WholeCharacters, out written);
                bytesWritten += written;
            }

            if (idsRead == ids.Length)
            {
                return OperationStatus.Done;
            }

            int parts = DecodeParts(ids[idsRead..], destination[bytesWritten..], out written);
            if (parts == 0)
            {
                if (!TokenBytes.IsInVocabulary(ids[idsRead]))
                {
                    this = before;
                    ThrowHelper.NotInVocabulary(nameof(ids), ids[idsRead], idsRead);
                }

                if (!TryDecodeAny(ids, idsRead, destination[bytesWritten..], out written))
                {
                    return OperationStatus.DestinationTooSmall;
                }

                parts = 1;
            }

            idsRead += parts;
            bytesWritten += written;
        }
    }

    /// <summary>Decodes one more id into a buffer writer.</summary>
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
    /// <param name="destination">Receives the text. Three bytes are always enough.</param>
    /// <param name="bytesWritten">The number of bytes written: 3, or 0 if nothing was held back.</param>
    /// <returns>Whether the text fits. If not, nothing has changed.</returns>
    public bool TryFlush(Span<byte> destination, out int bytesWritten)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        return TryWrite(WithHeld(default, bytes), isEnd: true, destination, out bytesWritten, out _);
    }

    /// <summary>Whether bytes are held back.</summary>
    internal readonly bool HoldsBytes => _heldCount > 0;

    /// <summary>Decodes one more token's bytes, and reports whether they broke a sequence.</summary>
    /// <param name="token">An ordinary token's bytes.</param>
    /// <param name="destination">At least <see cref="MaxBytesPerId"/> bytes.</param>
    /// <param name="isBroken">Whether a U+FFFD was written for bytes that cannot become a character.</param>
    /// <returns>The number of bytes written.</returns>
    internal int Decode(ReadOnlySpan<byte> token, Span<byte> destination, out bool isBroken)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint) + VocabularyLayout.MaxTokenLength];
        TryWrite(WithHeld(token, bytes), isEnd: false, destination, out int written, out isBroken);
        return written;
    }

    /// <summary>Decodes ordinary tokens that are valid UTF-8 together with what is held, except for the beginning of a character at
    /// their end.</summary>
    /// <returns>The number of tokens decoded; 0 if the next ones are something else, or if there is little room.</returns>
    private int DecodeParts(ReadOnlySpan<int> ids, Span<byte> destination, out int bytesWritten)
    {
        bytesWritten = 0;
        if (destination.Length < MaxHeld + VocabularyLayout.MaxTokenLength)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(destination, _held);
        int count = EmbeddedVocabulary.Table.CopyTokens(ids[..Math.Min(ids.Length, PartsAtOnce)], destination[_heldCount..], required: 0, out int copied);
        ReadOnlySpan<byte> bytes = destination[..(_heldCount + copied)];
        int whole = bytes.Length - BeginningLength(bytes);
        if (count == 0 || !Utf8.IsValid(bytes[..whole]))
        {
            return 0;
        }

        Hold(bytes[whole..]);
        bytesWritten = whole;
        return count;
    }

    /// <summary>The number of bytes at the end that are the beginning of a character.</summary>
    private static int BeginningLength(ReadOnlySpan<byte> bytes)
    {
        for (int length = 1; length <= Math.Min(MaxHeld, bytes.Length); length++)
        {
            const int ContinuationMask = 0xC0;
            const int Continuation = 0x80;
            if ((bytes[^length] & ContinuationMask) != Continuation)
            {
                return Rune.DecodeFromUtf8(bytes[^length..], out _, out _) == OperationStatus.NeedMoreData ? length : 0;
            }
        }

        return 0;
    }

    /// <summary>Decodes an id of any kind, regardless of what is held.</summary>
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

        Span<byte> bytes = stackalloc byte[sizeof(uint) + VocabularyLayout.MaxTokenLength];
        return TryWrite(WithHeld(token, bytes), isEnd: false, destination, out bytesWritten, out _);
    }

    /// <param name="token">The bytes that follow those held.</param>
    /// <param name="bytes">Receives them all: at least four bytes more than the token has.</param>
    private readonly ReadOnlySpan<byte> WithHeld(ReadOnlySpan<byte> token, Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, _held);
        token.CopyTo(bytes[_heldCount..]);
        return bytes[..(_heldCount + token.Length)];
    }

    /// <param name="bytes">At most three bytes.</param>
    private void Hold(ReadOnlySpan<byte> bytes)
    {
        Debug.Assert(bytes.Length <= MaxHeld, "The beginning of a character is at most three bytes.");
        uint held = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            held = (held << 8) | bytes[i];
        }

        _held = held;
        _heldCount = bytes.Length;
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

        // What is left is the beginning of one character.
        Hold(bytes);
        bytesWritten = written;
        return true;
    }
}
