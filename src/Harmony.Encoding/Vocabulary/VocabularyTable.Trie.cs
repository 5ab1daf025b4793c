using System.Runtime.CompilerServices;

namespace Harmony.Vocabulary;

/// <content>The tokens that a text begins with, and what they are made of.</content>
internal sealed unsafe partial class VocabularyTable
{
    /// <summary>The longest token that a text begins with. Every byte is a token, so there is one.</summary>
    /// <param name="start">The text, at least one byte.</param>
    /// <param name="end">Its end: only bytes before it are read.</param>
    /// <param name="tokenEnd">The end of the token.</param>
    /// <returns>The token's unit.</returns>
    /// <remarks>
    /// In bounds whatever the bytes are: a base and any byte lead to a unit of the base's block, and the table has whole blocks.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong LongestToken(byte* start, byte* end, out byte* tokenEnd)
    {
        byte* trie = _trie;
        ulong longest = 0;
        ulong unit = ReadUInt64(trie);
        tokenEnd = start;
        do
        {
            byte next = *start;
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

    /// <summary>What an ordinary token is made of, see <see cref="TokenLinks"/>.</summary>
    /// <param name="token">A token that came from the table itself.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Links(uint token) => ReadUInt64(_links + (token * (long)TokenLinks.Size));

    /// <summary>The left edge of an ordinary token, see <see cref="TokenLinks"/>.</summary>
    /// <param name="token">A token that came from the table itself.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint LeftEdge(uint token) => ReadUInt32(_links + (token * (long)TokenLinks.Size) + sizeof(ulong));
}
