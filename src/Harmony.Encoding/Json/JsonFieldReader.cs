using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Harmony.Json;

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
    private static readonly string[] TagField = ["type"];

    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;

    public JsonFieldReader(ReadOnlySpan<byte> json)
    {
        _json = json;

        // The depth is limited here where serde limits it; it has no limit for what it skips.
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
    }

    public readonly JsonTokenType TokenType => _reader.TokenType;

    /// <summary>Where the token at hand begins.</summary>
    public readonly int Offset => (int)_reader.TokenStartIndex;

    public readonly bool IsNull => _reader.TokenType == JsonTokenType.Null;

    /// <summary>Goes to the first token.</summary>
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

        while (NextMember(cursor.Names, out int field))
        {
            if (field < 0)
            {
                PassOver(cursor);
                continue;
            }

            if ((cursor.Seen & (1u << field)) != 0)
            {
                throw Error($"the field '{cursor.Names[field]}' comes twice", _reader.TokenStartIndex);
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
        bool isKey = NextKey();
        key = isKey ? Unescaped() : "";
        return isKey && ReadNext();
    }

    /// <summary>Goes to the next key of an object, and on to its value.</summary>
    /// <param name="names">The keys that are known, in ASCII.</param>
    /// <param name="index">Which of them it is, or -1.</param>
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

    /// <summary>An error of the underlying reader, with its place.</summary>
    public readonly JsonException Located(JsonException error) =>
        JsonLocation.Error(JsonLocation.MessageOf(error), _json, _reader.BytesConsumed, error);

    private bool NextPosition(ref FieldCursor cursor)
    {
        bool hasItem = NextItem();
        cursor.Field++;
        if (hasItem != cursor.Field < cursor.Names.Length)
        {
            throw Error($"{cursor.What} as an array has these items, no more and no fewer: {string.Join(", ", cursor.Names)}", cursor.Offset);
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

    private readonly JsonException Error(string message, long offset) => JsonLocation.Error(message, _json, offset);
}
