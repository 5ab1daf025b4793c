using System.Runtime.CompilerServices;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>The bytes of any id: those of an ordinary token, or the name of a special one.</summary>
internal static class TokenBytes
{
    public static bool IsInVocabulary(int id) => (uint)id <= SpecialTokens.Last;

    /// <summary>Whether an id's bytes are whole characters, as a special's name is.</summary>
    /// <param name="id">An id of the vocabulary.</param>
    public static bool IsWholeCharacters(int id) =>
        (uint)id >= VocabularyLayout.TokenCount || EmbeddedVocabulary.Table.IsWholeCharacters(id);

    /// <param name="id">Any number.</param>
    /// <param name="nameScratch">At least <see cref="SpecialTokens.MaxNameLength"/> bytes, into which a special's name is written. It
    /// may be empty if the id is known to be that of an ordinary token.</param>
    /// <returns>The bytes. They are empty if the id is outside the vocabulary, since no token is empty.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Get(int id, Span<byte> nameScratch) =>
        (uint)id < VocabularyLayout.TokenCount ? EmbeddedVocabulary.Table.TokenBytes(id) : GetSpecial(id, nameScratch);

    /// <summary>The bytes of the id at an index.</summary>
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

    /// <summary>Copies the bytes of one id after another, until those of the next one do not fit or it is outside the vocabulary.</summary>
    /// <param name="ids">Any numbers.</param>
    /// <param name="destination">Receives the bytes. Bytes after them may change.</param>
    /// <param name="bytesWritten">The number of bytes.</param>
    /// <returns>The number of ids copied.</returns>
    [SkipLocalsInit]
    public static int Copy(ReadOnlySpan<int> ids, Span<byte> destination, out int bytesWritten)
    {
        Span<byte> name = stackalloc byte[SpecialTokens.MaxNameLength];
        int read = 0;
        bytesWritten = 0;
        while (true)
        {
            read += EmbeddedVocabulary.Table.CopyTokens(ids[read..], destination[bytesWritten..], required: 0, out int copied);
            bytesWritten += copied;
            if (read == ids.Length)
            {
                return read;
            }

            ReadOnlySpan<byte> bytes = Get(ids[read], name);
            if (bytes.IsEmpty || !bytes.TryCopyTo(destination[bytesWritten..]))
            {
                return read;
            }

            bytesWritten += bytes.Length;
            read++;
        }
    }

    /// <summary>Adds up the bytes of one id after another, until one is outside the vocabulary.</summary>
    /// <param name="ids">Any numbers.</param>
    /// <param name="byteCount">The number of bytes.</param>
    /// <param name="flags">The flags of <see cref="VocabularyLayout"/> that all of them have. The names of specials have them all.</param>
    /// <returns>The number of ids measured.</returns>
    [SkipLocalsInit]
    public static int Measure(ReadOnlySpan<int> ids, out long byteCount, out uint flags)
    {
        Span<byte> name = stackalloc byte[SpecialTokens.MaxNameLength];
        int read = EmbeddedVocabulary.Table.MeasureTokens(ids, required: 0, out byteCount, out flags);
        while (read < ids.Length && SpecialTokens.IsSpecial(ids[read]))
        {
            byteCount += SpecialTokens.WriteName(ids[read], name);
            read++;
            read += EmbeddedVocabulary.Table.MeasureTokens(ids[read..], required: 0, out long more, out uint common);
            byteCount += more;
            flags &= common;
        }

        return read;
    }

    private static ReadOnlySpan<byte> GetSpecial(int id, Span<byte> nameScratch) =>
        SpecialTokens.IsSpecial(id) ? nameScratch[..SpecialTokens.WriteName(id, nameScratch)] : default;
}
