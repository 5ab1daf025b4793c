using Harmony.Buffers;

namespace Harmony.Json;

/// <summary>The content of JSON strings, between the quotes.</summary>
internal static class JsonString
{
    /// <summary>Escapes what JSON demands, the way serde_json does: short escapes where there are any, else <c>\u00xx</c>.</summary>
    public static void WriteEscaped(scoped ReadOnlySpan<byte> text, ref Utf8TextBuilder output)
    {
        foreach (byte value in text)
        {
            char shortEscape = ShortEscape(value);
            if (shortEscape != 0)
            {
                output.Append((byte)'\\');
                output.Append((byte)shortEscape);
            }
            else if (value < 0x20)
            {
                output.Append("\\u00"u8);
                output.Append((byte)('0' + (value >> 4)));
                output.Append("0123456789abcdef"u8[value & 0xF]);
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

    private static char ShortEscape(byte value) => value switch
    {
        (byte)'"' => '"',
        (byte)'\\' => '\\',
        (byte)'\b' => 'b',
        (byte)'\f' => 'f',
        (byte)'\n' => 'n',
        (byte)'\r' => 'r',
        (byte)'\t' => 't',
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
