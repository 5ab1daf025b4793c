using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>Counts a text up to a limit or truncates it at one, reading only about as much of it as the limit needs.</summary>
internal static class TokenLimit
{
    /// <summary>The approximate number of chars or bytes for each token of ordinary text. Parts are as long as the remaining tokens
    /// may need.</summary>
    private const int UnitsPerToken = 4;

    private const int MinPart = 256;
    private const int MaxPart = 16 * 1024;

    /// <returns>The number of tokens, or <paramref name="limit"/> + 1 if there are more than the limit.</returns>
    public static int CountUpTo<T>(ReadOnlySpan<T> text, int limit, SpecialTokenSet allowed)
        where T : unmanaged, IBinaryInteger<T>
    {
        long count = 0;
        for (int start = 0; start < text.Length;)
        {
            // No token has more bytes, and no char or broken byte becomes less than one.
            if (text.Length - start > (limit - count) * VocabularyLayout.MaxTokenLength)
            {
                return limit + 1;
            }

            int end = TextParts.End(text, start, PartSize(limit - count), allowed);
            count += TextParts.Count(text[start..end], allowed);
            if (count > limit)
            {
                return limit + 1;
            }

            start = end;
        }

        return (int)count;
    }

    /// <returns>The length of the text to keep.</returns>
    public static int Truncate<T>(ReadOnlySpan<T> text, int maxTokens, SpecialTokenSet allowed, out int tokenCount)
        where T : unmanaged, IBinaryInteger<T>
    {
        tokenCount = 0;
        int start = 0;
        while (start < text.Length && tokenCount < maxTokens)
        {
            int end = TextParts.End(text, start, PartSize(maxTokens - tokenCount), allowed);
            ReadOnlySpan<T> part = text[start..end];
            long count = TextParts.Count(part, allowed);
            if (count > maxTokens - tokenCount)
            {
                int kept = TruncatePart(part, checked((int)count), maxTokens - tokenCount, allowed, out int keptTokens);
                tokenCount += keptTokens;
                return start + kept;
            }

            tokenCount += (int)count;
            start = end;
        }

        return start;
    }

    private static int PartSize(long tokensLeft) => (int)Math.Clamp(tokensLeft * UnitsPerToken, MinPart, MaxPart);

    private static int TruncatePart<T>(ReadOnlySpan<T> part, int count, int maxTokens, SpecialTokenSet allowed, out int tokenCount)
        where T : unmanaged, IBinaryInteger<T>
    {
        int[] rented = ArrayPool<int>.Shared.Rent(count);
        TokenWriter writer = TokenWriter.To(rented);
        TextParts.Encode(part, allowed, ref writer);
        int kept = 0;
        tokenCount = maxTokens;
        while (tokenCount > 0)
        {
            kept = LastCharacterEnd(part, rented.AsSpan(0, tokenCount), out tokenCount);

            // A text that ends here can have other pieces than it has as the beginning of a longer text.
            if (TextParts.Count(part[..kept], allowed) <= maxTokens)
            {
                break;
            }

            tokenCount--;
        }

        ArrayPool<int>.Shared.Return(rented);
        return tokenCount == 0 ? 0 : kept;
    }

    /// <summary>The end of the last of a text's first ids that ends where a character ends.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ids">Its first ids.</param>
    /// <param name="tokenCount">The number of ids up to that end.</param>
    private static int LastCharacterEnd<T>(ReadOnlySpan<T> text, ReadOnlySpan<int> ids, out int tokenCount)
        where T : unmanaged
    {
        Span<byte> name = stackalloc byte[SpecialTokens.MaxNameLength];
        int place = 0;
        int end = 0;
        long idBytes = 0;
        long textBytes = 0;
        tokenCount = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            idBytes += TokenBytes.Get(ids[i], name).Length;
            while (textBytes < idBytes)
            {
                textBytes += Decode(text[place..], out int consumed).Utf8SequenceLength;
                place += consumed;
            }

            if (textBytes == idBytes)
            {
                end = place;
                tokenCount = i + 1;
            }
        }

        return end;
    }

    /// <summary>The first character, or U+FFFD if it is broken.</summary>
    private static Rune Decode<T>(ReadOnlySpan<T> text, out int consumed)
        where T : unmanaged
    {
        Rune rune;
        if (typeof(T) == typeof(char))
        {
            Rune.DecodeFromUtf16(MemoryMarshal.Cast<T, char>(text), out rune, out consumed);
        }
        else
        {
            Rune.DecodeFromUtf8(MemoryMarshal.AsBytes(text), out rune, out consumed);
        }

        return rune;
    }
}
