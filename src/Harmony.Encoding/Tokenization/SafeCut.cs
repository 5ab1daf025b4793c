using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Finds places where a text can be cut in two so that the ids of the halves are the ids of the whole, whatever stands
/// around them.
/// </summary>
/// <remarks>
/// Such a place is between a letter and a code point that is neither letter, mark nor apostrophe. No alternative of the
/// pattern (<see cref="PreTokenizer"/>) goes on from a letter to anything but letters, marks and a contraction, so a
/// piece ends there; it ends in the same way at the end of a text; and a piece is found by looking forward only.
/// </remarks>
internal static class SafeCut
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
            if (IsSafe(vocabulary, text[i - 1], text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsSafe(VocabularyTable vocabulary, char before, char after)
    {
        const CharacterClass Word = CharacterClass.WordHead | CharacterClass.WordTail;

        // A surrogate's own class is Other: before the cut that is no letter, but after it the whole code point may be.
        CharacterClass classBefore = vocabulary.ClassOf(before);
        return (classBefore & Word) != 0
            && (classBefore & CharacterClass.Punctuation) == 0
            && (vocabulary.ClassOf(after) & Word) == 0
            && after != '\''
            && !char.IsSurrogate(after);
    }
}
