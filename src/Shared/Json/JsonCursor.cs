namespace Harmony.Json;

/// <summary>
/// Goes over the members of a JSON object or the items of a JSON array, giving each as the text it stands as.
/// </summary>
/// <remarks>
/// For text that is known to be valid and without insignificant white space (<c>ToolParameters</c> sees to that): it
/// follows brackets and quotes and checks nothing.
/// </remarks>
internal ref struct JsonCursor
{
    private ReadOnlySpan<byte> _rest;
    private readonly bool _isObject;
    private bool _isAtEnd;

    /// <param name="value">An object or an array, whatever text may follow it; of anything else there are no members.</param>
    public JsonCursor(ReadOnlySpan<byte> value)
    {
        _isObject = IsObject(value);
        _isAtEnd = !_isObject && !IsArray(value);
        _rest = _isAtEnd ? default : value.Slice(1);
        Key = default;
        Value = default;
    }

    /// <summary>The key without its quotes, escaped; empty in an array.</summary>
    public ReadOnlySpan<byte> Key { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>What is left of the text: after <see cref="MoveNextKey"/> from the value on, after the last member what
    /// follows the object or array.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    public static bool IsObject(ReadOnlySpan<byte> value) => !value.IsEmpty && value[0] == '{';

    public static bool IsArray(ReadOnlySpan<byte> value) => !value.IsEmpty && value[0] == '[';

    /// <summary>Whether it is an array with at least one item.</summary>
    public static bool IsFilledArray(ReadOnlySpan<byte> value) => IsArray(value) && value.Length > 2;

    /// <summary>Whether it is a string, and what stands between its quotes.</summary>
    public static bool IsString(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> content)
    {
        bool isString = !value.IsEmpty && value[0] == '"';
        content = isString ? value.Slice(1, value.Length - 2) : default;
        return isString;
    }

    public bool MoveNext()
    {
        if (!MoveNextKey())
        {
            return false;
        }

        int length = ValueLength(_rest);
        Value = _rest.Slice(0, length);
        _rest = _rest.Slice(length);
        return true;
    }

    /// <summary>Goes on to the next member, but not over its value: <see cref="SkipValue"/> has to be called for it.</summary>
    public bool MoveNextKey()
    {
        if (_isAtEnd)
        {
            return false;
        }

        if (_rest[0] == ',')
        {
            _rest = _rest.Slice(1);
        }

        if (_rest[0] is (byte)'}' or (byte)']')
        {
            _rest = _rest.Slice(1);
            _isAtEnd = true;
            return false;
        }

        if (_isObject)
        {
            int keyLength = StringLength(_rest);
            Key = _rest.Slice(1, keyLength - 2);
            _rest = _rest.Slice(keyLength + 1);
        }

        return true;
    }

    /// <summary>Goes over a value whose length somebody else has found.</summary>
    public void SkipValue(int length) => _rest = _rest.Slice(length);

    /// <summary>The length of the value that a text begins with.</summary>
    public static int ValueLength(ReadOnlySpan<byte> text)
    {
        if (text[0] == '"')
        {
            return StringLength(text);
        }

        if (text[0] is not ((byte)'{' or (byte)'['))
        {
            int end = text.IndexOfAny((byte)',', (byte)'}', (byte)']');
            return end < 0 ? text.Length : end;
        }

        // Byte by byte: outside of strings, few bytes stand between one bracket or quote and the next.
        int depth = 0;
        int position = 0;
        do
        {
            switch (text[position])
            {
                case (byte)'"':
                    position += StringLength(text.Slice(position));
                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    break;
            }

            position++;
        }
        while (depth > 0);

        return position;
    }

    /// <summary>The length of the string that the text begins with, quotes included.</summary>
    public static int StringLength(ReadOnlySpan<byte> text)
    {
        int position = 1;
        while (true)
        {
            position += text.Slice(position).IndexOfAny((byte)'"', (byte)'\\');
            if (text[position] == '"')
            {
                return position + 1;
            }

            position += 2;
        }
    }
}
