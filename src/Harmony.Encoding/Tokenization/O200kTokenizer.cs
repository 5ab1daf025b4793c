using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// The o200k tokenizer of GPT-OSS (<c>o200k_harmony</c>): text to token ids and back, exactly as the reference does it.
/// </summary>
/// <remarks>
/// <para>Thread-safe. Encoding, counting and decoding allocate nothing; memory for long texts is rented from the shared
/// pool. Time grows linearly with the text's length, whatever the text. The ids of short pieces of texts are kept in a cache of
/// fixed size: 5 MB for each thread that encodes at the same time as others, of which as many are kept as there are processors.</para>
/// <para>Text is UTF-16 or UTF-8. Lone surrogates and broken UTF-8 sequences count as U+FFFD, as they do in
/// <see cref="Encoding.UTF8"/>. The name of a special token in a text stays text unless it is expressly allowed.</para>
/// </remarks>
public static partial class O200kTokenizer
{
    /// <summary>Encodes a text into a buffer, such as a <see cref="TokenBuffer"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="destination">Takes the ids, after those it already has.</param>
    /// <param name="allowedSpecials">The special tokens that their names stand for; none if null.</param>
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

    /// <summary>Encodes a text into an array of its own.</summary>
    /// <param name="text">The text.</param>
    /// <param name="allowedSpecials">The special tokens that their names stand for; none if null.</param>
    /// <returns>The ids.</returns>
    public static int[] Encode(ReadOnlySpan<char> text, SpecialTokenSet? allowedSpecials = null)
    {
        using var ids = new TokenBuffer();
        Encode(text, ids, allowedSpecials);
        return ids.ToArray();
    }

    /// <summary>Encodes a text into a span.</summary>
    /// <param name="text">The text.</param>
    /// <param name="destination">Takes the ids; as many as the text has UTF-8 bytes always fit.</param>
    /// <param name="idsWritten">The number of ids; 0 if they do not fit.</param>
    /// <param name="allowedSpecials">The special tokens that their names stand for; none if null.</param>
    /// <returns>Whether the ids fit. If not, what is in <paramref name="destination"/> means nothing.</returns>
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
    /// <param name="allowedSpecials">The special tokens that their names stand for; none if null.</param>
    /// <returns>How many ids <see cref="Encode(ReadOnlySpan{char}, SpecialTokenSet?)"/> would give.</returns>
    public static int CountTokens(ReadOnlySpan<char> text, SpecialTokenSet? allowedSpecials = null) =>
        (int)TextParts.Count(text, allowedSpecials ?? SpecialTokenSet.None);

    /// <inheritdoc cref="CountTokens(ReadOnlySpan{char}, SpecialTokenSet?)"/>
    /// <param name="utf8">The text, in UTF-8.</param>
    /// <param name="allowedSpecials"/>
    public static int CountTokens(ReadOnlySpan<byte> utf8, SpecialTokenSet? allowedSpecials = null) =>
        (int)TextParts.Count(utf8, allowedSpecials ?? SpecialTokenSet.None);

    /// <summary>Says where in a text each of its ids comes from.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ids">Its ids, as one of the encoding methods gave them.</param>
    /// <param name="offsets">Takes an offset for each id; at least as long as <paramref name="ids"/>.</param>
    /// <exception cref="ArgumentException">The ids do not spell this text, or <paramref name="offsets"/> is too short.</exception>
    public static void GetOffsets(ReadOnlySpan<char> text, ReadOnlySpan<int> ids, Span<TokenOffset> offsets) =>
        TokenOffsetReader.Read<char>(text, ids, offsets);

    /// <inheritdoc cref="GetOffsets(ReadOnlySpan{char}, ReadOnlySpan{int}, Span{TokenOffset})"/>
    /// <param name="utf8">The text, in UTF-8.</param>
    /// <param name="ids"/>
    /// <param name="offsets"/>
    public static void GetOffsets(ReadOnlySpan<byte> utf8, ReadOnlySpan<int> ids, Span<TokenOffset> offsets) =>
        TokenOffsetReader.Read<byte>(utf8, ids, offsets);

    /// <summary>Writes the bytes of some ids: the names of special tokens, and all others as they are. Tokens may cut
    /// through characters, so any part of a text's ids can be broken UTF-8; <see cref="TokenDecoder"/> mends that.</summary>
    /// <param name="ids">Ids of the vocabulary.</param>
    /// <param name="destination">Takes the bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary; the bytes before it are written.</exception>
    [SkipLocalsInit]
    public static void DecodeToUtf8(ReadOnlySpan<int> ids, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        Span<byte> name = stackalloc byte[SpecialTokens.MaxNameLength];
        for (int i = 0; i < ids.Length;)
        {
            // Room for one token is asked for, and as much is filled as is given.
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

    /// <summary>Writes the bytes of some ids into a span.</summary>
    /// <param name="ids">Ids of the vocabulary.</param>
    /// <param name="destination">Takes the bytes; <see cref="GetUtf8ByteCount"/> says how many. What is behind them may change
    /// too.</param>
    /// <param name="bytesWritten">The number of bytes; 0 if they do not fit.</param>
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

    /// <summary>The number of bytes that some ids stand for.</summary>
    /// <param name="ids">Ids of the vocabulary.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
    /// <exception cref="OverflowException">There are more bytes than fit in memory (2^31).</exception>
    public static int GetUtf8ByteCount(ReadOnlySpan<int> ids) => checked((int)Measure(ids, out _));

    /// <summary>The text of some ids. Broken UTF-8 becomes U+FFFD.</summary>
    /// <param name="ids">Ids of the vocabulary.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
    public static string Decode(ReadOnlySpan<int> ids) => TokenText.Create(ids, Measure(ids, out uint flags), flags);

    /// <summary>The text of some ids, if they are all in the vocabulary and their bytes are whole UTF-8, as the reference
    /// demands it.</summary>
    /// <param name="ids">Any numbers.</param>
    /// <param name="text">The text, or null.</param>
    /// <returns>Whether there is one.</returns>
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
