using Harmony.Buffers;
using Harmony.Json;

namespace Harmony.Rendering;

/// <summary>
/// The keywords of a JSON schema that TypeScript has no types for: they are noted after the type, by name and JSON, always
/// in this order.
/// </summary>
internal static class SchemaNotes
{
    private const int Count = 34;

    /// <summary>From here on a note says nothing if it is false.</summary>
    private const int FirstFlag = 30;

    /// <param name="key">A keyword.</param>
    /// <param name="value">Its JSON.</param>
    /// <returns>A bit for the keyword, or 0 if it is not a note or has no effect.</returns>
    public static ulong BitOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        for (int i = 0; i < Count; i++)
        {
            if (Name(i).SequenceEqual(key))
            {
                return i >= FirstFlag && value.SequenceEqual("false"u8) ? 0 : 1UL << i;
            }
        }

        return 0;
    }

    /// <summary>Appends the notes of a schema, joined by commas.</summary>
    /// <param name="schema">The schema, an object.</param>
    /// <param name="notes">The bits of those that it has.</param>
    /// <param name="isFirst">Whether they need no comma before them.</param>
    /// <param name="output">The destination.</param>
    public static void Append(ReadOnlySpan<byte> schema, ulong notes, bool isFirst, ref Utf8TextBuilder output)
    {
        for (int i = 0; i < Count; i++)
        {
            if ((notes & (1UL << i)) != 0)
            {
                output.Append(isFirst ? default : ", "u8);
                output.Append(Name(i));
                output.Append(": "u8);
                AppendJson(ValueOf(schema, Name(i)), ref output);
                isFirst = false;
            }
        }
    }

    /// <summary>Appends JSON unchanged, except that what ends a line of TypeScript is escaped.</summary>
    public static void AppendJson(ReadOnlySpan<byte> json, ref Utf8TextBuilder output)
    {
        for (int next; (next = json.IndexOf((byte)0xE2)) >= 0;)
        {
            output.Append(json.Slice(0, next));
            json = json.Slice(next);
            bool isSeparator = EscapedLines.BeginsWithSeparator(json);
            output.Append(!isSeparator ? json.Slice(0, 1) : json[2] == 0xA8 ? "\\u2028"u8 : "\\u2029"u8);
            json = json.Slice(isSeparator ? 3 : 1);
        }

        output.Append(json);
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> schema, ReadOnlySpan<byte> key)
    {
        var members = new JsonCursor(schema);
        while (members.MoveNext())
        {
            if (members.Key.SequenceEqual(key))
            {
                break;
            }
        }

        return members.Value;
    }

    private static ReadOnlySpan<byte> Name(int index) => index switch
    {
        0 => "format"u8,
        1 => "pattern"u8,
        2 => "minLength"u8,
        3 => "maxLength"u8,
        4 => "minimum"u8,
        5 => "exclusiveMinimum"u8,
        6 => "maximum"u8,
        7 => "exclusiveMaximum"u8,
        8 => "multipleOf"u8,
        9 => "minItems"u8,
        10 => "maxItems"u8,
        11 => "contains"u8,
        12 => "minContains"u8,
        13 => "maxContains"u8,
        14 => "minProperties"u8,
        15 => "maxProperties"u8,
        16 => "propertyNames"u8,
        17 => "dependencies"u8,
        18 => "dependentRequired"u8,
        19 => "dependentSchemas"u8,
        20 => "unevaluatedItems"u8,
        21 => "unevaluatedProperties"u8,
        22 => "not"u8,
        23 => "if"u8,
        24 => "then"u8,
        25 => "else"u8,
        26 => "contentEncoding"u8,
        27 => "contentMediaType"u8,
        28 => "contentSchema"u8,
        29 => "example"u8,
        30 => "uniqueItems"u8,
        31 => "readOnly"u8,
        32 => "writeOnly"u8,
        _ => "deprecated"u8,
    };
}
