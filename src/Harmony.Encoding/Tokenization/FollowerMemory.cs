using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Remembers, for a token and the longest one that could stand behind it, which may: the longest of those that this one begins
/// with, itself among them.
/// </summary>
/// <remarks>It depends on the two tokens alone. Of a fixed size: what wants the same place goes over what was there.</remarks>
internal readonly unsafe ref struct FollowerMemory
{
    /// <summary>The number of 64-bit entries.</summary>
    public const int Size = 1 << SizeBits;

    private const int SizeBits = 10;

    /// <summary>Tells an entry from an empty one.</summary>
    private const ulong Used = 1UL << 63;

    private readonly VocabularyTable _vocabulary;

    // An entry: the token, the longest behind it, and the one that may follow, with IdBits each.
    private readonly ulong* _entries;

    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="entries"><see cref="Size"/> zeros, the caller's.</param>
    public FollowerMemory(VocabularyTable vocabulary, ulong* entries)
    {
        _vocabulary = vocabulary;
        _entries = entries;
    }

    /// <summary>The first of a token, its longest beginning, that one's, and so on, that may follow another token.</summary>
    /// <param name="before">The token before.</param>
    /// <param name="token">The longest one, or <see cref="TokenLinks.NoPrefix"/>.</param>
    /// <returns>The token that may follow, or <see cref="TokenLinks.NoPrefix"/> if none may.</returns>
    public uint First(uint before, uint token)
    {
        if (token == TokenLinks.NoPrefix)
        {
            return token;
        }

        ulong pair = VocabularyLayout.Pair((int)before, (int)token);
        ulong* entry = _entries + (VocabularyLayout.PairHash(pair) >> (64 - SizeBits));
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
