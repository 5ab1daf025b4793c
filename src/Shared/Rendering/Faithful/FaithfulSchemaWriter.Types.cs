using Harmony.Buffers;
using Harmony.Json;

namespace Harmony.Rendering;

/// <summary>What a schema itself says: its values, or the types that it names.</summary>
internal ref partial struct FaithfulSchemaWriter
{
    private TypeShape AppendOwn(in FaithfulSchemaKeywords schema, int indent, bool describesObject, bool isConjunct, ref Utf8TextBuilder output)
    {
        if (schema.HasLiterals)
        {
            return AppendLiterals(schema, ref output);
        }

        if (JsonCursor.IsString(schema.Type, out ReadOnlySpan<byte> type))
        {
            return AppendNamed(type, schema, indent, describesObject, ref output);
        }

        if (JsonCursor.IsFilledArray(schema.Type))
        {
            return AppendTypeArray(schema, indent, ref output);
        }

        // Without a type, keywords that say something about objects or arrays mean them.
        if (schema.HasObjectKeywords)
        {
            return AppendNamed("object"u8, schema, indent, describesObject, ref output);
        }

        if (schema.HasArrayKeywords)
        {
            return AppendNamed("array"u8, schema, indent, describesObject, ref output);
        }

        // An intersection with any is any; with unknown it is the other side.
        output.Append(schema.IsNever ? "never"u8 : isConjunct ? "unknown"u8 : "any"u8);
        return TypeShape.Single;
    }

    private TypeShape AppendNamed(ReadOnlySpan<byte> type, in FaithfulSchemaKeywords schema, int indent, bool describesObject, ref Utf8TextBuilder output)
    {
        if (type.SequenceEqual("object"u8))
        {
            AppendObject(schema, indent, describesObject, ref output);
        }
        else if (type.SequenceEqual("array"u8))
        {
            AppendArray(schema, indent, ref output);
        }
        else if (type.SequenceEqual("number"u8) || type.SequenceEqual("integer"u8))
        {
            output.Append("number"u8);
        }
        else if (type.SequenceEqual("string"u8) || type.SequenceEqual("boolean"u8))
        {
            output.Append(type);
        }
        else if (type.SequenceEqual("null"u8))
        {
            output.Append(type);
            return TypeShape.TakesNull;
        }
        else
        {
            output.Append("any"u8);
        }

        return TypeShape.Single;
    }

    private TypeShape AppendTypeArray(in FaithfulSchemaKeywords schema, int indent, ref Utf8TextBuilder output)
    {
        int count = 0;
        TypeShape shape = TypeShape.Single;
        for (var items = new JsonCursor(schema.Type); items.MoveNext();)
        {
            if (JsonCursor.IsString(items.Value, out ReadOnlySpan<byte> type) && !(type.SequenceEqual("integer"u8) && schema.SaysType("number"u8)))
            {
                output.Append(count++ == 0 ? default : " | "u8);
                shape |= AppendNamed(type, schema, indent, describesObject: false, ref output);
            }
        }

        output.Append(count == 0 ? "any"u8 : default);
        return count > 1 ? shape | TypeShape.Union : shape;
    }

    private static TypeShape AppendLiterals(in FaithfulSchemaKeywords schema, ref Utf8TextBuilder output)
    {
        if (!schema.Const.IsEmpty)
        {
            SchemaNotes.AppendJson(schema.Const, ref output);
            return schema.Const.SequenceEqual("null"u8) ? TypeShape.TakesNull : TypeShape.Single;
        }

        // A value that the type does not allow cannot be meant; if none is allowed, the type cannot.
        bool anyAllowed = false;
        for (var values = new JsonCursor(schema.Enum); !anyAllowed && values.MoveNext();)
        {
            anyAllowed = IsOfType(values.Value, schema);
        }

        int count = 0;
        TypeShape shape = TypeShape.Single;
        for (var values = new JsonCursor(schema.Enum); values.MoveNext();)
        {
            if (!anyAllowed || IsOfType(values.Value, schema))
            {
                output.Append(count++ == 0 ? default : " | "u8);
                SchemaNotes.AppendJson(values.Value, ref output);
                shape |= values.Value.SequenceEqual("null"u8) ? TypeShape.TakesNull : TypeShape.Single;
            }
        }

        return count > 1 ? shape | TypeShape.Union : shape;
    }

    private static bool IsOfType(ReadOnlySpan<byte> value, in FaithfulSchemaKeywords schema)
    {
        bool saysTypes = JsonCursor.IsString(schema.Type, out _) || JsonCursor.IsFilledArray(schema.Type);
        return !saysTypes || value[0] switch
        {
            (byte)'"' => schema.SaysType("string"u8),
            (byte)'{' => schema.SaysType("object"u8),
            (byte)'[' => schema.SaysType("array"u8),
            (byte)'t' or (byte)'f' => schema.SaysType("boolean"u8),
            (byte)'n' => schema.SaysType("null"u8) || schema.IsNullable,
            _ => schema.SaysType("number"u8) || schema.SaysType("integer"u8),
        };
    }
}
