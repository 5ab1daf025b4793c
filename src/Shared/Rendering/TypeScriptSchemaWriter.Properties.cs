using Harmony.Buffers;
using Harmony.Json;

namespace Harmony.Rendering;

/// <summary>The properties of an object, with their comments.</summary>
internal ref partial struct TypeScriptSchemaWriter
{
    private readonly void AppendProperty(ReadOnlySpan<byte> key, in SchemaKeywords schema, bool isRequired, int indent, ref Utf8TextBuilder output)
    {
        // A oneOf that is no array is no type, but it takes the description and the default away all the same.
        bool isPlain = schema.OneOf.IsEmpty;
        AppendTitle(schema.Title, indent, ref output);
        AppendComment(isPlain ? schema.Description : default, indent, ref output);
        AppendExamples(schema.Examples, indent, ref output);
        AppendKey(key, isRequired, indent, ref output);
        output.Append((byte)' ');
        int start = output.Length;
        AppendType(schema, indent + PropertyIndent, ref output);
        AppendNullable(schema, start, ref output);
        output.Append((byte)',');
        if (isPlain && !schema.Default.IsEmpty)
        {
            output.Append(" // default: "u8);
            AppendDefault(schema, quotesEnums: false, ref output);
        }

        output.Append((byte)'\n');
    }

    /// <summary>A property with variants is written over several lines.</summary>
    private readonly void AppendVariantProperty(ReadOnlySpan<byte> key, in SchemaKeywords schema, bool isRequired, int indent, ref Utf8TextBuilder output)
    {
        AppendTitle(schema.Title, indent, ref output);
        AppendExamples(schema.Examples, indent, ref output);
        bool isDescribed = JsonCursor.IsString(schema.Description, out _);
        if (isDescribed && !IsFirstVariantsDescription(schema))
        {
            AppendComment(schema.Description, indent, ref output);
        }

        if (!schema.Default.IsEmpty)
        {
            output.AppendIndent(indent);
            output.Append("// default: "u8);
            AppendDefault(schema, quotesEnums: false, ref output);
            output.Append((byte)'\n');
        }

        AppendKey(key, isRequired, indent, ref output);
        output.Append((byte)'\n');
        bool isFirst = true;
        for (var variants = new JsonCursor(schema.OneOf); variants.MoveNext(); isFirst = false)
        {
            var variant = new SchemaKeywords(variants.Value);
            bool isRepeated = isDescribed && (isFirst || variant.Description.SequenceEqual(schema.Description));
            AppendVariant(variant, isRepeated ? default : variant.Description, quotesEnums: false, indent, ref output);
            output.Append((byte)'\n');
        }

        output.AppendIndent(indent);
        output.Append(",\n"u8);
    }

    private static bool IsFirstVariantsDescription(in SchemaKeywords schema)
    {
        var variants = new JsonCursor(schema.OneOf);
        return variants.MoveNext() && new SchemaKeywords(variants.Value).Description.SequenceEqual(schema.Description);
    }

    private static void AppendTitle(ReadOnlySpan<byte> title, int indent, ref Utf8TextBuilder output)
    {
        if (JsonCursor.IsString(title, out _))
        {
            AppendComment(title, indent, ref output);
            output.AppendIndent(indent);
            output.Append("//\n"u8);
        }
    }

    private static void AppendExamples(ReadOnlySpan<byte> examples, int indent, ref Utf8TextBuilder output)
    {
        if (!JsonCursor.IsFilledArray(examples))
        {
            return;
        }

        output.AppendIndent(indent);
        output.Append("// Examples:\n"u8);
        for (var items = new JsonCursor(examples); items.MoveNext();)
        {
            if (JsonCursor.IsString(items.Value, out ReadOnlySpan<byte> example))
            {
                output.AppendIndent(indent);
                output.Append("// - "u8);
                AppendQuoted(example, ref output);
                output.Append((byte)'\n');
            }
        }
    }

    /// <summary>Appends a string as a comment; only its first line becomes one, as in the reference.</summary>
    private static void AppendComment(ReadOnlySpan<byte> value, int indent, ref Utf8TextBuilder output)
    {
        if (JsonCursor.IsString(value, out ReadOnlySpan<byte> text))
        {
            output.AppendIndent(indent);
            output.Append("// "u8);
            JsonString.WriteUnescaped(text, ref output);
            output.Append((byte)'\n');
        }
    }

    private static void AppendKey(ReadOnlySpan<byte> key, bool isRequired, int indent, ref Utf8TextBuilder output)
    {
        output.AppendIndent(indent);
        JsonString.WriteUnescaped(key, ref output);
        output.Append(isRequired ? ":"u8 : "?:"u8);
    }
}
