using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <content>Counting up to a limit, and cutting a text at one.</content>
public static partial class O200kTokenizer
{
    /// <summary>Counts a text's tokens and stops as soon as there are more than a limit.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The limit, below <see cref="int.MaxValue"/>.</param>
    /// <param name="allowedSpecials">The special tokens that their names stand for; none if null.</param>
    /// <returns>The number of tokens, or <paramref name="limit"/> + 1 if there are more than that.</returns>
    /// <remarks>Reads about four times as many characters as the limit has tokens, and never more than 128 times as many: no
    /// token is longer. A text that is longer than that is not read at all.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative or <see cref="int.MaxValue"/>.</exception>
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

    /// <summary>The beginning of a text that has at most so many tokens.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxTokens">The most tokens that it may have.</param>
    /// <param name="tokenCount">How many of the whole text's first ids spell what is kept.</param>
    /// <param name="allowedSpecials">The special tokens that their names stand for; none if null.</param>
    /// <returns>The whole text if it has no more tokens. Else the longest beginning of it that ends where one of its ids and a
    /// character end, and that has at most <paramref name="maxTokens"/> ids both as a part of the text and by itself. (By
    /// itself it can have other ids: where a text ends, other pieces may end.)</returns>
    /// <remarks>Reads a little more of the text than it keeps: up to the next seam after it.</remarks>
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
