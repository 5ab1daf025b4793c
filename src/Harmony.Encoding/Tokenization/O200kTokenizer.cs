using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// The o200k tokenizer of GPT-OSS (<c>o200k_harmony</c>): text to token ids and back, exactly as the reference implementation does it.
/// </summary>
/// <remarks>
/// <para>Thread-safe. Encoding, counting and decoding allocate nothing, except for the arrays and strings they return; memory for long
/// texts is rented from the shared pool. Time is linear in the length of the text, whatever the text. The ids of short pieces are kept
/// in a cache of fixed size: 5 MB for each thread that encodes at the same time as others. At most as many caches are kept as there
/// are processors.</para>
/// <para>Text is UTF-16 or UTF-8. Lone surrogates and broken UTF-8 sequences count as U+FFFD, as they do in
/// <see cref="Encoding.UTF8"/>. The name of a special token in a text is text unless the token is explicitly allowed.</para>
/// </remarks>
public static partial class O200kTokenizer
{
    /// <summary>Encodes a text into a buffer writer, such as a <see cref="TokenBuffer"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="destination">Receives the ids, after those it already has.</param>
    /// <param name="allowedSpecials">The special tokens whose names in the text are encoded as the tokens themselves. Null for none.</param>
    public static void Encode(ReadOnlySpan<char> text, IBufferWriter<int> destination, SpecialTokenSet? allowedSpecials = null)
    {
        ArgumentNullException.ThrowIfNull(destination);
        TokenWriter writer = TokenWriter.To(destination);
        TextEncoder.Encode(text, allowedSpecials ?? SpecialTokenSet.None, ref writer);
        writer.Complete();
    }

    /// <inheritdoc cref="Encode(ReadOnlySpan{char}, IBufferWriter{int}, SpecialTokenSet?)"/>
    /// <param name="utf8">The text, in UTF-8.</param>
    /// <param name="destination"/>
    /// <param name="allowedSpecials"/>
    public static void Encode(ReadOnlySpan<byte> utf8, IBufferWriter<int> destination, SpecialTokenSet? allowedSpecials = null)
    {
        ArgumentNullException.ThrowIfNull(destination);
        TokenWriter writer = TokenWriter.To(destination);
        TextEncoder.Encode(utf8, allowedSpecials ?? SpecialTokenSet.None, ref writer);
        writer.Complete();
    }

    /// <summary>Encodes a text into a new array.</summary>
    /// <param name="text">The text.</param>
    /// <param name="allowedSpecials">The special tokens whose names in the text are encoded as the tokens themselves. Null for none.</param>
    /// <returns>The ids.</returns>
    public static int[] Encode(ReadOnlySpan<char> text, SpecialTokenSet? allowedSpecials = null)
    {
        using var ids = new TokenBuffer();
        Encode(text, ids, allowedSpecials);
        return ids.ToArray();
    }

    /// <summary>Encodes a text into a span.</summary>
    /// <param name="text">The text.</param>
    /// <param name="destination">Receives the ids. As many as the text has UTF-8 bytes are always enough.</param>
    /// <param name="idsWritten">The number of ids, or 0 if they do not fit.</param>
    /// <param name="allowedSpecials">The special tokens whose names in the text are encoded as the tokens themselves. Null for none.</param>
    /// <returns>Whether the ids fit. If not, the content of <paramref name="destination"/> is undefined.</returns>
    public static bool TryEncode(ReadOnlySpan<char> text, Span<int> destination, out int idsWritten, SpecialTokenSet? allowedSpecials = null)
    {
        TokenWriter writer = TokenWriter.To(destination);
        TextEncoder.Encode(text, allowedSpecials ?? SpecialTokenSet.None, ref writer);
        return writer.Fits(destination, out idsWritten);
    }

    /// <inheritdoc cref="TryEncode(ReadOnlySpan{char}, Span{int}, out int, SpecialTokenSet?)"/>
    /// <param name="utf8">The text, in UTF-8.</param>
    /// <param name="destination"/>
    /// <param name="idsWritten"/>
    /// <param name="allowedSpecials"/>
    public static bool TryEncode(ReadOnlySpan<byte> utf8, Span<int> destination, out int idsWritten, SpecialTokenSet? allowedSpecials = null)
    {
        TokenWriter writer = TokenWriter.To(destination);
        TextEncoder.Encode(utf8, allowedSpecials ?? SpecialTokenSet.None, ref writer);
        return writer.Fits(destination, out idsWritten);
    }

    /// <summary>Counts a text's tokens without storing them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="allowedSpecials">The special tokens whose names in the text are encoded as the tokens themselves. Null for none.</param>
    /// <returns>The number of ids that <see cref="Encode(ReadOnlySpan{char}, SpecialTokenSet?)"/> returns.</returns>
    public static int CountTokens(ReadOnlySpan<char> text, SpecialTokenSet? allowedSpecials = null) =>
        (int)TextParts.Count(text, allowedSpecials ?? SpecialTokenSet.None);

