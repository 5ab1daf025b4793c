using System.Text;
using Harmony.Buffers;
using Harmony.Json;

namespace Harmony.Generators.Json;

/// <summary>Strings as JSON writes them, with no escapes other than those that JSON requires.</summary>
internal static class JsonText
{
    /// <summary>A string in quotes.</summary>
    public static string Quoted(string text)
    {
        Utf8TextBuilder output = default;
        AppendQuoted(text, ref output);
        string quoted = Encoding.UTF8.GetString(output.Text.ToArray());
        output.Dispose();
        return quoted;
    }

    /// <summary>Appends a string in quotes.</summary>
    public static void AppendQuoted(string text, ref Utf8TextBuilder output)
    {
        output.Append((byte)'"');
        JsonString.WriteEscaped(Encoding.UTF8.GetBytes(text), ref output);
        output.Append((byte)'"');
    }
}
