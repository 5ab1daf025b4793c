using Harmony.Buffers;
using Harmony.Json;

namespace Harmony.Rendering;

/// <summary>Objects: their properties, and the keys that are not named.</summary>
internal ref partial struct FaithfulSchemaWriter
{
    private enum MemberKind
    {
        Required,
        Optional,

        /// <summary>All keys that a pattern matches.</summary>
        Pattern,

        /// <summary>All other keys.</summary>
        Rest,
    }

    private void AppendObject(in FaithfulSchemaKeywords schema, int indent, bool describes, ref Utf8TextBuilder output)
    {
        if (describes)
        {
            AppendDescription(schema, indent, ref output);
        }

        output.Append("{\n"u8);
        if (JsonCursor.IsObject(schema.Properties))
        {
            AppendProperties(schema.Properties, schema.Required, indent, ref output);
        }
        else
        {
            AppendRequired(schema.Required, indent, ref output);
        }

        AppendOtherKeys(schema, indent, ref output);
        output.AppendIndent(indent);
        output.Append((byte)'}');
    }

    /// <summary>Keys by pattern, and all others. A separate method, so that objects without any use less of the stack.</summary>
    private void AppendOtherKeys(in FaithfulSchemaKeywords schema, int indent, ref Utf8TextBuilder output)
    {
        for (var patterns = new JsonCursor(JsonCursor.IsObject(schema.PatternProperties) ? schema.PatternProperties : default); patterns.MoveNext();)
        {
            var schemaOfKeys = new FaithfulSchemaKeywords(patterns.Value, out _);
            AppendMember(patterns.Key, ref schemaOfKeys, MemberKind.Pattern, indent, ref output);
        }

        if (FaithfulSchemaKeywords.IsSchema(schema.AdditionalProperties))
        {
            var schemaOfRest = new FaithfulSchemaKeywords(schema.AdditionalProperties, out _);
            AppendMember(default, ref schemaOfRest, MemberKind.Rest, indent, ref output);
        }
    }

    private void AppendProperties(ReadOnlySpan<byte> all, ReadOnlySpan<byte> requiredKeys, int indent, ref Utf8TextBuilder output)
    {
        var required = new RequiredKeys(requiredKeys);
        for (var properties = new JsonCursor(all); properties.MoveNextKey();)
        {
            var property = new FaithfulSchemaKeywords(properties.Rest, out int length);
            properties.SkipValue(length);
            AppendMember(properties.Key, ref property, required.Contains(properties.Key) ? MemberKind.Required : MemberKind.Optional, indent, ref output);
        }

        required.Dispose();
    }

    /// <summary>Keys of which nothing is said but that they have to be there: how a variant says which ones it is about.</summary>
    private void AppendRequired(ReadOnlySpan<byte> keys, int indent, ref Utf8TextBuilder output)
    {
        for (var items = new JsonCursor(JsonCursor.IsArray(keys) ? keys : default); items.MoveNext();)
        {
            if (JsonCursor.IsString(items.Value, out ReadOnlySpan<byte> key))
            {
                var anything = new FaithfulSchemaKeywords("true"u8, out _);
                AppendMember(key, ref anything, MemberKind.Required, indent, ref output);
            }
        }
    }

    private void AppendMember(ReadOnlySpan<byte> key, ref FaithfulSchemaKeywords schema, MemberKind kind, int indent, ref Utf8TextBuilder output)
    {
        int outerReferences = _references.Count;
        Open(ref schema);
        if (IsOnLines(schema))
        {
            AppendVariantMember(key, schema, kind, indent, ref output);
            Close(outerReferences, ref output);
            output.AppendIndent(indent);
            output.Append(",\n"u8);
            return;
        }

        AppendTitle(schema, indent, ref output);
        AppendDescription(schema, indent, ref output);
        AppendExamples(schema, indent, ref output);
        AppendKey(key, kind, indent, ref output);
        output.Append((byte)' ');
        AppendType(schema, indent + PropertyIndent, describesObject: true, isConjunct: false, ref output);
        Close(outerReferences, ref output);
        output.Append((byte)',');
        if (kind == MemberKind.Pattern || schema.HasTrailingNotes)
        {
            output.Append(" // "u8);
            AppendMemberNotes(key, schema, kind, ref output);
        }

        output.Append((byte)'\n');
    }

    /// <summary>A property with variants is written over several lines, as in the reference.</summary>
    private void AppendVariantMember(ReadOnlySpan<byte> key, in FaithfulSchemaKeywords schema, MemberKind kind, int indent, ref Utf8TextBuilder output)
    {
        AppendTitle(schema, indent, ref output);
        AppendExamples(schema, indent, ref output);
        AppendDescription(schema, indent, ref output);
        if (kind == MemberKind.Pattern || schema.HasTrailingNotes)
        {
            output.AppendIndent(indent);
            output.Append("// "u8);
            AppendMemberNotes(key, schema, kind, ref output);
            output.Append((byte)'\n');
        }

        AppendKey(key, kind, indent, ref output);
        output.Append((byte)'\n');
        _references.BeginType(output.Length);
        _depth++;
        TypeShape shape = AppendVariants(schema.OnlyUnion, schema.Type, schema.Description, indent, ref output);
        _depth--;
        if (schema.IsNullable && (shape & TypeShape.TakesNull) == 0)
        {
            output.AppendIndent(indent);
            output.Append(" | null\n"u8);
        }
    }

    /// <summary>Whether a property has variants and nothing else, which the reference's layout or what there is to say about
    /// one puts on lines.</summary>
    private bool IsOnLines(in FaithfulSchemaKeywords schema) =>
        !schema.OnlyUnion.IsEmpty && _depth < MaxDepth && (JsonCursor.IsFilledArray(schema.OneOf) || HasLines(schema.OnlyUnion));

    private static void AppendMemberNotes(ReadOnlySpan<byte> key, in FaithfulSchemaKeywords schema, MemberKind kind, ref Utf8TextBuilder output)
    {
        if (kind == MemberKind.Pattern)
        {
            output.Append("keys: "u8);
            AppendQuoted(key, ref output);
            output.Append(schema.HasTrailingNotes ? ", "u8 : default);
        }

        AppendNotes(schema, ref output);
    }

    private static void AppendKey(ReadOnlySpan<byte> key, MemberKind kind, int indent, ref Utf8TextBuilder output)
    {
        output.AppendIndent(indent);
        if (kind is MemberKind.Pattern or MemberKind.Rest)
        {
            output.Append("[key: string]:"u8);
            return;
        }

        if (IsPlainKey(key))
        {
            output.Append(key);
        }
        else
        {
            AppendQuoted(key, ref output);
        }

        output.Append(kind == MemberKind.Required ? ":"u8 : "?:"u8);
    }

    private static void AppendQuoted(ReadOnlySpan<byte> escaped, ref Utf8TextBuilder output)
    {
        output.Append((byte)'"');
        SchemaNotes.AppendJson(escaped, ref output);
        output.Append((byte)'"');
    }

    /// <summary>
    /// Whether TypeScript takes a key without quotes: an identifier, or a whole number in its one spelling. Letters beyond
    /// ASCII are quoted, so that no version of Unicode decides a prompt.
    /// </summary>
    private static bool IsPlainKey(ReadOnlySpan<byte> key)
    {
        const int MaxDigits = 15;
        if (key.IsEmpty)
        {
            return false;
        }

        bool isNumber = IsDigit(key[0]);
        foreach (byte value in key)
        {
            if (!IsDigit(value) && (isNumber || !IsIdentifierStart(value)))
            {
                return false;
            }
        }

        return !isNumber || (key.Length <= MaxDigits && (key[0] != '0' || key.Length == 1));
    }

    private static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';

    private static bool IsIdentifierStart(byte value) => (value | 0x20) is >= 'a' and <= 'z' || value is (byte)'_' or (byte)'$';
}
