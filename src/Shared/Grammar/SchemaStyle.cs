namespace Harmony.Grammar;

/// <summary>The style in which the JSON schemas of tools are written as TypeScript.</summary>
public enum SchemaStyle
{
    /// <summary>The text of the reference, byte for byte: what the models were trained with. The default.</summary>
    Reference,

    /// <summary>The reference's text with everything that the reference loses: <c>$ref</c>, <c>anyOf</c>, <c>allOf</c>, <c>const</c>, integer enums, nullable
    /// arrays, and quotes where a text needs them.</summary>
    Faithful,
}
