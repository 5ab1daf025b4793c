namespace Harmony.Json;

/// <summary>Finds what a JSON pointer (RFC 6901), written as the fragment of a URI, points at.</summary>
internal static class JsonPointer
{
    /// <param name="document">Compact JSON; its strings have one spelling.</param>
    /// <param name="reference">Such as <c>#/$defs/A</c>: the content of a JSON string, escaped.</param>
    /// <param name="target">A part of the document.</param>
    /// <returns>False if it is not a pointer into this document, or points at nothing.</returns>
    public static bool TryResolve(ReadOnlySpan<byte> document, ReadOnlySpan<byte> reference, out ReadOnlySpan<byte> target)
    {
        target = document;
        if (reference.IsEmpty || reference[0] != '#')
        {
            return false;
        }

        ReadOnlySpan<byte> rest = reference.Slice(1);
        while (!rest.IsEmpty)
        {
            if (rest[0] != '/')
            {
                return false;
            }

            rest = rest.Slice(1);
            int end = rest.IndexOf((byte)'/');
            if (!TryStep(target, rest.Slice(0, end < 0 ? rest.Length : end), out target))
            {
                return false;
            }

            rest = rest.Slice(end < 0 ? rest.Length : end);
        }

        return true;
    }

    /// <summary>What follows the last slash, or nothing.</summary>
    public static ReadOnlySpan<byte> LastSegment(ReadOnlySpan<byte> reference) => reference.Slice(reference.LastIndexOf((byte)'/') + 1);

    private static bool TryStep(ReadOnlySpan<byte> value, ReadOnlySpan<byte> segment, out ReadOnlySpan<byte> next)
    {
        bool isObject = JsonCursor.IsObject(value);
        bool isPlain = segment.IndexOfAny((byte)'~', (byte)'%') < 0;
        int index = 0;
        for (var members = new JsonCursor(value); members.MoveNext(); index++)
        {
            bool isIt = !isObject ? IsIndex(segment, index)
                : isPlain ? members.Key.SequenceEqual(segment)
                : Says(segment, members.Key);
            if (isIt)
            {
                next = members.Value;
                return true;
            }
        }

        next = default;
        return false;
    }

    private static bool IsIndex(ReadOnlySpan<byte> segment, int index)
    {
        for (int i = segment.Length - 1; i >= 0; i--)
        {
            if (segment[i] != '0' + (index % 10) || (i == 0 && segment[0] == '0' && segment.Length > 1))
            {
                return false;
            }

            index /= 10;
        }

        return index == 0 && !segment.IsEmpty;
    }

    /// <summary>Whether a segment, its escapes undone, is a key, its own undone.</summary>
    private static bool Says(ReadOnlySpan<byte> segment, ReadOnlySpan<byte> key)
    {
        while (!segment.IsEmpty && !key.IsEmpty)
        {
            byte expected = NextJson(ref key);
            byte actual = NextFragment(ref segment);
            if (actual == '~' && !segment.IsEmpty)
            {
                actual = NextFragment(ref segment) == '1' ? (byte)'/' : (byte)'~';
            }

            if (actual != expected)
            {
                return false;
            }
        }

        return segment.IsEmpty && key.IsEmpty;
    }

    /// <summary>One byte of a URI's fragment, of which a percent sign and two digits are one.</summary>
    private static byte NextFragment(scoped ref ReadOnlySpan<byte> text)
    {
        if (text.Length >= 3 && text[0] == '%' && HexValue(text[1]) is >= 0 and int high && HexValue(text[2]) is >= 0 and int low)
        {
            text = text.Slice(3);
            return (byte)((high << 4) | low);
        }

        return NextJson(ref text);
    }

    private static byte NextJson(scoped ref ReadOnlySpan<byte> text)
    {
        if (text[0] == '\\')
        {
            return JsonString.Unescape(ref text);
        }

        byte value = text[0];
        text = text.Slice(1);
        return value;
    }

    private static int HexValue(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