    /// <inheritdoc cref="CountTokens(ReadOnlySpan{char}, SpecialTokenSet?)"/>
    /// <param name="utf8">The text, in UTF-8.</param>
    /// <param name="allowedSpecials"/>
    public static int CountTokens(ReadOnlySpan<byte> utf8, SpecialTokenSet? allowedSpecials = null) =>
        (int)TextParts.Count(utf8, allowedSpecials ?? SpecialTokenSet.None);

    /// <summary>Finds the place in a text that each of its ids comes from.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ids">The ids of the text, from one of the encoding methods.</param>
    /// <param name="offsets">Receives an offset for each id. It must be at least as long as <paramref name="ids"/>.</param>
    /// <exception cref="ArgumentException">The ids do not spell this text, or <paramref name="offsets"/> is too short.</exception>
    public static void GetOffsets(ReadOnlySpan<char> text, ReadOnlySpan<int> ids, Span<TokenOffset> offsets) =>
        TokenOffsetReader.Read<char>(text, ids, offsets);

    /// <inheritdoc cref="GetOffsets(ReadOnlySpan{char}, ReadOnlySpan{int}, Span{TokenOffset})"/>
    /// <param name="utf8">The text, in UTF-8.</param>
    /// <param name="ids"/>
    /// <param name="offsets"/>
    public static void GetOffsets(ReadOnlySpan<byte> utf8, ReadOnlySpan<int> ids, Span<TokenOffset> offsets) =>
        TokenOffsetReader.Read<byte>(utf8, ids, offsets);

    /// <summary>Writes the bytes of ids. A special token is written as its name. Tokens can split characters, so the bytes of some of a
    /// text's ids may not be valid UTF-8; use <see cref="TokenDecoder"/> to decode ids in parts.</summary>
    /// <param name="ids">Ids of the vocabulary.</param>
    /// <param name="destination">Receives the bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary. The bytes of the ids before it may have been
    /// written.</exception>
    [SkipLocalsInit]
    public static void DecodeToUtf8(ReadOnlySpan<int> ids, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Span<byte> name = stackalloc byte[SpecialTokens.MaxNameLength];
        for (int i = 0; i < ids.Length;)
        {
            // Room for one token is requested, and all the room that is returned is filled.
            int needed = TokenBytes.GetRequired(ids, i, name).Length;
            int count = TokenBytes.Copy(ids[i..], destination.GetSpan(needed), out int written);
            if (count == 0)
            {
                ThrowHelper.TooLittleRoom(needed, nameof(destination));
            }

            destination.Advance(written);
            i += count;
        }
    }

    /// <summary>Writes the bytes of ids into a span.</summary>
    /// <param name="ids">Ids of the vocabulary.</param>
    /// <param name="destination">Receives the bytes; <see cref="GetUtf8ByteCount"/> returns their number. Bytes after them may
    /// change.</param>
    /// <param name="bytesWritten">The number of bytes, or 0 if they do not fit.</param>
    /// <returns>Whether the bytes fit.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
    public static bool TryDecodeToUtf8(ReadOnlySpan<int> ids, Span<byte> destination, out int bytesWritten)
    {
        int count = TokenBytes.Copy(ids, destination, out bytesWritten);
        if (count == ids.Length)
        {
            return true;
        }

        if (!TokenBytes.IsInVocabulary(ids[count]))
        {
            ThrowHelper.NotInVocabulary(nameof(ids), ids[count], count);
        }

        bytesWritten = 0;
        return false;
    }

    /// <summary>The number of bytes of ids.</summary>
    /// <param name="ids">Ids of the vocabulary.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
    /// <exception cref="OverflowException">There are 2^31 bytes or more.</exception>
    public static int GetUtf8ByteCount(ReadOnlySpan<int> ids) => checked((int)Measure(ids, out _));

    /// <summary>The text of ids. Broken UTF-8 becomes U+FFFD.</summary>
    /// <param name="ids">Ids of the vocabulary.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
    public static string Decode(ReadOnlySpan<int> ids) => TokenText.Create(ids, Measure(ids, out uint flags), flags);

    /// <summary>The text of ids, if they are all in the vocabulary and their bytes are valid UTF-8, as the reference implementation
    /// requires.</summary>
    /// <param name="ids">Any numbers.</param>
    /// <param name="text">The text, or null.</param>
    /// <returns>Whether the ids have a text.</returns>
    public static bool TryDecode(ReadOnlySpan<int> ids, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? text)
    {
        text = TokenBytes.Measure(ids, out long byteCount, out uint flags) == ids.Length ? TokenText.CreateIfValid(ids, byteCount, flags) : null;
        return text is not null;
    }

    private static long Measure(ReadOnlySpan<int> ids, out uint flags)
    {
        int count = TokenBytes.Measure(ids, out long byteCount, out flags);
        if (count < ids.Length)
        {
            ThrowHelper.NotInVocabulary(nameof(ids), ids[count], count);
        }

        return byteCount;
    }
}
