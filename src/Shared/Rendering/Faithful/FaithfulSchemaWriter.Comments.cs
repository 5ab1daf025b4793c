using Harmony.Buffers;
using Harmony.Json;

namespace Harmony.Rendering;

/// <summary>What is said about a type in comments.</summary>
internal ref partial struct FaithfulSchemaWriter
{
    private static void AppendTitle(in FaithfulSchemaKeywords schema, int indent, ref Utf8TextBuilder output)
    {
        if (JsonCursor.IsString(schema.Title, out ReadOnlySpan<byte> title))
        {
            AppendComment(title, indent, ref output);
            output.AppendIndent(indent);
            output.Append("//\n"u8);
        }
    }

    private static void AppendDescription(in FaithfulSchemaKeywords schema, int indent, ref Utf8TextBuilder output)
    {
        if (JsonCursor.IsString(schema.Description, out ReadOnlySpan<byte> description))
        {
            AppendComment(description, indent, ref output);
        }
    }

    private static void AppendExamples(in FaithfulSchemaKeywords schema, int indent, ref Utf8TextBuilder output)
    {
        if (!JsonCursor.IsFilledArray(schema.Examples))
        {
            return;
        }

        output.AppendIndent(indent);
        output.Append("// Examples:\n"u8);
        for (var examples = new JsonCursor(schema.Examples); examples.MoveNext();)
        {
            output.AppendIndent(indent);
            output.Append("// - "u8);
            SchemaNotes.AppendJson(examples.Value, ref output);
            output.Append((byte)'\n');
        }
    }

    /// <summary>Each line of a text as a comment.</summary>
    private static void AppendComment(ReadOnlySpan<byte> escaped, int indent, ref Utf8TextBuilder output)
    {
        for (var lines = new EscapedLines(escaped); lines.MoveNext();)
        {
            output.AppendIndent(indent);
            output.Append("// "u8);
            JsonString.WriteUnescaped(lines.Current, ref output);
            output.Append((byte)'\n');
        }
    }

    /// <summary>The notes in a comment that other things may follow.</summary>
    private static void AppendBlockComment(in FaithfulSchemaKeywords schema, ref Utf8TextBuilder output)
    {
        int start = BeginBlockComment(ref output);
        AppendNotes(schema, ref output);
        EndBlockComment(start, ref output);
    }

    private static int BeginBlockComment(ref Utf8TextBuilder output)
    {
        output.Append(" /* "u8);
        return output.Length;
    }

    /// <summary>Ends a comment, which nothing in it may do before.</summary>
    private static void EndBlockComment(int start, ref Utf8TextBuilder output)
    {
        for (int end; (end = output.Text.Slice(start).IndexOf("*/"u8)) >= 0;)
        {
            start += end + 1;
            output.Insert(start, "\\"u8);
        }

        output.Append(" */"u8);
    }

    /// <summary>The default and all that TypeScript has no types for.</summary>
    private static void AppendNotes(in FaithfulSchemaKeywords schema, ref Utf8TextBuilder output)
    {
        bool isFirst = schema.Default.IsEmpty;
        if (!isFirst)
        {
            output.Append("default: "u8);
            AppendDefault(schema, ref output);
        }

        if (schema.SaysInteger)
        {
            output.Append(isFirst ? "integer"u8 : ", integer"u8);
            isFirst = false;
        }

        SchemaNotes.Append(schema.Text, schema.Notes, isFirst, ref output);
    }

    /// <summary>JSON, but without quotes where the reference writes none and nobody can take it for anything else.</summary>
    private static void AppendDefault(in FaithfulSchemaKeywords schema, ref Utf8TextBuilder output)
    {
        if (JsonCursor.IsString(schema.Default, out ReadOnlySpan<byte> text) && text.IndexOf((byte)'\\') < 0 && IsOneOfStrings(schema))
        {
            output.Append(text);
        }
        else
        {
            SchemaNotes.AppendJson(schema.Default, ref output);
        }
    }

    /// <summary>Whether the default is one of the enum's values, and all of them are strings.</summary>
    private static bool IsOneOfStrings(in FaithfulSchemaKeywords schema)
    {
        bool isFound = false;
        for (var values = new JsonCursor(JsonCursor.IsArray(schema.Enum) ? schema.Enum : default); values.MoveNext();)
        {
            if (!JsonCursor.IsString(values.Value, out _))
            {
                return false;
            }

            isFound |= values.Value.SequenceEqual(schema.Default);
        }

        return isFound;
    }
}
