using System.Text;
using System.Text.Json;

namespace Harmony.Json;

/// <summary>Reads single values, and checks those that are only passed over.</summary>
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

    /// <summary>Reads a string that is mostly one of some names in ASCII, which then is not made anew.</summary>
    public readonly string ReadString(string[] names)
    {
        Expect(JsonTokenType.String, "a string");
        CheckString();
        int index = FindName(names);
        return index >= 0 ? names[index] : _reader.GetString()!;
    }

    public readonly string? ReadOptionalString(string[] names) => IsNull ? null : ReadString(names);

    /// <summary>Passes over a value of any kind: only its grammar has to be right.</summary>
    /// <returns>Where it ends.</returns>
    public int SkipValue()
    {
        _reader.Skip();
        return (int)_reader.BytesConsumed;
    }

    /// <summary>Reads one of some names: as a string, or as an object with the name as its only key and null, or
    /// an empty object, as its value.</summary>
    /// <returns>Its index.</returns>
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
            // For serde, which has buffered the value by then, an empty object is as good as null.
            Expect(JsonTokenType.StartObject, "null");
            Read();
            Expect(JsonTokenType.EndObject, "nothing in it");
        }

        Read();
        Expect(JsonTokenType.EndObject, "nothing more");
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
        return index >= 0 ? index : throw Error($"'{Unescaped()}' is none of {string.Join(", ", names)}", _reader.TokenStartIndex);
    }

    /// <summary>Which of some names in ASCII the string or key at hand is, or -1; its surrogates are checked.</summary>
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

    /// <summary>Goes over a value that is not used but that serde reads: its depth, strings and numbers have to be right.</summary>
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
                throw Error($"this is nested more than {maxDepth} deep", _reader.TokenStartIndex);
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
