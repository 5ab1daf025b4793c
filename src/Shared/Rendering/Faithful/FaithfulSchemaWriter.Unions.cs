using Harmony.Buffers;
using Harmony.Json;

namespace Harmony.Rendering;

/// <summary>The variants of oneOf and anyOf: one after the other, or, where there is something to say about one, on lines.</summary>
internal ref partial struct FaithfulSchemaWriter
{
    /// <param name="variants">The schemas, an array.</param>
    /// <param name="type">The type of the schema that they are variants of, which those have that say none.</param>
    /// <param name="wrapped">The shapes that need parentheses where the union stands.</param>
    /// <param name="indent">The column of its lines.</param>
    /// <param name="output">The destination.</param>
    private TypeShape AppendUnion(ReadOnlySpan<byte> variants, ReadOnlySpan<byte> type, TypeShape wrapped, int indent, ref Utf8TextBuilder output)
    {
        int start = output.Length;
        TypeShape shape = TypeShape.Single;
        if (HasLines(variants))
        {
            // The parentheses keep what follows apart from the last variant's comment.
            output.Append("(\n"u8);
            shape = AppendVariants(variants, type, description: default, indent, ref output);
            output.AppendIndent(indent);
            output.Append((byte)')');
            return shape;
        }

        int count = 0;
        for (var items = new JsonCursor(variants); items.MoveNextKey();)
        {
            output.Append(count++ == 0 ? default : " | "u8);
            var variant = new FaithfulSchemaKeywords(items.Rest, out int length);
            items.SkipValue(length);
            variant.Type = variant.IsUntyped ? type : variant.Type;
            shape |= AppendInline(ref variant, TypeShape.Intersection, indent, isConjunct: false, ref output);
        }

        return count > 1 ? Wrap((shape & TypeShape.TakesNull) | TypeShape.Union, wrapped, start, ref output) : shape;
    }

    /// <summary>Each variant on a line.</summary>
    /// <param name="variants">The schemas, an array.</param>
    /// <param name="type">The type of the schema that they are variants of, which those have that say none.</param>
    /// <param name="description">The description above all of them, which none needs to repeat.</param>
    /// <param name="indent">The column of the lines.</param>
    /// <param name="output">The destination.</param>
    private TypeShape AppendVariants(ReadOnlySpan<byte> variants, ReadOnlySpan<byte> type, ReadOnlySpan<byte> description, int indent, ref Utf8TextBuilder output)
    {
        TypeShape shape = TypeShape.Single;
        for (var items = new JsonCursor(variants); items.MoveNextKey();)
        {
            var variant = new FaithfulSchemaKeywords(items.Rest, out int length);
            items.SkipValue(length);
            variant.Type = variant.IsUntyped ? type : variant.Type;
            shape |= AppendVariant(ref variant, description, indent, ref output);
        }

        return shape & TypeShape.TakesNull;
    }

    private TypeShape AppendVariant(ref FaithfulSchemaKeywords variant, ReadOnlySpan<byte> description, int indent, ref Utf8TextBuilder output)
    {
        int outerReferences = _references.Count;
        Open(ref variant);
        bool isDescribed = JsonCursor.IsString(variant.Description, out ReadOnlySpan<byte> text) && !variant.Description.SequenceEqual(description);
        bool isTrailing = isDescribed && EscapedLines.IsOne(text) && !JsonCursor.IsString(variant.Title, out _) && !JsonCursor.IsFilledArray(variant.Examples);
        AppendTitle(variant, indent + 1, ref output);
        if (isDescribed && !isTrailing)
        {
            AppendDescription(variant, indent + 1, ref output);
        }

        AppendExamples(variant, indent + 1, ref output);
        output.AppendIndent(indent);
        output.Append(" | "u8);
        TypeShape shape = AppendType(variant, indent + VariantIndent, describesObject: isTrailing, isConjunct: false, ref output);
        Close(outerReferences, ref output);
        if (isTrailing || variant.HasTrailingNotes)
        {
            output.Append(" //"u8);
        }

        if (isTrailing)
        {
            output.Append((byte)' ');
            JsonString.WriteUnescaped(text, ref output);
        }

        if (variant.HasTrailingNotes)
        {
            output.Append((byte)' ');
            AppendNotes(variant, ref output);
        }

        output.Append((byte)'\n');
        return shape;
    }

    /// <summary>Whether there is something to say about a variant that takes a line of its own.</summary>
    private bool HasLines(ReadOnlySpan<byte> variants)
    {
        // Only looked at: what is opened here is opened again to be written.
        bool hasLines = false;
        for (var items = new JsonCursor(variants); !hasLines && items.MoveNextKey();)
        {
            int outerReferences = _references.Count;
            var variant = new FaithfulSchemaKeywords(items.Rest, out int length);
            items.SkipValue(length);
            Open(ref variant);
            hasLines = variant.HasLines;
            _references.Leave(outerReferences);
        }

        return hasLines;
    }
}
