using System.Text;
using Harmony.Buffers;
using Harmony.Generators.Json;
using Harmony.Json;

namespace Harmony.Generators.Schemas;

/// <summary>Finds what a <c>$ref</c> inside a schema refers to: a JSON pointer from the schema's root.</summary>
/// <param name="root">The whole schema.</param>
internal sealed class SchemaReference(JsonNode root)
{
    private readonly byte[] _document = Encoding.UTF8.GetBytes(root.ToCompactJson());

    /// <summary>What a reference such as <c>#/$defs/Address</c> refers to, or null.</summary>
    public JsonNode? Resolve(string reference)
    {
        // The root itself is not a type of its own.
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return null;
        }

        Utf8TextBuilder pointer = default;
        JsonString.WriteEscaped(Encoding.UTF8.GetBytes(reference), ref pointer);
        bool isFound = JsonPointer.TryResolve(_document, pointer.Text, out ReadOnlySpan<byte> target);
        pointer.Dispose();
        return isFound ? JsonTextReader.Read(Encoding.UTF8.GetString(target.ToArray()), root.Depth) : null;
    }

    /// <summary>The last part of a reference, which is usually a type's name.</summary>
    public static string NameOf(string reference) => reference.Substring(reference.LastIndexOf('/') + 1);
}
