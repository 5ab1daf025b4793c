using Harmony.Buffers;
using Harmony.Json;

namespace Harmony.Rendering;

/// <summary>
/// Writes a JSON schema as a TypeScript type that says all that the schema says, in the reference's layout: where the reference
/// loses nothing, the two are equal. The rules, with their tests, are in docs/schemas.md.
/// </summary>
/// <remarks>
/// Schemas come from <c>ToolParameters</c>: valid and compact. What they refer to is written where it is referred to, which
/// could make a short schema an endless text: nesting, the number of references and the length of what they bring are limited.
/// Used once: it keeps what it is inside of.
/// </remarks>
internal ref partial struct FaithfulSchemaWriter
{
    private const int PropertyIndent = 4;
    private const int VariantIndent = 3;

    /// <summary>Above what a schema without references can have; a few hundred kilobytes of stack.</summary>
    private const int MaxDepth = 128;

    private readonly ReadOnlySpan<byte> _document;
    private SchemaReferences _references;
    private int _depth;

    /// <param name="schema">The schema, which may be any JSON value.</param>
    public FaithfulSchemaWriter(ReadOnlySpan<byte> schema)
    {
        this = default;
        _document = schema;
    }

    /// <summary>What is known about the text of a type, for the type around it.</summary>
    [Flags]
    private enum TypeShape
    {
        Single = 0,
        Union = 1,
        Intersection = 2,
        Annotated = 4,
        TakesNull = 8,
        Composed = Union | Intersection | Annotated,
    }

    /// <summary>Appends the schema's type.</summary>
    /// <param name="indent">The column of its lines after the first.</param>
    /// <param name="output">The destination.</param>
    public void AppendType(int indent, ref Utf8TextBuilder output)
    {
        _references = new SchemaReferences(_document, output.Length);
        var schema = new FaithfulSchemaKeywords(_document, out _);
        AppendInline(ref schema, TypeShape.Single, indent, isConjunct: false, ref output);
        CloseRoot(ref output);
        _references.Release();
    }

    /// <summary>
    /// Appends a type that is neither directly a property's nor a variant on a line of its own: lines that are said about it
    /// come before it, notes after it in a comment.
    /// </summary>
    /// <param name="schema">The schema; what it points at afterwards.</param>
    /// <param name="wrapped">The shapes that need parentheses where it stands.</param>
    /// <param name="indent">The column of its lines after the first.</param>
    /// <param name="isConjunct">Whether it is one side of an intersection.</param>
    /// <param name="output">The destination.</param>
    private TypeShape AppendInline(ref FaithfulSchemaKeywords schema, TypeShape wrapped, int indent, bool isConjunct, ref Utf8TextBuilder output)
    {
        int outerReferences = _references.Count;
        Open(ref schema);
        AppendTitle(schema, indent, ref output);
        AppendDescription(schema, indent, ref output);
        AppendExamples(schema, indent, ref output);
        int start = output.Length;
        TypeShape shape = AppendType(schema, indent, describesObject: false, isConjunct, ref output);
        Close(outerReferences, ref output);
        if (schema.HasTrailingNotes)
        {
            AppendBlockComment(schema, ref output);
            shape |= TypeShape.Annotated;
        }

        return Wrap(shape, wrapped, start, ref output);
    }

    private TypeShape AppendInline(ReadOnlySpan<byte> text, TypeShape wrapped, int indent, bool isConjunct, ref Utf8TextBuilder output)
    {
        var schema = new FaithfulSchemaKeywords(text, out _);
        return AppendInline(ref schema, wrapped, indent, isConjunct, ref output);
    }

    /// <summary>Appends the type of a schema that was opened: all that it says at once, and null where it is nullable.</summary>
    private TypeShape AppendType(in FaithfulSchemaKeywords schema, int indent, bool describesObject, bool isConjunct, ref Utf8TextBuilder output)
    {
        int start = output.Length;
        _references.BeginType(start);
        if (_depth == MaxDepth)
        {
            output.Append("any"u8);
            return TypeShape.Single;
        }

        _depth++;
        TypeShape shape = AppendIntersection(schema, indent, describesObject, isConjunct, ref output);
        _depth--;
        if (schema.IsNullable && (shape & TypeShape.TakesNull) == 0)
        {
            Wrap(shape, TypeShape.Intersection, start, ref output);
            output.Append(" | null"u8);
            shape = TypeShape.Union | TypeShape.TakesNull;
        }

        return shape;
    }

    /// <summary>What a schema itself says, what it refers to, and all that it combines, each joined by an ampersand.</summary>
    private TypeShape AppendIntersection(in FaithfulSchemaKeywords schema, int indent, bool describesObject, bool isConjunct, ref Utf8TextBuilder output)
    {
        int others = (schema.Ref.IsEmpty ? 0 : 1) + CountOf(schema.OneOf, 1) + CountOf(schema.AnyOf, 1) + CountOf(schema.AllOf, int.MaxValue);
        bool isOwn = others == 0 || schema.HasLiterals || schema.HasObjectKeywords || schema.HasArrayKeywords;
        bool isOne = others + (isOwn ? 1 : 0) == 1;
        TypeShape wrapped = isOne ? TypeShape.Single : TypeShape.Union;
        TypeShape shape = TypeShape.Single;
        int start = output.Length;
        if (isOwn)
        {
            shape = AppendOwn(schema, indent, describesObject && isOne, isConjunct, ref output);
            shape = Wrap(shape, wrapped, start, ref output);
        }

        if (!schema.Ref.IsEmpty)
        {
            AppendAnd(start, ref output);
            shape = AppendReference(schema.Ref, wrapped, indent, isConjunct || !isOne, ref output);
        }

        if (JsonCursor.IsFilledArray(schema.OneOf))
        {
            AppendAnd(start, ref output);
            shape = AppendUnion(schema.OneOf, schema.Type, wrapped, indent, ref output);
        }

        if (JsonCursor.IsFilledArray(schema.AnyOf))
        {
            AppendAnd(start, ref output);
            shape = AppendUnion(schema.AnyOf, schema.Type, wrapped, indent, ref output);
        }

        for (var schemas = new JsonCursor(JsonCursor.IsArray(schema.AllOf) ? schema.AllOf : default); schemas.MoveNext();)
        {
            AppendAnd(start, ref output);
            shape = AppendInline(schemas.Value, wrapped, indent, isConjunct || !isOne, ref output);
        }

        return isOne ? shape : TypeShape.Intersection;
    }

    private static int CountOf(ReadOnlySpan<byte> schemas, int max)
    {
        int count = 0;
        for (var items = new JsonCursor(JsonCursor.IsArray(schemas) ? schemas : default); count < max && items.MoveNext();)
        {
            count++;
        }

        return count;
    }

    private static void AppendAnd(int start, ref Utf8TextBuilder output) => output.Append(output.Length == start ? default : " & "u8);

    private static TypeShape Wrap(TypeShape shape, TypeShape wrapped, int start, ref Utf8TextBuilder output)
    {
        if ((shape & wrapped) == 0)
        {
            return shape;
        }

        output.Insert(start, "("u8);
        output.Append((byte)')');
        return shape & TypeShape.TakesNull;
    }
}
