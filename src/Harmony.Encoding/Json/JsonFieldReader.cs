using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Harmony.Json;

/// <summary>The position in the fields of a structure.</summary>
/// <param name="Names">The names of the fields, in the order in which an array has them.</param>
/// <param name="What">The kind of structure, for errors: "a message".</param>
/// <param name="IsArray">Whether the structure is written as an array.</param>
/// <param name="SkipsUnread">Whether only the grammar of unknown fields is checked.</param>
/// <param name="Offset">The offset of the structure's first byte.</param>
/// <param name="Field">The index of the field whose value is next.</param>
/// <param name="Seen">One bit for each field that has been read.</param>
internal record struct FieldCursor(string[] Names, string What, bool IsArray, bool SkipsUnread, long Offset, int Field, uint Seen)
{
    public readonly FieldCursor For(string[] names) => this with { Names = names };
}

/// <summary>
/// Adds to <see cref="Utf8JsonReader"/> what serde has: structures as arrays, limits, and errors that name the place.
/// </summary>
/// <remarks>Between calls, the current token is the first one of the value to be read next, or the last one of the value that
/// was read.</remarks>
internal ref partial struct JsonFieldReader
{
    private static readonly string[] TagField = ["type"];

    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;

    public JsonFieldReader(ReadOnlySpan<byte> json)
    {
        _json = json;

        // The depth is limited by this reader where serde limits it. serde does not limit what it skips.
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
    }

    public readonly JsonTokenType TokenType => _reader.TokenType;

    /// <summary>The offset of the current token.</summary>
    public readonly int Offset => (int)_reader.TokenStartIndex;

    public readonly bool IsNull => _reader.TokenType == JsonTokenType.Null;

    /// <summary>Moves to the first token.</summary>
    public void ReadFirst()
    {
        if (JsonText.IndexOfInvalidUtf8(_json) is >= 0 and int invalid)
        {
            throw Error("this byte is not valid UTF-8", invalid);
        }

        Read();
    }

    public void Read()
    {
        if (!_reader.Read())
        {
            throw Error("the JSON is incomplete", _json.Length);
        }
    }

    /// <summary>Checks that the text ends after the value.</summary>
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
    /// Begins a structure that names its own type: in a field <c>type</c> at any place, or as an array's first item.
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

        // A first pass with a copy of the reader finds the type. It checks everything, so that the second pass may skip.
        JsonFieldReader ahead = this;
        int found = -1;
        while (ahead.NextMember(TagField, out int field))
        {
            if (field < 0)
            {
                ahead.CheckValue(JsonDepth.Max);
            }
            else if (found < 0)
            {
                found = ahead.ReadTag(types);
            }
            else
            {
                throw ahead.Error("the field 'type' is repeated", ahead._reader.TokenStartIndex);
            }
        }

        Require(found >= 0, "type", what, cursor.Offset);
        type = found;
        return cursor;
    }

    /// <summary>Moves to the value of the next field. Unknown fields are skipped.</summary>
    public bool Next(ref FieldCursor cursor)
    {
        if (cursor.IsArray)
        {
            return NextPosition(ref cursor);
        }

        while (NextMember(cursor.Names, out int field))
        {
            if (field < 0)
            {
                PassOver(cursor);
                continue;
            }

            if ((cursor.Seen & (1u << field)) != 0)
            {
                throw Error($"the field '{cursor.Names[field]}' is repeated", _reader.TokenStartIndex);
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

    /// <summary>Moves to the value of an object's next key.</summary>
    public bool NextKey(out string key)
    {
        bool isKey = NextKey();
        key = isKey ? Unescaped() : "";
        return isKey && ReadNext();
    }

    /// <summary>Moves to the value of an object's next key.</summary>
    /// <param name="names">The known keys, in ASCII.</param>
    /// <param name="index">The index of the key among them, or -1.</param>
    public bool NextMember(string[] names, out int index)
    {
        index = -1;
        if (!NextKey())
        {
            return false;
        }

        CheckString();
        index = FindName(names);
        return ReadNext();
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

    /// <summary>Adds the place to an error of the underlying reader.</summary>
    public readonly JsonException Located(JsonException error) =>
        JsonLocation.Error(JsonLocation.MessageOf(error), _json, _reader.BytesConsumed, error);

    private bool NextPosition(ref FieldCursor cursor)
    {
        bool hasItem = NextItem();
        cursor.Field++;
        if (hasItem != cursor.Field < cursor.Names.Length)
        {
            throw Error($"{cursor.What} as an array must have exactly these items: {string.Join(", ", cursor.Names)}", cursor.Offset);
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
            CheckValue(JsonDepth.Max);
        }
    }

    private bool NextKey()
    {
        Read();
        return _reader.TokenType == JsonTokenType.PropertyName;
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

    public readonly JsonException Error(string message, long offset) => JsonLocation.Error(message, _json, offset);
}
