using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Harmony.Json;

/// <summary>The parts of reading JSON text that <see cref="Utf8JsonReader"/> leaves open, as serde_json decides them.</summary>
internal static class JsonText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A .NET string as UTF-8.</summary>
    /// <exception cref="JsonException">It has a lone surrogate, which no JSON text can have.</exception>
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

    /// <summary>Where the first byte that is not valid UTF-8 stands, or -1.</summary>
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

    /// <summary>Whether an escaped string has a lone surrogate, which is no text.</summary>
    /// <param name="escaped">A JSON string's content, its escapes checked by the reader.</param>
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
