using Harmony.Buffers;
using Harmony.Grammar;

namespace Harmony.Rendering;

/// <summary>Writes a JSON schema as TypeScript, in either style.</summary>
internal static class TypeScriptText
{
    /// <summary>Appends the type of a schema.</summary>
    /// <param name="schema">The schema, in the form that <c>ToolParameters</c> keeps.</param>
    /// <param name="signsExponent">See <see cref="Json.SerdeNumberWriter.Append"/>; the faithful style keeps the spelling of
    /// numbers.</param>
    /// <param name="style">The style.</param>
    /// <param name="output">The destination.</param>
    public static void Append(ReadOnlySpan<byte> schema, bool signsExponent, SchemaStyle style, ref Utf8TextBuilder output)
    {
        if (style == SchemaStyle.Faithful)
        {
            new FaithfulSchemaWriter(schema).AppendType(indent: 0, ref output);
        }
        else
        {
            new TypeScriptSchemaWriter(signsExponent).AppendType(schema, indent: 0, ref output);
        }
    }
}
