using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <content>Counting up to a limit, and truncating a text at one.</content>
public static partial class O200kTokenizer
{
    /// <summary>Counts a text's tokens, and stops as soon as there are more than a limit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The limit, below <see cref="int.MaxValue"/>.</param>
    /// <param name="allowedSpecials">The special tokens whose names in the text are encoded as the tokens themselves. Null for none.</param>
    /// <returns>The number of tokens, or <paramref name="limit"/> + 1 if there are more than that.</returns>
    /// <remarks>Reads about four characters for each token of the limit. No token has more than 128 bytes, so a text with more than 128
    /// characters for each token of the limit is not read at all.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is negative or <see cref="int.MaxValue"/>.</exception>
    public static int CountUpTo(ReadOnlySpan<char> text, int limit, SpecialTokenSet? allowedSpecials = null)
    {
        CheckLimit(limit);
        return TokenLimit.CountUpTo(text, limit, allowedSpecials ?? SpecialTokenSet.None);
    }

    /// <inheritdoc cref="CountUpTo(ReadOnlySpan{char}, int, SpecialTokenSet?)"/>
    /// <param name="utf8">The text, in UTF-8.</param>
    /// <param name="limit"/>
    /// <param name="allowedSpecials"/>
    public static int CountUpTo(ReadOnlySpan<byte> utf8, int limit, SpecialTokenSet? allowedSpecials = null)
    {
        CheckLimit(limit);
        return TokenLimit.CountUpTo(utf8, limit, allowedSpecials ?? SpecialTokenSet.None);
    }

    /// <summary>The longest beginning of a text with at most a number of tokens.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokens">The maximum number of tokens.</param>
    /// <param name="tokenCount">The number of ids at the beginning of the whole text's ids that spell what is kept.</param>
    /// <param name="allowedSpecials">The special tokens whose names in the text are encoded as the tokens themselves. Null for none.</param>
    /// <returns>The whole text if it has no more than <paramref name="maxTokens"/> tokens. Otherwise its longest beginning that ends where
    /// both an id and a character end, and that has at most <paramref name="maxTokens"/> ids as a part of the text as well as on its own.
    /// (On its own it can have other ids, since the end of a text can end a piece.)</returns>
    /// <remarks>Reads a little more of the text than it keeps: up to the next safe boundary.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> is negative.</exception>
    public static ReadOnlySpan<char> Truncate(ReadOnlySpan<char> text, int maxTokens, out int tokenCount, SpecialTokenSet? allowedSpecials = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxTokens);
        return text[..TokenLimit.Truncate(text, maxTokens, allowedSpecials ?? SpecialTokenSet.None, out tokenCount)];
    }

    /// <inheritdoc cref="Truncate(ReadOnlySpan{char}, int, out int, SpecialTokenSet?)"/>
    /// <param name="utf8">The text, in UTF-8.</param>
    /// <param name="maxTokens"/>
    /// <param name="tokenCount"/>
    /// <param name="allowedSpecials"/>
    public static ReadOnlySpan<byte> Truncate(ReadOnlySpan<byte> utf8, int maxTokens, out int tokenCount, SpecialTokenSet? allowedSpecials = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxTokens);
        return utf8[..TokenLimit.Truncate(utf8, maxTokens, allowedSpecials ?? SpecialTokenSet.None, out tokenCount)];
    }

    private static void CheckLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        ArgumentOutOfRangeException.ThrowIfEqual(limit, int.MaxValue);
    }
}
