using Harmony.Generators.Json;

namespace Harmony.Generators.Schemas;

/// <summary>A <c>$ref</c> inside a schema: a JSON pointer from its root.</summary>
internal static class SchemaReference
{
    /// <summary>What a reference such as <c>#/$defs/Address</c> points to, or null.</summary>
    public static JsonNode? Resolve(JsonNode root, string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return null;
        }

        JsonNode? node = root;
        foreach (string segment in reference.Substring(2).Split('/'))
        {
            node = (node as JsonObjectNode)?[Unescape(segment)];
        }

        return node;
    }

    /// <summary>The last word of a reference, which is mostly a type's name.</summary>
    public static string NameOf(string reference) => Unescape(reference.Substring(reference.LastIndexOf('/') + 1));

    /// <summary>RFC 6901: <c>~1</c> stands for a slash, <c>~0</c> for a tilde, in this order.</summary>
    private static string Unescape(string segment) => segment.Replace("~1", "/").Replace("~0", "~");
}
