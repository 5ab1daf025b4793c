using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Harmony.Vocabulary;

/// <content>The tokens that a text begins with, and what they are merged from.</content>
internal sealed unsafe partial class VocabularyTable
{
    /// <summary>The longest token that a text begins with. Every byte is a token, so there is one.</summary>
    /// <param name="start">The text, at least one byte.</param>
    /// <param name="end">Its end: only bytes before it are read.</param>
    /// <param name="tokenEnd">The end of the token.</param>
    /// <returns>The token's unit.</returns>
    /// <remarks>
    /// In bounds, whatever the bytes are: a base and any byte lead to a unit of the base's block, and the table has whole blocks.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong LongestToken(byte* start, byte* end, out byte* tokenEnd)
    {
        Debug.Assert(start < end, "There is a byte to read.");
        byte* trie = _trie;
        ulong longest = 0;
        ulong unit = ReadUInt64(trie);
        tokenEnd = start;
        do
        {
            byte next = *start;
            Debug.Assert(trie + ((long)(TrieUnit.Base(unit) ^ next) * TrieUnit.Size) < _links, "A base and a byte lead to a unit of the trie.");
            unit = ReadUInt64(trie + ((long)(TrieUnit.Base(unit) ^ next) * TrieUnit.Size));
            if (TrieUnit.Label(unit) != next)
            {
                break;
            }

            start++;
            if (TrieUnit.IsToken(unit))
            {
                longest = unit;
                tokenEnd = start;
            }
        }
        while (start < end);

        return longest;
    }

    /// <summary>What an ordinary token is merged from; see <see cref="TokenLinks"/>.</summary>
    /// <param name="token">A token that came from the table itself, so it is below <see cref="VocabularyLayout.TokenCount"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Links(uint token)
    {
        Debug.Assert(token < VocabularyLayout.TokenCount, "Every ordinary token has links.");
        return ReadUInt64(_links + (token * (long)TokenLinks.Size));
    }

    /// <summary>The left edge of an ordinary token; see <see cref="TokenLinks"/>.</summary>
    /// <param name="token">A token that came from the table itself, so it is below <see cref="VocabularyLayout.TokenCount"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint LeftEdge(uint token)
    {
        Debug.Assert(token < VocabularyLayout.TokenCount, "Every ordinary token has a left edge.");
        return ReadUInt32(_links + (token * (long)TokenLinks.Size) + sizeof(ulong));
    }
}
