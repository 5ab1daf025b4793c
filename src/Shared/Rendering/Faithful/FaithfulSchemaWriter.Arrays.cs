using System.Buffers.Text;
using Harmony.Buffers;
using Harmony.Json;

namespace Harmony.Rendering;

/// <summary>Arrays and tuples.</summary>
internal ref partial struct FaithfulSchemaWriter
{
    private void AppendArray(in FaithfulSchemaKeywords schema, int indent, ref Utf8TextBuilder output)
    {
        if (JsonCursor.IsArray(schema.PrefixItems))
        {
            AppendTuple(schema.PrefixItems, schema.Items, schema, indent, ref output);
        }
        else if (JsonCursor.IsArray(schema.Items))
        {
            // The form of drafts before 2020-12.
            AppendTuple(schema.Items, schema.AdditionalItems, schema, indent, ref output);
        }
        else if (schema.Items.IsEmpty)
        {
            output.Append("Array<any>"u8);
        }
        else
        {
            AppendArrayOf(schema.Items, indent, ref output);
        }
    }

    private void AppendArrayOf(ReadOnlySpan<byte> items, int indent, ref Utf8TextBuilder output)
    {
        AppendInline(items, TypeShape.Composed, indent, isConjunct: false, ref output);
        output.Append("[]"u8);
    }

    /// <summary>Types by place; those that an array may lack have a question mark.</summary>
    private void AppendTuple(ReadOnlySpan<byte> types, ReadOnlySpan<byte> rest, in FaithfulSchemaKeywords schema, int indent, ref Utf8TextBuilder output)
    {
        FindTupleLimits(schema.Text, out long min, out long max);
        int count = 0;
        output.Append((byte)'[');
        for (var items = new JsonCursor(types); items.MoveNext(); count++)
        {
            output.Append(count == 0 ? default : ", "u8);
            bool isOptional = count >= min;
            AppendInline(items.Value, isOptional ? TypeShape.Composed : TypeShape.Single, indent, isConjunct: false, ref output);
            output.Append(isOptional ? "?"u8 : default);
        }

        if (!rest.SequenceEqual("false"u8) && max > count)
        {
            output.Append(count == 0 ? "..."u8 : ", ..."u8);
            AppendArrayOf(rest.IsEmpty ? "true"u8 : rest, indent, ref output);
        }

        output.Append((byte)']');
    }

    private static void FindTupleLimits(ReadOnlySpan<byte> schema, out long min, out long max)
    {
        min = 0;
        max = long.MaxValue;
        for (var members = new JsonCursor(schema); members.MoveNext();)
        {
            if (members.Key.SequenceEqual("minItems"u8) && Utf8Parser.TryParse(members.Value, out long value, out _))
            {
                min = value;
            }
            else if (members.Key.SequenceEqual("maxItems"u8) && Utf8Parser.TryParse(members.Value, out value, out _))
            {
                max = value;
            }
        }
    }
}
