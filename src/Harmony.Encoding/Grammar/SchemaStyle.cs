namespace Harmony.Grammar;

/// <summary>How the JSON schemas of tools are written as TypeScript.</summary>
public enum SchemaStyle
{
    /// <summary>As the reference writes them, byte for byte: what the weights have seen.</summary>
    Reference,

    /// <summary>With what the reference loses: <c>$ref</c>, <c>anyOf</c>, <c>allOf</c>, <c>const</c>, integer enums, nullable
    /// arrays, and quotes where a text needs them.</summary>
    Faithful,
}
