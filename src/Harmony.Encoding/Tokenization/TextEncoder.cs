using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>Text → ids, for every caller: UTF-8 or UTF-16, with or without allowed specials.</summary>
internal static class TextEncoder
{
    /// <summary>Texts of up to this many characters are transcoded on the stack (at most three bytes each).</summary>
    private const int StackChars = 256;

    /// <summary>
    /// Longer texts are transcoded in parts of about this many characters, so that the bytes of a part are still in the cache when
    /// they are encoded, and a text of any size needs little memory.
    /// </summary>
    private const int ChunkChars = 16 * 1024;

    private const int MaxUtf8BytesPerChar = 3;

    /// <summary>Encodes UTF-8 text. Broken sequences count as U+FFFD, as in <see cref="System.Text.Encoding.UTF8"/>.</summary>
    public static void Encode(scoped ReadOnlySpan<byte> utf8, ref TokenWriter writer)
    {
        if (Utf8.IsValid(utf8))
        {
            EncodeValid(utf8, ref writer);
        }
        else
        {
            EncodeBroken(utf8, ref writer);
        }
    }

    /// <summary>Encodes UTF-16 text. Lone surrogates count as U+FFFD.</summary>
    [SkipLocalsInit]
    public static void Encode(scoped ReadOnlySpan<char> text, ref TokenWriter writer)
    {
        if (text.Length <= StackChars)
        {
            Span<byte> utf8 = stackalloc byte[StackChars * MaxUtf8BytesPerChar];
            EncodeValid(Transcode(text, utf8), ref writer);
        }
        else
        {
            EncodeInChunks(text, ref writer);
        }
    }

    /// <summary>Encodes text in which the names of allowed specials are encoded as those specials.</summary>
    public static void Encode(scoped ReadOnlySpan<byte> utf8, SpecialTokenSet allowed, ref TokenWriter writer)
    {
        int start = 0;
        if (!allowed.IsEmpty)
        {
            for (int special; (special = allowed.Find(utf8, start, out int length, out int id)) >= 0; start = special + length)
            {
                Encode(utf8[start..special], ref writer);
                writer.Add(id);
            }
        }

        Encode(utf8[start..], ref writer);
    }

    /// <inheritdoc cref="Encode(ReadOnlySpan{byte}, SpecialTokenSet, ref TokenWriter)"/>
    public static void Encode(scoped ReadOnlySpan<char> text, SpecialTokenSet allowed, ref TokenWriter writer)
    {
        int start = 0;
        if (!allowed.IsEmpty)
        {
            ReadOnlySpan<ushort> units = System.Runtime.InteropServices.MemoryMarshal.Cast<char, ushort>(text);
            for (int special; (special = allowed.Find(units, start, out int length, out int id)) >= 0; start = special + length)
            {
                Encode(text[start..special], ref writer);
                writer.Add(id);
            }
        }

        Encode(text[start..], ref writer);
    }

    /// <summary>Encodes valid UTF-8 piece by piece. A piece that is a token becomes that token, any other what its bytes merge into.</summary>
    public static unsafe void EncodeValid(scoped ReadOnlySpan<byte> utf8, ref TokenWriter writer)
    {
        if (utf8.IsEmpty)
        {
            return;
        }

        // Pinned while the pieces point into it; they lie inside it, one after another.
        fixed (byte* text = utf8)
        {
            PieceEncoder.Encode(EmbeddedVocabulary.Table, text, utf8.Length, ref writer);
        }
    }

    private static void EncodeInChunks(scoped ReadOnlySpan<char> text, ref TokenWriter writer)
    {
        int start = 0;
        while (start < text.Length)
        {
            int end = ChunkEnd(text, start);
            byte[] utf8 = ArrayPool<byte>.Shared.Rent(checked((end - start) * MaxUtf8BytesPerChar));
            EncodeValid(Transcode(text[start..end], utf8), ref writer);
            ArrayPool<byte>.Shared.Return(utf8);
            start = end;
        }
    }

    /// <summary>Where the part that begins at <paramref name="start"/> may end. A text without safe boundaries is one part.</summary>
    private static int ChunkEnd(ReadOnlySpan<char> text, int start)
    {
        int searched = start;
        for (long size = ChunkChars; ; size *= 2)
        {
            int limit = (int)Math.Min(start + size, text.Length);
            int boundary = SafeBoundary.FindLast(EmbeddedVocabulary.Table, text, searched, limit);
            if (boundary >= 0)
            {
                return boundary;
            }

            searched = limit;
        }
    }

    private static ReadOnlySpan<byte> Transcode(ReadOnlySpan<char> text, Span<byte> utf8)
    {
        Utf8.FromUtf16(text, utf8, out _, out int written, replaceInvalidSequences: true, isFinalBlock: true);
        return utf8[..written];
    }

    private static void EncodeBroken(scoped ReadOnlySpan<byte> utf8, ref TokenWriter writer)
    {
        char[] text = ArrayPool<char>.Shared.Rent(utf8.Length);
        Utf8.ToUtf16(utf8, text, out _, out int written, replaceInvalidSequences: true, isFinalBlock: true);
        Encode(text.AsSpan(0, written), ref writer);
        ArrayPool<char>.Shared.Return(text);
    }
}
