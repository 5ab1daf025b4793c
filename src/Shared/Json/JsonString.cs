using Harmony.Buffers;

namespace Harmony.Json;

/// <summary>The content of JSON strings, between the quotes.</summary>
internal static class JsonString
{
    /// <summary>The length of the longest escape of one character.</summary>
    public const int MaxEscapeLength = 6;

    /// <summary>Whether JSON demands that a character of a string is escaped.</summary>
    public static bool NeedsEscape(int character) => character is < ' ' or '"' or '\\';

    /// <summary>Writes the escape of a character that needs one, as serde_json does: the short escape if there is one,
    /// otherwise <c>\u00xx</c>.</summary>
    /// <param name="character">The character.</param>
    /// <param name="destination">At least <see cref="MaxEscapeLength"/> bytes.</param>
    /// <returns>The number of bytes written; all are ASCII.</returns>
    public static int WriteEscape(int character, Span<byte> destination)
    {
        char shortEscape = ShortEscape(character);
        destination[0] = (byte)'\\';
        if (shortEscape != 0)
        {
            destination[1] = (byte)shortEscape;
            return 2;
        }

        "u00"u8.CopyTo(destination.Slice(1));
        destination[4] = (byte)('0' + (character >> 4));
        destination[5] = "0123456789abcdef"u8[character & 0xF];
        return MaxEscapeLength;
    }

    /// <summary>Writes the content of a string, escaping only what JSON demands.</summary>
    public static void WriteEscaped(scoped ReadOnlySpan<byte> text, ref Utf8TextBuilder output)
    {
        Span<byte> escape = stackalloc byte[MaxEscapeLength];
        foreach (byte value in text)
        {
            if (NeedsEscape(value))
            {
                output.Append(escape.Slice(0, WriteEscape(value, escape)));
            }
            else
            {
                output.Append(value);
            }
        }
    }

    /// <summary>
    /// Whether an escaped content has only escapes that <see cref="WriteEscaped"/> writes as well: the short ones but that
    /// of the slash. (The result is also false for <c>\\u</c>, an escaped backslash before a letter.)
    /// </summary>
    public static bool HasOneSpelling(ReadOnlySpan<byte> escaped) => escaped.IndexOf("\\u"u8) < 0 && escaped.IndexOf("\\/"u8) < 0;

    /// <summary>Writes an escaped content without its escapes.</summary>
    public static void WriteUnescaped(scoped ReadOnlySpan<byte> escaped, ref Utf8TextBuilder output)
    {
        for (int plain; (plain = escaped.IndexOf((byte)'\\')) >= 0;)
        {
            output.Append(escaped.Slice(0, plain));
            escaped = escaped.Slice(plain);
            output.Append(Unescape(ref escaped));
        }

        output.Append(escaped);
    }

    /// <summary>Undoes one escape of <see cref="WriteEscaped"/>.</summary>
    /// <param name="escaped">Begins with the escape; moved past it.</param>
    /// <returns>The character, which is ASCII.</returns>
    public static byte Unescape(scoped ref ReadOnlySpan<byte> escaped)
    {
        bool isHex = escaped[1] == 'u';
        byte value = isHex ? (byte)((HexDigit(escaped[4]) << 4) | HexDigit(escaped[5])) : ShortEscaped(escaped[1]);
        escaped = escaped.Slice(isHex ? 6 : 2);
        return value;
    }

    private static char ShortEscape(int character) => character switch
    {
        '"' => '"',
        '\\' => '\\',
        '\b' => 'b',
        '\f' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        _ => '\0',
    };

    private static byte ShortEscaped(byte escape) => escape switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => escape,
    };

    private static int HexDigit(byte digit) => digit <= '9' ? digit - '0' : digit - 'a' + 10;
}
