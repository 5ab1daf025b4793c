using System.Buffers;
using Harmony.Json;

namespace Harmony.Constraints;

/// <summary>
/// A JSON schema reduced to what a grammar can enforce. Keywords that do not restrict the form of a value are removed, and so
/// are invalid ones, because an engine refuses the whole grammar for one keyword that it cannot read.
/// </summary>
/// <remarks>
/// <c>oneOf</c> becomes <c>anyOf</c>, and <c>nullable: true</c> a choice between the schema and null. Removing a keyword makes
/// a schema wider, never narrower.
/// </remarks>
internal readonly ref struct ConstraintSchema
{
    private readonly ReadOnlySpan<byte> _root;
    private readonly ArrayBufferWriter<byte> _output;

    private ConstraintSchema(ReadOnlySpan<byte> root)
    {
        _root = root;
        _output = new ArrayBufferWriter<byte>(root.Length + 2);
    }

    /// <param name="schema">The schema, in the form that <c>ToolParameters</c> keeps.</param>
    public static byte[] From(ReadOnlySpan<byte> schema)
    {
        var writer = new ConstraintSchema(schema);
        writer.WriteMembers(schema);
        return writer._output.WrittenSpan.ToArray();
    }

    private void Write(ReadOnlySpan<byte> schema)
    {
        bool isNullable = new SchemaKeywords(schema).IsNullable;
        _output.Write(isNullable ? "{\"anyOf\":["u8 : default);
        WriteMembers(schema);
        _output.Write(isNullable ? ",{\"type\":\"null\"}]}"u8 : default);
    }

    private void WriteMembers(ReadOnlySpan<byte> schema)
    {
        SchemaShape shape = SchemaShape.Of(schema);
        var members = new MemberWriter(_output);
        for (var keywords = new JsonCursor(schema); keywords.MoveNext();)
        {
            WriteKeyword(keywords.Key, keywords.Value, shape, ref members);
        }

        members.End();
    }

    private void WriteKeyword(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, SchemaShape shape, ref MemberWriter members)
    {
        if (key.SequenceEqual("type"u8))
        {
            // The listed values have their own types. Another type would leave nothing to generate.
            if (!shape.ListsValues)
            {
                WriteTypes(value, ref members);
            }
        }
        else if (key.SequenceEqual("enum"u8) || key.SequenceEqual("const"u8))
        {
            if (key.Length == "const".Length || JsonCursor.IsFilledArray(value))
            {
                members.Begin(key);
                _output.Write(value);
            }
        }
        else if (key.SequenceEqual("properties"u8) || (IsDefinitions(key) && IsRoot(value)))
        {
            WriteMap(key, value, ref members);
        }
        else if (key.SequenceEqual("required"u8))
        {
            WriteStrings(key, value, ref members);
        }
        else if (key.SequenceEqual("additionalProperties"u8))
        {
            // Otherwise the properties of patternProperties would be forbidden.
            WriteAdditional(key, shape.HasPatternProperties ? "true"u8 : value, ref members);
        }
        else if (key.SequenceEqual("items"u8) && JsonCursor.IsObject(value))
        {
            members.Begin(key);
            Write(value);
        }
        else if (key.SequenceEqual("prefixItems"u8) || (key.SequenceEqual("items"u8) && !shape.HasPrefixItems))
        {
            WriteSchemas("prefixItems"u8, value, ref members);
        }
        else if (key.SequenceEqual("anyOf"u8) || (key.SequenceEqual("oneOf"u8) && !shape.HasAnyOf))
        {
            WriteSchemas("anyOf"u8, value, ref members);
        }
        else if (key.SequenceEqual("allOf"u8))
        {
            WriteSchemas(key, value, ref members);
        }
        else if (key.SequenceEqual("$ref"u8) ? IsDefined(value) : shape.IsLimit(key, value))
        {
            members.Begin(key);
            _output.Write(value);
        }
    }

    private void WriteTypes(ReadOnlySpan<byte> value, ref MemberWriter members)
    {
        if (SchemaShape.IsType(value))
        {
            members.Begin("type"u8);
            _output.Write(value);
            return;
        }

        bool isFirst = true;
        for (var types = new JsonCursor(JsonCursor.IsArray(value) ? value : default); types.MoveNext();)
        {
            if (SchemaShape.IsType(types.Value))
            {
                BeginItem(ref isFirst, "type"u8, ref members);
                _output.Write(types.Value);
            }
        }

        _output.Write(isFirst ? default : "]"u8);
    }

    private void WriteMap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ref MemberWriter members)
    {
        if (!JsonCursor.IsObject(value))
        {
            return;
        }

        members.Begin(key);
        var properties = new MemberWriter(_output);
        for (var entries = new JsonCursor(value); entries.MoveNext();)
        {
            properties.Begin(entries.Key);
            Write(entries.Value);
        }

        properties.End();
    }

    private void WriteStrings(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ref MemberWriter members)
    {
        bool isFirst = true;
        for (var strings = new JsonCursor(JsonCursor.IsArray(value) ? value : default); strings.MoveNext();)
        {
            if (JsonCursor.IsString(strings.Value, out _))
            {
                BeginItem(ref isFirst, key, ref members);
                _output.Write(strings.Value);
            }
        }

        _output.Write(isFirst ? default : "]"u8);
    }

    private void WriteSchemas(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ref MemberWriter members)
    {
        bool isFirst = true;
        for (var schemas = new JsonCursor(JsonCursor.IsArray(value) ? value : default); schemas.MoveNext();)
        {
            BeginItem(ref isFirst, key, ref members);
            Write(schemas.Value);
        }

        _output.Write(isFirst ? default : "]"u8);
    }

    private void WriteAdditional(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ref MemberWriter members)
    {
        if (JsonCursor.IsObject(value))
        {
            members.Begin(key);
            Write(value);
        }
        else if (value.SequenceEqual("true"u8) || value.SequenceEqual("false"u8))
        {
            members.Begin(key);
            _output.Write(value);
        }
    }

    private void BeginItem(ref bool isFirst, ReadOnlySpan<byte> key, ref MemberWriter members)
    {
        if (isFirst)
        {
            members.Begin(key);
        }

        _output.Write(isFirst ? "["u8 : ","u8);
        isFirst = false;
    }

    private static bool IsDefinitions(ReadOnlySpan<byte> key) => key.SequenceEqual("$defs"u8) || key.SequenceEqual("definitions"u8);

    /// <summary>Whether a value is a member of the whole schema. References reach no other definitions.</summary>
    private bool IsRoot(ReadOnlySpan<byte> value)
    {
        for (var members = new JsonCursor(_root); members.MoveNext();)
        {
            if (members.Value == value)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a reference points to the whole schema or to one of its definitions.</summary>
    private bool IsDefined(ReadOnlySpan<byte> reference) =>
        JsonCursor.IsString(reference, out ReadOnlySpan<byte> pointer) && (pointer.SequenceEqual("#"u8) || !SchemaShape.Definition(_root, pointer).IsEmpty);

    /// <summary>Writes the members of an object, with braces and commas.</summary>
    private ref struct MemberWriter(ArrayBufferWriter<byte> output)
    {
        private bool _hasMembers;

        /// <param name="key">The key as it is spelled in JSON.</param>
        public void Begin(ReadOnlySpan<byte> key)
        {
            output.Write(_hasMembers ? ",\""u8 : "{\""u8);
            output.Write(key);
            output.Write("\":"u8);
            _hasMembers = true;
        }

        public readonly void End() => output.Write(_hasMembers ? "}"u8 : "{}"u8);
    }
}
