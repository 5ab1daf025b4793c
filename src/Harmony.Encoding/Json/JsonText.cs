using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Harmony.Json;

/// <summary>The checks of JSON text that <see cref="Utf8JsonReader"/> does not make, as serde_json makes them.</summary>
internal static class JsonText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Converts JSON text to UTF-8.</summary>
    /// <exception cref="JsonException"><paramref name="json"/> has a lone surrogate, which JSON text cannot have.</exception>
    public static byte[] ToUtf8(string json)
    {
        try
        {
            return Strict.GetBytes(json);
        }
        catch (EncoderFallbackException error)
        {
            throw new JsonException($"The JSON has a lone surrogate at index {error.Index}.", error);
        }
    }

    /// <summary>The index of the first byte that is not valid UTF-8, or -1.</summary>
    public static int IndexOfInvalidUtf8(ReadOnlySpan<byte> utf8)
    {
        if (Utf8.IsValid(utf8))
        {
            return -1;
        }

        int index = 0;
        while (Rune.DecodeFromUtf8(utf8[index..], out _, out int consumed) == System.Buffers.OperationStatus.Done)
        {
            index += consumed;
        }

        return index;
    }

    /// <summary>Whether an escaped string has a lone surrogate, which is not text.</summary>
    /// <param name="escaped">The content of a JSON string whose escapes the reader has checked.</param>
    public static bool HasLoneSurrogate(ReadOnlySpan<byte> escaped)
    {
        // Most escapes are quotes and line breaks: finding no \u is much faster than reading them one by one.
        if (escaped.IndexOf("\\u"u8) < 0)
        {
            return false;
        }

        for (int i = escaped.IndexOf((byte)'\\'); i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                continue;
            }

            i++;
            if (escaped[i] != 'u')
            {
                continue;
            }

            int unit = HexUnit(escaped[(i + 1)..]);
            i += 4;
            if (!char.IsSurrogate((char)unit))
            {
                continue;
            }

            bool isPair = char.IsHighSurrogate((char)unit)
                && escaped[(i + 1)..].StartsWith("\\u"u8)
                && char.IsLowSurrogate((char)HexUnit(escaped[(i + 3)..]));
            if (!isPair)
            {
                return true;
            }

            i += 6;
        }

        return false;
    }

    private static int HexUnit(ReadOnlySpan<byte> digits) =>
        int.Parse(digits[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
