using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>Creates strings from ids. The bytes are produced in pieces that stay in the nearest cache, and transcoded there.</summary>
internal static class TokenText
{
    private const int PieceLength = 4096;

    /// <summary>The text of ids of the vocabulary, with U+FFFD for broken UTF-8.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="byteCount">The number of bytes they have, from <see cref="TokenBytes.Measure"/>.</param>
    /// <param name="flags">The flags that all of them have.</param>
    public static string Create(ReadOnlySpan<int> ids, long byteCount, uint flags) => Create(ids, byteCount, flags, replacesInvalid: true)!;

    /// <summary>The text of ids of the vocabulary, or null if it is not valid UTF-8.</summary>
    /// <inheritdoc cref="Create(ReadOnlySpan{int}, long, uint)"/>
    public static string? CreateIfValid(ReadOnlySpan<int> ids, long byteCount, uint flags) => Create(ids, byteCount, flags, replacesInvalid: false);

    private static string? Create(ReadOnlySpan<int> ids, long byteCount, uint flags, bool replacesInvalid)
    {
        int capacity = checked((int)byteCount);
        if ((flags & VocabularyLayout.AsciiOnly) != 0)
        {
            return string.Create(capacity, ids, static (text, ids) => Write(ids, text, replacesInvalid: true));
        }

        // No sequence of bytes has more characters than bytes.
        char[] text = ArrayPool<char>.Shared.Rent(capacity);
        int length = Write(ids, text, replacesInvalid);
        string? created = length < 0 ? null : new string(text, 0, length);
        ArrayPool<char>.Shared.Return(text);
        return created;
    }

    /// <returns>The number of characters, or -1.</returns>
    [SkipLocalsInit]
    private static int Write(ReadOnlySpan<int> ids, Span<char> text, bool replacesInvalid)
    {
        Span<byte> piece = stackalloc byte[PieceLength];
        int held = 0;
        int written = 0;
        while (!ids.IsEmpty)
        {
            ids = ids[TokenBytes.Copy(ids, piece[held..], out int copied)..];
            ReadOnlySpan<byte> bytes = piece[..(held + copied)];
            OperationStatus status = Utf8.ToUtf16(bytes, text[written..], out int read, out int charsWritten, replacesInvalid, isFinalBlock: ids.IsEmpty);
            if (status == OperationStatus.InvalidData)
            {
                return -1;
            }

            // What is left is the beginning of a character that the next piece continues.
            written += charsWritten;
            held = bytes.Length - read;
            bytes[read..].CopyTo(piece);
        }

        return written;
    }
}
