using System.Runtime.CompilerServices;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>The bytes of any id: an ordinary token's, or a special's name.</summary>
internal static class TokenBytes
{
    public static bool IsInVocabulary(int id) => (uint)id <= SpecialTokens.Last;

    /// <summary>Whether an id's bytes are whole characters; a special's name is.</summary>
    /// <param name="id">An id of the vocabulary.</param>
    public static bool IsWholeCharacters(int id) =>
        (uint)id >= VocabularyLayout.TokenCount || EmbeddedVocabulary.Table.IsWholeCharacters(id);

    /// <param name="id">Any number.</param>
    /// <param name="nameScratch">At least <see cref="SpecialTokens.MaxNameLength"/> bytes, where a special's name is written.</param>
    /// <returns>The bytes; empty if the id is outside the vocabulary, since no token is empty.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Get(int id, Span<byte> nameScratch) =>
        (uint)id < VocabularyLayout.TokenCount ? EmbeddedVocabulary.Table.TokenBytes(id) : GetSpecial(id, nameScratch);

    /// <summary>The bytes of one of some ids.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is outside the vocabulary.</exception>
    public static ReadOnlySpan<byte> GetRequired(ReadOnlySpan<int> ids, int index, Span<byte> nameScratch)
    {
        ReadOnlySpan<byte> bytes = Get(ids[index], nameScratch);
        if (bytes.IsEmpty)
        {
            ThrowHelper.NotInVocabulary(nameof(ids), ids[index], index);
        }

        return bytes;
    }

    private static ReadOnlySpan<byte> GetSpecial(int id, Span<byte> nameScratch) =>
        SpecialTokens.IsSpecial(id) ? nameScratch[..SpecialTokens.WriteName(id, nameScratch)] : default;
}
