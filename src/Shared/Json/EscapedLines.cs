namespace Harmony.Json;

/// <summary>
/// Goes over the lines of a JSON string's content, giving each as it stands there, escaped. Lines end where TypeScript ends a
/// comment: at LF, CR, both, U+2028 and U+2029. An empty text has one line; after the last line end there is none.
/// </summary>
internal ref struct EscapedLines
{
    private ReadOnlySpan<byte> _rest;
    private bool _isAtEnd;

    /// <param name="escaped">What stands between the quotes.</param>
    public EscapedLines(ReadOnlySpan<byte> escaped)
    {
        _rest = escaped;
        _isAtEnd = false;
        Current = default;
    }

    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Whether the text is one line, without an end.</summary>
    public static bool IsOne(ReadOnlySpan<byte> escaped) => FindEnd(escaped, out _) == escaped.Length;

    public bool MoveNext()
    {
        if (_isAtEnd)
        {
            return false;
        }

        int length = FindEnd(_rest, out int endLength);
        Current = _rest.Slice(0, length);
        _rest = _rest.Slice(length + endLength);
        _isAtEnd = _rest.IsEmpty;
        return true;
    }

    /// <summary>Whether a text begins with U+2028 or U+2029.</summary>
    public static bool BeginsWithSeparator(ReadOnlySpan<byte> text) =>
        text.Length >= 3 && text[0] == 0xE2 && text[1] == 0x80 && text[2] is 0xA8 or 0xA9;

    /// <summary>The length of the first line, and of what ends it.</summary>
    private static int FindEnd(ReadOnlySpan<byte> text, out int endLength)
    {
        int position = 0;
        while (true)
        {
            int next = text.Slice(position).IndexOfAny((byte)'\\', (byte)0xE2);
            if (next < 0)
            {
                endLength = 0;
                return text.Length;
            }

            position += next;
            endLength = EndLength(text.Slice(position));
            if (endLength > 0)
            {
                return position;
            }

            // Over an escape as a whole: the second of two backslashes begins none.
            position += text[position] == '\\' ? 2 : 1;
        }
    }

    private static int EndLength(ReadOnlySpan<byte> text)
    {
        if (BeginsWithSeparator(text))
        {
            return 3;
        }

        if (text.StartsWith("\\r\\n"u8))
        {
            return 4;
        }

        return text.StartsWith("\\n"u8) || text.StartsWith("\\r"u8) ? 2 : 0;
    }
}
