using System.Runtime.CompilerServices;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>Whether two adjacent tokens are what their joined bytes merge into.</summary>
/// <remarks>
/// They are not if some merge joins a part at the end of the left token with a part at the beginning of the right one. While
/// merging makes the left token, its right edge is each part of its rightmost branch in turn; the same holds for the right token's
/// left edge. Walking down the two branches from the whole tokens, in the reverse of the order in which the parts were made,
/// visits every two parts that were neighbours at some time. If the rank of their merge is below that of the next merge on either
/// side, they merge first. Of equal ranks the left one goes first.
/// </remarks>
internal static class TokenPair
{
    public static bool IsStable(VocabularyTable vocabulary, uint left, uint right) =>
        vocabulary.FindMerge((int)left, (int)right) < 0 && IsStableAfterLongest(vocabulary, left, right);

    /// <summary>The same, if the two whole tokens are known not to merge, as is the case when the left one is the longest token
    /// at its place.</summary>
    public static bool IsStableAfterLongest(VocabularyTable vocabulary, uint left, uint right)
    {
        while (true)
        {
            // Merges from this rank on come too late.
            uint limit;
            if (left > right ? !TryPartOfLeft(vocabulary, ref left, out limit) : !TryPartOfRight(vocabulary, ref right, out limit))
            {
                // The one that was made later is a byte. The other one then is a byte too, or it is divided further.
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
