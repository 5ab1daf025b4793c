using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Divides a text (of chars or UTF-8 bytes) into parts that can be encoded one by one: their ids, one after another, are those of
/// the text.
/// </summary>
internal static class TextParts
{
    private const int CountingScratch = 64;

    /// <summary>Where the part that begins at <paramref name="start"/> may end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the part begins, before the end of the text.</param>
    /// <param name="size">Its maximum length. If it has no safe boundary, the part is longer.</param>
    /// <param name="allowed">The allowed specials. None of their names is split.</param>
    public static int End<T>(ReadOnlySpan<T> text, int start, int size, SpecialTokenSet allowed)
        where T : unmanaged, IBinaryInteger<T>
    {
        int searched = start;
        for (long length = size; ; length *= 2)
        {
            int limit = (int)Math.Min(start + length, text.Length);
            int boundary = FindLastBoundary(text, searched, limit);
            if (boundary >= 0)
            {
                return allowed.AfterNameAt(text, boundary);
            }

            searched = limit;
        }
    }

    public static void Encode<T>(scoped ReadOnlySpan<T> text, SpecialTokenSet allowed, ref TokenWriter writer)
        where T : unmanaged
    {
        if (typeof(T) == typeof(char))
        {
            TextEncoder.Encode(MemoryMarshal.Cast<T, char>(text), allowed, ref writer);
        }
        else
        {
            TextEncoder.Encode(MemoryMarshal.AsBytes(text), allowed, ref writer);
        }
    }

    [SkipLocalsInit]
    public static long Count<T>(ReadOnlySpan<T> text, SpecialTokenSet allowed)
        where T : unmanaged
    {
        TokenWriter writer = TokenWriter.Counting(stackalloc int[CountingScratch]);
        Encode(text, allowed, ref writer);
        return writer.Count;
    }

    /// <summary>The last safe boundary in <c>(start, limit]</c>, or -1.</summary>
    private static int FindLastBoundary<T>(ReadOnlySpan<T> text, int start, int limit)
        where T : unmanaged =>
        typeof(T) == typeof(char)
            ? SafeBoundary.FindLast(EmbeddedVocabulary.Table, MemoryMarshal.Cast<T, char>(text), start, limit)
            : SafeBoundary.FindLast(EmbeddedVocabulary.Table, MemoryMarshal.AsBytes(text), start, limit);
}
