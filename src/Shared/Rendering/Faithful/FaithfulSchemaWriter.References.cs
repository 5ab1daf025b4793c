using Harmony.Buffers;
using Harmony.Json;

namespace Harmony.Rendering;

/// <summary>
/// What a schema refers to is written in its place. Where it refers to something that it is inside of, the name of that is
/// written, and the same name, in a comment, where that begins.
/// </summary>
internal ref partial struct FaithfulSchemaWriter
{
    private const int MaxNameLength = 64;

    /// <summary>Goes to what a schema points at, as long as it says nothing itself that would be lost.</summary>
    private void Open(ref FaithfulSchemaKeywords schema)
    {
        while (schema.IsWrapper(out ReadOnlySpan<byte> inner, out bool isOptional))
        {
            bool isReference = !schema.Ref.IsEmpty;
            if (isReference && !_references.TryEnter(inner, out inner))
            {
                return;
            }

            var target = new FaithfulSchemaKeywords(inner, out _);
            if (!target.TryTake(schema, isOptional))
            {
                _references.Leave(_references.Count - (isReference ? 1 : 0));
                return;
            }

            schema = target;
        }
    }

    /// <summary>Leaves what was opened, and names it if something in it led back to it.</summary>
    private void Close(int outerReferences, ref Utf8TextBuilder output)
    {
        while (_references.Count > outerReferences)
        {
            _references.Leave(_references.Count - 1);
            if (_references[_references.Count].IsNamed)
            {
                InsertLabel(_references[_references.Count], ref output);
            }
        }
    }

    private readonly void CloseRoot(ref Utf8TextBuilder output)
    {
        if (_references.IsRootNamed)
        {
            output.Insert(_references.RootStart, "/* Root */ "u8);
        }
    }

    private TypeShape AppendReference(ReadOnlySpan<byte> reference, TypeShape wrapped, int indent, bool isConjunct, ref Utf8TextBuilder output)
    {
        int outerReferences = _references.Count;
        if (_references.TryEnter(reference, out ReadOnlySpan<byte> target))
        {
            TypeShape shape = AppendInline(target, wrapped, indent, isConjunct, ref output);
            Close(outerReferences, ref output);
            return shape;
        }

        if (_references.TryName(reference, out int place))
        {
            AppendName(place, ref output);
            return TypeShape.Single;
        }

        int start = output.Length;
        output.Append(isConjunct ? "unknown"u8 : "any"u8);
        int commentStart = BeginBlockComment(ref output);
        output.Append("$ref: "u8);
        SchemaNotes.AppendJson(reference, ref output);
        EndBlockComment(commentStart, ref output);
        return Wrap(TypeShape.Annotated, wrapped, start, ref output);
    }

    /// <summary>The name of what the writer is inside of.</summary>
    private readonly void AppendName(int place, ref Utf8TextBuilder output)
    {
        if (place == SchemaReferences.Root)
        {
            output.Append("Root"u8);
            return;
        }

        Span<byte> name = stackalloc byte[MaxNameLength];
        output.Append(name.Slice(0, WriteName(_references[place], name)));
    }

    private readonly void InsertLabel(in SchemaReferences.Reference reference, ref Utf8TextBuilder output)
    {
        Span<byte> name = stackalloc byte[MaxNameLength];
        int length = WriteName(reference, name);
        output.Insert(reference.TypeStart, " */ "u8);
        output.Insert(reference.TypeStart, name.Slice(0, length));
        output.Insert(reference.TypeStart, "/* "u8);
    }

    /// <summary>The last part of a pointer as a type's name: what is no ASCII letter or digit becomes a low line, and the first
    /// letter a capital, since TypeScript's own words are in small letters.</summary>
    private readonly int WriteName(in SchemaReferences.Reference reference, Span<byte> name)
    {
        ReadOnlySpan<byte> text = _document.Slice(reference.Pointer);
        JsonCursor.IsString(text.Slice(0, JsonCursor.ValueLength(text)), out ReadOnlySpan<byte> pointer);
        ReadOnlySpan<byte> segment = JsonPointer.LastSegment(pointer);
        int length = 0;
        if (segment.IsEmpty || IsDigit(segment[0]))
        {
            name[length++] = (byte)'_';
        }

        for (int i = 0; i < segment.Length && length < name.Length; i++)
        {
            name[length++] = IsDigit(segment[i]) || IsIdentifierStart(segment[i]) ? segment[i] : (byte)'_';
        }

        if (name[0] is >= (byte)'a' and <= (byte)'z')
        {
            name[0] -= 'a' - 'A';
        }

        return length;
    }
}
