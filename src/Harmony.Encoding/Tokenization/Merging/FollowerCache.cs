using System.Diagnostics;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Caches, for a token and the longest token after it, which token may follow: the longest of those that the second one begins
/// with, itself included.
/// </summary>
/// <remarks>The answer depends on the two tokens alone. The size is fixed: a new entry overwrites the one in its place.</remarks>
internal readonly unsafe ref struct FollowerCache
{
    /// <summary>The number of 64-bit entries.</summary>
    public const int Size = 1 << SizeBits;

    private const int SizeBits = 10;

    /// <summary>Distinguishes an entry from an empty one.</summary>
    private const ulong Used = 1UL << 63;

    private readonly VocabularyTable _vocabulary;

    // An entry: the token, the longest one after it, and the one that may follow, IdBits each.
    private readonly ulong* _entries;

    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="entries"><see cref="Size"/> zeros in the caller's memory.</param>
    public FollowerCache(VocabularyTable vocabulary, ulong* entries)
    {
        _vocabulary = vocabulary;
        _entries = entries;
    }

    /// <summary>The first token that may follow: <paramref name="token"/>, the longest token that it begins with, the longest one
    /// that that one begins with, and so on.</summary>
    /// <param name="before">The token before.</param>
    /// <param name="token">The longest token at the place, or <see cref="TokenLinks.NoPrefix"/>.</param>
    /// <returns>The token, or <see cref="TokenLinks.NoPrefix"/> if none may follow.</returns>
    public uint First(uint before, uint token)
    {
        if (token == TokenLinks.NoPrefix)
        {
            return token;
        }

        // In bounds: the place is the SizeBits highest bits of the hash.
        ulong pair = VocabularyLayout.Pair((int)before, (int)token);
        ulong place = VocabularyLayout.PairHash(pair) >> (64 - SizeBits);
        Debug.Assert(place < Size, "A hash of SizeBits bits is the number of an entry.");
        ulong* entry = _entries + place;
        if (*entry >> VocabularyLayout.IdBits != (pair | (Used >> VocabularyLayout.IdBits)))
        {
            while (token != TokenLinks.NoPrefix && !TokenPair.IsStable(_vocabulary, before, token))
            {
                token = TokenLinks.Prefix(_vocabulary.Links(token));
            }

            *entry = Used | (pair << VocabularyLayout.IdBits) | token;
        }

        return (uint)*entry & VocabularyLayout.IdMask;
    }
}
