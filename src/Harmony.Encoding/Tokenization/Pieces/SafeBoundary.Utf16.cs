using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <content>Boundaries in UTF-16.</content>
internal static partial class SafeBoundary
{
    /// <summary>
    /// The last safe boundary in <c>(start, limit]</c>. The end of the text is one.
    /// </summary>
    /// <returns>The index of the first unit after the boundary, or -1 if there is none.</returns>
    public static int FindLast(VocabularyTable vocabulary, ReadOnlySpan<char> text, int start, int limit)
    {
        if (limit == text.Length)
        {
            return limit;
        }

        for (int i = limit; i > start; i--)
        {
            // The class of a surrogate is not that of the code point it is half of.
            if (!char.IsSurrogate(text[i - 1]) && !char.IsSurrogate(text[i]) && IsBetween(vocabulary, text[i - 1], text[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
