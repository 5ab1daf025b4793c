using Harmony.Buffers;
using Harmony.Json;

namespace Harmony.Rendering;

/// <summary>
/// Writes a JSON schema as the TypeScript type that the reference writes, byte for byte: what the weights have seen.
/// The rules, with their tests, are in docs/format.md.
/// </summary>
/// <remarks>
/// Schemas come from <c>ToolParameters</c>: valid, compact, nested 127 deep at the most, which bounds the recursion.
/// </remarks>
internal ref partial struct TypeScriptSchemaWriter
{
    private const int PropertyIndent = 4;
    private const int VariantIndent = 3;

    private readonly bool _signsExponent;

    /// <param name="signsExponent">See <see cref="SerdeNumberWriter.Append"/>.</param>
    public TypeScriptSchemaWriter(bool signsExponent) => _signsExponent = signsExponent;

    /// <summary>Appends the type of a schema, which may be any JSON value.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="indent">The column of its lines after the first.</param>
    /// <param name="output">The destination.</param>
    public readonly void AppendType(ReadOnlySpan<byte> schema, int indent, ref Utf8TextBuilder output) =>
        AppendType(new SchemaKeywords(schema), indent, ref output);

    private readonly void AppendType(in SchemaKeywords schema, int indent, ref Utf8TextBuilder output)
    {
        if (schema.HasOneOf)
        {
            AppendVariants(schema.OneOf, indent, ref output);
        }
        else if (JsonCursor.IsArray(schema.Type))
        {
            AppendTypeArray(schema.Type, ref output);
        }
        else if (JsonCursor.IsString(schema.Type, out ReadOnlySpan<byte> type))
        {
            AppendNamedType(type, schema, indent, ref output);
        }
        else
        {
            output.Append("any"u8);
        }
    }

    private readonly void AppendNamedType(ReadOnlySpan<byte> type, in SchemaKeywords schema, int indent, ref Utf8TextBuilder output)
    {
        if (type.SequenceEqual("object"u8))
        {
            AppendObject(schema, indent, ref output);
        }
        else if (type.SequenceEqual("string"u8))
        {
            AppendStringType(schema.Enum, ref output);
        }
        else if (type.SequenceEqual("number"u8) || type.SequenceEqual("integer"u8))
        {
            output.Append("number"u8);
        }
        else if (type.SequenceEqual("boolean"u8))
        {
            output.Append("boolean"u8);
        }
        else if (!type.SequenceEqual("array"u8))
        {
            output.Append("any"u8);
        }
        else if (schema.Items.IsEmpty)
        {
            output.Append("Array<any>"u8);
        }
        else
        {
            AppendType(schema.Items, indent, ref output);
            output.Append("[]"u8);
        }
    }

    private static void AppendTypeArray(ReadOnlySpan<byte> types, ref Utf8TextBuilder output)
    {
        bool isFirst = true;
        for (var items = new JsonCursor(types); items.MoveNext();)
        {
            if (JsonCursor.IsString(items.Value, out ReadOnlySpan<byte> type))
            {
                output.Append(isFirst ? default : " | "u8);
                JsonString.WriteUnescaped(type.SequenceEqual("integer"u8) ? "number"u8 : type, ref output);
                isFirst = false;
            }
        }

        output.Append(isFirst ? "any"u8 : default);
    }

    private static void AppendStringType(ReadOnlySpan<byte> values, ref Utf8TextBuilder output)
    {
        bool isFirst = true;
        if (JsonCursor.IsArray(values))
        {
            for (var items = new JsonCursor(values); items.MoveNext();)
            {
                if (JsonCursor.IsString(items.Value, out ReadOnlySpan<byte> value))
                {
                    output.Append(isFirst ? default : " | "u8);
                    AppendQuoted(value, ref output);
                    isFirst = false;
                }
            }
        }

        output.Append(isFirst ? "string"u8 : default);
    }

    private readonly void AppendObject(in SchemaKeywords schema, int indent, ref Utf8TextBuilder output)
    {
        AppendComment(schema.Description, indent, ref output);
        output.Append("{\n"u8);
        if (JsonCursor.IsObject(schema.Properties))
        {
            var required = new RequiredKeys(schema.Required);
            for (var properties = new JsonCursor(schema.Properties); properties.MoveNextKey();)
            {
                var property = new SchemaKeywords(properties.Rest, out int length);
                properties.SkipValue(length);
                bool isRequired = required.Contains(properties.Key);
                if (property.HasOneOf)
                {
                    AppendVariantProperty(properties.Key, property, isRequired, indent, ref output);
                }
                else
                {
                    AppendProperty(properties.Key, property, isRequired, indent, ref output);
                }
            }

            required.Dispose();
        }

        output.AppendIndent(indent);
        output.Append((byte)'}');
    }

    /// <summary>Variants that are not directly a property's.</summary>
    private readonly void AppendVariants(ReadOnlySpan<byte> oneOf, int indent, ref Utf8TextBuilder output)
    {
        for (var variants = new JsonCursor(oneOf); variants.MoveNext();)
        {
            var variant = new SchemaKeywords(variants.Value);
            output.Append((byte)'\n');
            AppendVariant(variant, variant.Description, quotesEnums: true, indent, ref output);
        }
    }

    private readonly void AppendVariant(in SchemaKeywords variant, ReadOnlySpan<byte> description, bool quotesEnums, int indent, ref Utf8TextBuilder output)
    {
        output.AppendIndent(indent);
        output.Append(" | "u8);
        int start = output.Length;
        AppendType(variant, indent + VariantIndent, ref output);
        AppendNullable(variant, start, ref output);

        bool isDescribed = JsonCursor.IsString(description, out ReadOnlySpan<byte> text);
        bool hasDefault = !variant.Default.IsEmpty;
        if (isDescribed || hasDefault)
        {
            output.Append(" //"u8);
        }

        if (isDescribed)
        {
            output.Append((byte)' ');
            JsonString.WriteUnescaped(text, ref output);
        }

        if (hasDefault)
        {
            output.Append(" default: "u8);
            AppendDefault(variant, quotesEnums, ref output);
        }
    }

    /// <summary>Appends the null of a nullable type, unless its text says null anywhere.</summary>
    private static void AppendNullable(in SchemaKeywords schema, int typeStart, ref Utf8TextBuilder output)
    {
        if (schema.IsNullable && output.Text.Slice(typeStart).IndexOf("null"u8) < 0)
        {
            output.Append(" | null"u8);
        }
    }

    private readonly void AppendDefault(in SchemaKeywords schema, bool quotesEnums, ref Utf8TextBuilder output)
    {
        if (!JsonCursor.IsString(schema.Default, out ReadOnlySpan<byte> text))
        {
            AppendJson(schema.Default, ref output);
        }
        else if (quotesEnums || !JsonCursor.IsFilledArray(schema.Enum))
        {
            AppendQuoted(text, ref output);
        }
        else
        {
            JsonString.WriteUnescaped(text, ref output);
        }
    }

    /// <summary>Appends compact JSON, with its numbers as serde_json writes them.</summary>
    private readonly void AppendJson(ReadOnlySpan<byte> json, ref Utf8TextBuilder output)
    {
        bool isObject = JsonCursor.IsObject(json);
        if (!isObject && !JsonCursor.IsArray(json))
        {
            if (json[0] == '-' || json[0] is >= (byte)'0' and <= (byte)'9')
            {
                SerdeNumberWriter.Append(json, _signsExponent, ref output);
            }
            else
            {
                output.Append(json);
            }

            return;
        }

        output.Append(isObject ? (byte)'{' : (byte)'[');
        bool isFirst = true;
        for (var items = new JsonCursor(json); items.MoveNext(); isFirst = false)
        {
            output.Append(isFirst ? default : ","u8);
            if (isObject)
            {
                output.Append((byte)'"');
                output.Append(items.Key);
                output.Append("\":"u8);
            }

            AppendJson(items.Value, ref output);
        }

        output.Append(isObject ? (byte)'}' : (byte)']');
    }

    /// <summary>Appends a string between quotes, not escaped.</summary>
    private static void AppendQuoted(ReadOnlySpan<byte> escaped, ref Utf8TextBuilder output)
    {
        output.Append((byte)'"');
        JsonString.WriteUnescaped(escaped, ref output);
        output.Append((byte)'"');
    }
}
