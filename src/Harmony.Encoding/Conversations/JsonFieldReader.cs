using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Harmony.Json;

namespace Harmony.Conversations;

/// <summary>Where the reading of a structure's fields is.</summary>
/// <param name="Names">The fields, in the order in which an array form has them.</param>
/// <param name="What">What the structure is, for errors: "a message".</param>
/// <param name="IsArray">Whether it stands as an array.</param>
/// <param name="SkipsUnread">Whether unknown fields are skipped by their grammar alone.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Field">The index of the field whose value is next.</param>
/// <param name="Seen">A bit for each field that has come.</param>
internal record struct FieldCursor(string[] Names, string What, bool IsArray, bool SkipsUnread, long Offset, int Field, uint Seen)
{
    public readonly FieldCursor For(string[] names) => this with { Names = names };
}

/// <summary>
/// <see cref="Utf8JsonReader"/> with what serde has and it has not: structures as arrays, limits, and errors that name
/// the place.
/// </summary>
/// <remarks>Between calls it stands on the first token of the value to be read next, or on the last one of the value
/// read.</remarks>
internal ref partial struct JsonFieldReader
{
    /// <summary>serde_json stops where a 128th array or object would open.</summary>
    public const int MaxDepth = 127;

    /// <summary>The deepest that parameters can be for the conversation around them to stay within <see cref="MaxDepth"/>:
    /// nine levels are around them.</summary>
    public const int MaxParametersDepth = MaxDepth - 9;

    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;

    public JsonFieldReader(ReadOnlySpan<byte> json)
    {
        _json = json;

        // The depth is limited here where serde limits it; it has no limit for what it skips.
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
    }

    public readonly JsonTokenType TokenType => _reader.TokenType;

    public readonly bool IsNull => _reader.TokenType == JsonTokenType.Null;

    public void Read()
    {
        if (_reader.TokenType == JsonTokenType.None && JsonText.IndexOfInvalidUtf8(_json) is >= 0 and int invalid)
        {
            throw Error("this byte is not valid UTF-8", invalid);
        }

        if (!_reader.Read())
        {
            throw Error("the JSON ends too early", _json.Length);
        }
    }

    /// <summary>Checks that nothing follows the value.</summary>
    public void ReadEnd() => _reader.Read();

    public FieldCursor BeginStructure(string[] names, string what, bool skipsUnread = false)
    {
        bool isArray = _reader.TokenType == JsonTokenType.StartArray;
        return isArray
            ? new FieldCursor(names, what, IsArray: true, skipsUnread, _reader.TokenStartIndex, Field: -1, Seen: 0)
            : BeginObject(names, what, skipsUnread);
    }

    public readonly FieldCursor BeginObject(string[] names, string what, bool skipsUnread = false)
    {
        Expect(JsonTokenType.StartObject, what);
        return new FieldCursor(names, what, IsArray: false, skipsUnread, _reader.TokenStartIndex, Field: -1, Seen: 0);
    }

    /// <summary>
    /// Begins a structure that says itself which one it is: in a field <c>type</c> anywhere, or as an array's first item.
    /// </summary>
    public FieldCursor BeginTagged(string[] types, string what, out int type)
    {
        FieldCursor cursor = BeginStructure([], what);
        if (cursor.IsArray)
        {
            Require(NextItem(), "type", what, cursor.Offset);
            type = ReadTag(types);
            return cursor;
        }

        // A first pass for the type, with a copy of the reader. It reads everything, so that the second may skip.
        JsonFieldReader ahead = this;
        int found = -1;
        while (ahead.NextKey(out string key))
        {
            if (key != "type")
            {
                ahead.CheckValue();
            }
            else if (found < 0)
            {
                found = ahead.ReadTag(types);
            }
            else
            {
                throw ahead.Error("the field 'type' comes twice", ahead._reader.TokenStartIndex);
            }
        }

        Require(found >= 0, "type", what, cursor.Offset);
        type = found;
        return cursor;
    }

    /// <summary>Goes to the next field's value. Unknown fields are passed over.</summary>
    public bool Next(ref FieldCursor cursor)
    {
        if (cursor.IsArray)
        {
            return NextPosition(ref cursor);
        }

        while (NextKey(out string key))
        {
            int field = Array.IndexOf(cursor.Names, key);
            if (field < 0)
            {
                PassOver(cursor);
                continue;
            }

            if ((cursor.Seen & (1u << field)) != 0)
            {
                throw Error($"the field '{key}' comes twice", _reader.TokenStartIndex);
            }

            cursor.Field = field;
            cursor.Seen |= 1u << field;
            return true;
        }

        return false;
    }

    public readonly void BeginArray(string what) => Expect(JsonTokenType.StartArray, what);

    public readonly void BeginMap(string what) => Expect(JsonTokenType.StartObject, what);

    public bool NextItem()
    {
        Read();
        return _reader.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Goes to the next key of an object, and on to its value.</summary>
    public bool NextKey(out string key)
    {
        Read();
        if (_reader.TokenType == JsonTokenType.EndObject)
        {
            key = "";
            return false;
        }

        key = Unescaped();
        Read();
        return true;
    }

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

    [return: NotNull]
    public readonly T Required<T>(T? value, in FieldCursor cursor, int field)
        where T : class
    {
        Require(value is not null, cursor, field);
        return value!;
    }

    public readonly void Require(bool condition, in FieldCursor cursor, int field) =>
        Require(condition, cursor.Names[field], cursor.What, cursor.Offset);

    /// <summary>An error of the underlying reader, with its place.</summary>
    public readonly JsonException Located(JsonException error)
    {
        // Its message ends with the place in its own words.
        int end = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return JsonLocation.Error(end < 0 ? error.Message : error.Message[..end], _json, _reader.BytesConsumed, error);
    }

    private bool NextPosition(ref FieldCursor cursor)
    {
        bool hasItem = NextItem();
        cursor.Field++;
        if (hasItem != cursor.Field < cursor.Names.Length)
        {
            throw Error($"{cursor.What} as an array has {cursor.Names.Length} items: {string.Join(", ", cursor.Names)}", cursor.Offset);
        }

        return hasItem;
    }

    private void PassOver(in FieldCursor cursor)
    {
        if (cursor.SkipsUnread)
        {
            _reader.Skip();
        }
        else
        {
            CheckValue();
        }
    }

    private readonly int ReadTag(string[] types)
    {
        Expect(JsonTokenType.String, "a string");
        return IndexOf(types);
    }

    private readonly int IndexOf(string[] names)
    {
        string name = Unescaped();
        int index = Array.IndexOf(names, name);
        return index >= 0 ? index : throw Error($"'{name}' is none of {string.Join(", ", names)}", _reader.TokenStartIndex);
    }

    /// <summary>Goes over a value that is not used but that serde reads: its depth, strings and numbers have to be right.</summary>
    private void CheckValue()
    {
        int depth = _reader.CurrentDepth;
        do
        {
            CheckToken(MaxDepth);
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

    private readonly void Expect(JsonTokenType type, string what)
    {
        if (_reader.TokenType != type)
        {
            throw Unexpected(what);
        }
    }

    private readonly void Require(bool condition, string field, string what, long offset)
    {
        if (!condition)
        {
            throw Error($"{what} needs the field '{field}'", offset);
        }
    }

    private readonly JsonException Unexpected(string expected)
    {
        string found = _reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => "a string",
            JsonTokenType.Number => "a number",
            JsonTokenType.True or JsonTokenType.False => "true or false",
            JsonTokenType.Null => "null",
            _ => "the end",
        };
        return Error($"expected {expected}, found {found}", _reader.TokenStartIndex);
    }

    private readonly JsonException Error(string message, long offset) => JsonLocation.Error(message, _json, offset);
}
