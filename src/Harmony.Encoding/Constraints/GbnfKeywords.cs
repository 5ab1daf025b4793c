using Harmony.Json;

namespace Harmony.Constraints;

/// <summary>The keywords of a <see cref="ConstraintSchema"/> that GBNF can enforce, each as the text of its value, or empty if it is
/// absent.</summary>
internal readonly ref struct GbnfKeywords
{
    public GbnfKeywords(ReadOnlySpan<byte> schema)
    {
        for (var members = new JsonCursor(schema); members.MoveNext();)
        {
            switch (System.Text.Encoding.UTF8.GetString(members.Key))
            {
                case "type":
                    Type = members.Value;
                    break;
                case "const":
                    Const = members.Value;
                    break;
                case "enum":
                    Enum = members.Value;
                    break;
                case "$ref":
                    Reference = members.Value;
                    break;
                case "anyOf":
                    AnyOf = members.Value;
                    break;
                case "allOf":
                    AllOf = members.Value;
                    break;
                case "properties":
                    Properties = members.Value;
                    break;
                case "required":
                    Required = members.Value;
                    break;
                case "additionalProperties":
                    Additional = members.Value;
                    break;
                case "items":
                    Items = members.Value;
                    break;
                case "prefixItems":
                    PrefixItems = members.Value;
                    break;
                case "minItems":
                    MinItems = members.Value;
                    break;
                case "maxItems":
                    MaxItems = members.Value;
                    break;
            }
        }
    }

    public ReadOnlySpan<byte> Type { get; }

    public ReadOnlySpan<byte> Const { get; }

    public ReadOnlySpan<byte> Enum { get; }

    public ReadOnlySpan<byte> Reference { get; }

    public ReadOnlySpan<byte> AnyOf { get; }

    public ReadOnlySpan<byte> AllOf { get; }

    public ReadOnlySpan<byte> Properties { get; }

    public ReadOnlySpan<byte> Required { get; }

    public ReadOnlySpan<byte> Additional { get; }

    public ReadOnlySpan<byte> Items { get; }

    public ReadOnlySpan<byte> PrefixItems { get; }

    public ReadOnlySpan<byte> MinItems { get; }

    public ReadOnlySpan<byte> MaxItems { get; }
}
