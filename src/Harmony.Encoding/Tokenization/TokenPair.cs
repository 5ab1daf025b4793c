using System.Runtime.CompilerServices;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>Whether two tokens side by side are what their bytes, joined, merge into.</summary>
/// <remarks>
/// They are not if some merge joins a part at the end of the left one with a part at the beginning of the right one. While
/// merging makes the left token, its right edge is each part of its rightmost branch in turn, and so the right token's left
/// edge: looking at the two branches from the whole tokens down, in the order in which the parts were made, gives each two
/// parts that stood side by side at some time. Joined with a rank below that of the merge that comes next on either side,
/// they merge first; of equal ranks the left one goes first.
/// </remarks>
internal static class TokenPair
{
    public static bool IsStable(VocabularyTable vocabulary, uint left, uint right) =>
        vocabulary.FindMerge((int)left, (int)right) < 0 && IsStableAfterLongest(vocabulary, left, right);

    /// <summary>The same if the left token and the right one are known not to merge as they are, as after the longest token
    /// that a text begins with.</summary>
    public static bool IsStableAfterLongest(VocabularyTable vocabulary, uint left, uint right)
    {
        while (true)
        {
            // Merges from this rank on come too late.
            uint limit;
            if (left > right ? !TryPartOfLeft(vocabulary, ref left, out limit) : !TryPartOfRight(vocabulary, ref right, out limit))
            {
                // The one that was made later is a byte; so is then the other, or it is taken apart further.
                if (left > right ? !TryPartOfRight(vocabulary, ref right, out limit) : !TryPartOfLeft(vocabulary, ref left, out limit))
                {
                    return true;
                }
            }

            int merged = vocabulary.FindMerge((int)left, (int)right);
            if (merged >= 0 && (uint)merged < limit)
            {
                return false;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryPartOfLeft(VocabularyTable vocabulary, ref uint left, out uint limit)
    {
        limit = left;
        left = TokenLinks.Right(vocabulary.Links(left));
        return left != limit;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryPartOfRight(VocabularyTable vocabulary, ref uint right, out uint limit)
    {
        // A merge of the same rank further left goes first, so it is not too late yet.
        limit = right + 1;
        right = TokenLinks.Left(vocabulary.Links(right));
        return right + 1 != limit;
    }
}
