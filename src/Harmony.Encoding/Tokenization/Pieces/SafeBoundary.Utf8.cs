using System.Buffers;
using System.Text;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <content>Boundaries in UTF-8 that may be broken.</content>
internal static partial class SafeBoundary
{
    /// <inheritdoc cref="FindLast(VocabularyTable, ReadOnlySpan{char}, int, int)"/>
    /// <remarks>
    /// Only places between two valid characters count. A broken sequence never reaches over the first byte of a valid one, so what
    /// is broken before or after such a place is replaced as it is in the whole text.
    /// </remarks>
    public static int FindLast(VocabularyTable vocabulary, ReadOnlySpan<byte> utf8, int start, int limit)
    {
        if (limit == utf8.Length)
        {
            return limit;
        }

        for (int i = limit; i > start; i--)
        {
            if (IsFirstByte(utf8[i])
                && Rune.DecodeLastFromUtf8(utf8[..i], out Rune before, out _) == OperationStatus.Done
                && Rune.DecodeFromUtf8(utf8[i..], out Rune after, out _) == OperationStatus.Done
                && IsBetween(vocabulary, (uint)before.Value, (uint)after.Value))
            {
                return i;
            }
        }

        return -1;
    }
}
