using System.Text;
using System.Text.Json;

namespace Harmony.Json;

/// <content>Single values, and the checks of skipped ones.</content>
internal ref partial struct JsonFieldReader
{
    public readonly string ReadString()
    {
        Expect(JsonTokenType.String, "a string");
        return Unescaped();
    }

    public readonly string? ReadOptionalString() => IsNull ? null : ReadString();

    public readonly bool ReadBoolean() => _reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Unexpected("true or false"),
    };

    /// <summary>Reads a string that is usually one of some ASCII names, which then is not allocated again.</summary>
    public readonly string ReadString(string[] names)
    {
        Expect(JsonTokenType.String, "a string");
        CheckString();
        int index = FindName(names);
        return index >= 0 ? names[index] : _reader.GetString()!;
    }

    public readonly string? ReadOptionalString(string[] names) => IsNull ? null : ReadString(names);

    /// <summary>Skips a value of any type. Only its grammar is checked.</summary>
    /// <returns>The offset after it.</returns>
    public int SkipValue()
    {
        _reader.Skip();
        return (int)_reader.BytesConsumed;
    }

    /// <summary>Reads one of some names, written as a string, or as an object with the name as its only key and with null or an
    /// empty object as its value.</summary>
    /// <returns>The index of the name.</returns>
    public int ReadVariant(string[] names)
    {
        if (_reader.TokenType == JsonTokenType.String)
        {
            return IndexOf(names);
        }

        Expect(JsonTokenType.StartObject, "a string");
        Read();
        if (_reader.TokenType == JsonTokenType.EndObject)
        {
            throw Unexpected("a name");
        }

        int index = IndexOf(names);
        Read();
        if (!IsNull)
        {
            // serde has buffered the value by then, and accepts an empty object like null.
            Expect(JsonTokenType.StartObject, "null");
            Read();
            Expect(JsonTokenType.EndObject, "the end of the object");
        }

        Read();
        Expect(JsonTokenType.EndObject, "the end of the object");
        return index;
    }

    private readonly int ReadTag(string[] types)
    {
        Expect(JsonTokenType.String, "a string");
        return IndexOf(types);
    }

    private readonly int IndexOf(string[] names)
    {
        CheckString();
        int index = FindName(names);
        return index >= 0 ? index : throw Error($"'{Unescaped()}' is not one of {string.Join(", ", names)}", _reader.TokenStartIndex);
    }

    /// <summary>The index of the current string or key among some ASCII names, or -1. Its surrogates have been checked.</summary>
    private readonly int FindName(string[] names)
    {
        if (_reader.ValueIsEscaped)
        {
            return Array.IndexOf(names, _reader.GetString());
        }

        for (int i = 0; i < names.Length; i++)
        {
            if (Ascii.Equals(_reader.ValueSpan, names[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Skips a value that serde reads although nobody uses it, and checks its depth, strings and numbers.</summary>
    private void CheckValue(int maxDepth)
    {
        int depth = _reader.CurrentDepth;
        do
        {
            CheckToken(maxDepth);
        }
        while ((_reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || _reader.CurrentDepth > depth) && ReadNext());
    }

    private bool ReadNext()
    {
        Read();
        return true;
    }

    private readonly void CheckToken(int maxDepth)
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray when _reader.CurrentDepth >= maxDepth:
                throw Error($"this value is nested more than {maxDepth} levels deep", _reader.TokenStartIndex);
            case JsonTokenType.String or JsonTokenType.PropertyName:
                CheckString();
                break;
            case JsonTokenType.Number when !SerdeNumber.TryParse(_reader.ValueSpan, out _):
                throw Error("this number is out of range", _reader.TokenStartIndex);
        }
    }

    private readonly void CheckString()
    {
        if (_reader.ValueIsEscaped && JsonText.HasLoneSurrogate(_reader.ValueSpan))
        {
            throw Error("this string has a lone surrogate", _reader.TokenStartIndex);
        }
    }

    private readonly string Unescaped()
    {
        CheckString();
        return _reader.GetString()!;
    }
}
