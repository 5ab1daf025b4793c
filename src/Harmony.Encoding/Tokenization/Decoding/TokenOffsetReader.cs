using System.Runtime.InteropServices;
using System.Text;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Finds the offsets of ids by walking a text and its ids side by side. What the ids spell is compared with the text, so the offsets
/// are never those of another text.
/// </summary>
internal static class TokenOffsetReader
{
    private const int MaxUtf8BytesPerRune = 4;

    /// <typeparam name="T">byte for UTF-8, char for UTF-16.</typeparam>
    public static void Read<T>(ReadOnlySpan<T> text, ReadOnlySpan<int> ids, Span<TokenOffset> offsets)
        where T : unmanaged
    {
        if (offsets.Length < ids.Length)
        {
            throw new ArgumentException($"There is room for {offsets.Length} offsets, but there are {ids.Length} ids.", nameof(offsets));
        }

        Span<byte> name = stackalloc byte[SpecialTokens.MaxNameLength];
        Span<byte> runeBytes = stackalloc byte[MaxUtf8BytesPerRune];
        var rune = new RuneAt(BytePlace: 0, CharPlace: 0, 0, 0, 0);
        int spelled = 0;

        for (int i = 0; i < ids.Length; i++)
        {
            ReadOnlySpan<byte> token = TokenBytes.GetRequired(ids, i, name);
            int byteStart = -1;
            int charStart = -1;
            foreach (byte expected in token)
            {
                // All bytes of this code point are spelled: continue with the next one.
                if (spelled == rune.SpelledLength)
                {
                    rune = Next(text, rune, runeBytes);
                    spelled = 0;
                }

                if (rune.SpelledLength == 0 || runeBytes[spelled] != expected)
                {
                    ThrowHelper.NotTheIdsOfTheText(nameof(ids), i);
                }

                if (byteStart < 0)
                {
                    byteStart = rune.BytePlaceOf(spelled);
                    charStart = rune.CharPlace;
                }

                spelled++;
            }

            int byteEnd = spelled == rune.SpelledLength ? rune.BytePlace + rune.ByteLength : rune.BytePlaceOf(spelled);
            offsets[i] = new TokenOffset(byteStart, byteEnd - byteStart, charStart, rune.CharPlace + rune.CharLength - charStart);
        }

        if (spelled != rune.SpelledLength || Next(text, rune, runeBytes).SpelledLength != 0)
        {
            ThrowHelper.NotTheIdsOfTheText(nameof(ids), ids.Length);
        }
    }

    /// <summary>The code point after another one. Its length is 0 at the end of the text.</summary>
    private static RuneAt Next<T>(ReadOnlySpan<T> text, RuneAt before, Span<byte> spelled)
        where T : unmanaged
    {
        int bytePlace = before.BytePlace + before.ByteLength;
        int charPlace = before.CharPlace + before.CharLength;
        Rune rune;
        int consumed;
        if (typeof(T) == typeof(byte))
        {
            ReadOnlySpan<byte> rest = MemoryMarshal.AsBytes(text)[bytePlace..];
            if (rest.IsEmpty)
            {
                return new RuneAt(bytePlace, charPlace, 0, 0, 0);
            }

            Rune.DecodeFromUtf8(rest, out rune, out consumed);
            return new RuneAt(bytePlace, charPlace, rune.EncodeToUtf8(spelled), consumed, rune.Utf16SequenceLength);
        }

        ReadOnlySpan<char> restChars = MemoryMarshal.Cast<T, char>(text)[charPlace..];
        if (restChars.IsEmpty)
        {
            return new RuneAt(bytePlace, charPlace, 0, 0, 0);
        }

        Rune.DecodeFromUtf16(restChars, out rune, out consumed);
        return new RuneAt(bytePlace, charPlace, rune.EncodeToUtf8(spelled), rune.Utf8SequenceLength, consumed);
    }

    /// <summary>A code point of the text: its place, the number of bytes that spell it, and its length in the text.</summary>
    private readonly record struct RuneAt(int BytePlace, int CharPlace, int SpelledLength, int ByteLength, int CharLength)
    {
        /// <summary>The place of its n-th byte. A broken sequence, spelled as U+FFFD, may have fewer than three bytes.</summary>
        public int BytePlaceOf(int n) => BytePlace + Math.Min(n, ByteLength);
    }
}
