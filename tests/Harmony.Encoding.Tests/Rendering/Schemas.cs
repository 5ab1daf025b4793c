using System.Text;
using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Rendering;

namespace Harmony.Tests.Rendering;

/// <summary>A JSON schema as TypeScript, in either style.</summary>
internal static class Schemas
{
    public static string Reference(string schema)
    {
        Utf8TextBuilder output = default;
        new TypeScriptSchemaWriter(signsExponent: false).AppendType(ToolParameters.Parse(schema).Utf8Json, indent: 0, ref output);
        return TextOf(ref output);
    }

    public static string Faithful(string schema)
    {
        Utf8TextBuilder output = default;
        new FaithfulSchemaWriter(ToolParameters.Parse(schema).Utf8Json).AppendType(indent: 0, ref output);
        return TextOf(ref output);
    }

    private static string TextOf(ref Utf8TextBuilder output)
    {
        string text = Encoding.UTF8.GetString(output.Text);
        output.Dispose();
        return text;
    }
}
