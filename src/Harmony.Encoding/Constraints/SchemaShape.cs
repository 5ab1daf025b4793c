using Harmony.Json;

namespace Harmony.Constraints;

/// <summary>The keywords of a JSON schema that affect how its other keywords are read.</summary>
/// <param name="ListsValues">Whether the schema lists its values.</param>
/// <param name="HasAnyOf">Whether the schema has alternatives under <c>anyOf</c>.</param>
/// <param name="HasPrefixItems">Whether the schema describes the first items.</param>
/// <param name="HasPatternProperties">Whether the schema has properties whose names match a pattern.</param>
/// <param name="HasPattern">Whether the schema restricts strings by a pattern.</param>
internal readonly record struct SchemaShape(bool ListsValues, bool HasAnyOf, bool HasPrefixItems, bool HasPatternProperties, bool HasPattern)
{
    public static SchemaShape Of(ReadOnlySpan<byte> schema)
    {
        SchemaShape shape = default;
        for (var keywords = new JsonCursor(schema); keywords.MoveNext();)
        {
            ReadOnlySpan<byte> key = keywords.Key;
            shape = new SchemaShape(
                shape.ListsValues || key.SequenceEqual("const"u8) || (key.SequenceEqual("enum"u8) && JsonCursor.IsFilledArray(keywords.Value)),
                shape.HasAnyOf || (key.SequenceEqual("anyOf"u8) && JsonCursor.IsFilledArray(keywords.Value)),
                shape.HasPrefixItems || (key.SequenceEqual("prefixItems"u8) && JsonCursor.IsFilledArray(keywords.Value)),
                shape.HasPatternProperties || key.SequenceEqual("patternProperties"u8),
                shape.HasPattern || (key.SequenceEqual("pattern"u8) && JsonCursor.IsString(keywords.Value, out _)));
        }

        return shape;
    }

    /// <summary>Whether a value of <c>type</c> is the name of a type.</summary>
    public static bool IsType(ReadOnlySpan<byte> value) => JsonCursor.IsString(value, out ReadOnlySpan<byte> name)
        && (name.SequenceEqual("object"u8) || name.SequenceEqual("string"u8) || name.SequenceEqual("number"u8) || name.SequenceEqual("integer"u8)
            || name.SequenceEqual("boolean"u8) || name.SequenceEqual("array"u8) || name.SequenceEqual("null"u8));

    /// <summary>Whether a keyword limits strings, numbers or arrays and has a valid value.</summary>
    public bool IsLimit(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("minLength"u8) || key.SequenceEqual("maxLength"u8) || key.SequenceEqual("minItems"u8) || key.SequenceEqual("maxItems"u8))
        {
            return TryCount(value, out _);
        }

        if (key.SequenceEqual("minimum"u8) || key.SequenceEqual("maximum"u8) || key.SequenceEqual("exclusiveMinimum"u8) || key.SequenceEqual("exclusiveMaximum"u8))
        {
            return value[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9');
        }

        if (key.SequenceEqual("multipleOf"u8))
        {
            return value[0] is >= (byte)'1' and <= (byte)'9';
        }

        // A pattern says more than a format, and engines often cannot enforce both.
        return key.SequenceEqual("pattern"u8) ? HasPattern : key.SequenceEqual("format"u8) && !HasPattern && IsFormat(value);
    }

    /// <summary>Reads a count of characters or items.</summary>
    public static bool TryCount(ReadOnlySpan<byte> value, out int count) =>
        System.Buffers.Text.Utf8Parser.TryParse(value, out count, out int length) && length == value.Length && count >= 0;

    /// <summary>The definition that a reference such as <c>#/$defs/place</c> points to, or empty if there is none.</summary>
    /// <param name="root">The whole schema.</param>
    /// <param name="pointer">The reference.</param>
    public static ReadOnlySpan<byte> Definition(ReadOnlySpan<byte> root, ReadOnlySpan<byte> pointer)
    {
        for (var members = new JsonCursor(root); members.MoveNext();)
        {
            bool isDefinitions = members.Key.SequenceEqual("$defs"u8) || members.Key.SequenceEqual("definitions"u8);
            if (!isDefinitions || !pointer.StartsWith("#/"u8) || !pointer[2..].StartsWith(members.Key))
            {
                continue;
            }

            ReadOnlySpan<byte> rest = pointer[(2 + members.Key.Length)..];
            for (var definitions = new JsonCursor(members.Value); rest is [(byte)'/', ..] && definitions.MoveNext();)
            {
                if (rest[1..].SequenceEqual(definitions.Key))
                {
                    return definitions.Value;
                }
            }
        }

        return default;
    }

    /// <summary>Whether every version of llguidance knows a format. It refuses a grammar for an unknown one.</summary>
    private static bool IsFormat(ReadOnlySpan<byte> value) => JsonCursor.IsString(value, out ReadOnlySpan<byte> name)
        && (name.SequenceEqual("date-time"u8) || name.SequenceEqual("time"u8) || name.SequenceEqual("date"u8) || name.SequenceEqual("duration"u8)
            || name.SequenceEqual("email"u8) || name.SequenceEqual("hostname"u8) || name.SequenceEqual("ipv4"u8) || name.SequenceEqual("ipv6"u8)
            || name.SequenceEqual("uuid"u8));
}
