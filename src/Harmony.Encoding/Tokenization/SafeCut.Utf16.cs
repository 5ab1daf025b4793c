using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <content>Cuts in UTF-16.</content>
internal static partial class SafeCut
{
    /// <summary>
    /// The last safe cut in <c>(start, limit]</c>, as the index of the second half; the end of the text is one.
    /// </summary>
    /// <returns>The index, or -1.</returns>
    public static int FindLast(VocabularyTable vocabulary, ReadOnlySpan<char> text, int start, int limit)
    {
        if (limit == text.Length)
        {
            return limit;
        }

        for (int i = limit; i > start; i--)
        {
            // A surrogate is half of a code point, whose class is not the surrogate's own.
            if (!char.IsSurrogate(text[i - 1]) && !char.IsSurrogate(text[i]) && IsBetween(vocabulary, text[i - 1], text[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
