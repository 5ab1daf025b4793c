using Harmony.Generators.Text;
using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Symbols;

/// <summary>Finds attributes and their values.</summary>
internal static class AttributeLookup
{
    private const string JsonNamespace = "System.Text.Json.Serialization";

    /// <summary>An attribute of a symbol, or null.</summary>
    public static AttributeData? FindAttribute(this ISymbol symbol, string attributeNamespace, string name)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            // The name alone decides in almost every case, and costs nothing.
            if (attribute.AttributeClass is { } type && type.Name == name && type.ContainingNamespace.ToDisplayString() == attributeNamespace)
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>An attribute of System.Text.Json, or null.</summary>
    public static AttributeData? FindJsonAttribute(this ISymbol symbol, string name) => symbol.FindAttribute(JsonNamespace, name);

    /// <summary>The text that the attribute's constructor was given, or null.</summary>
    public static string? FirstText(this AttributeData? attribute) =>
        attribute?.ConstructorArguments.FirstOrDefault().Value as string;

    /// <summary>A value that the attribute was given by name, or null.</summary>
    public static object? NamedValue(this AttributeData attribute, string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name)
            {
                return argument.Value.Value;
            }
        }

        return null;
    }

    /// <summary>The name of a property in JSON: its attribute's, or its own in camel case.</summary>
    public static string JsonNameOf(IPropertySymbol property) => property.FindJsonAttribute("JsonPropertyNameAttribute").FirstText() ?? JsonNames.CamelCase(property.Name);

    /// <summary>The name of an enum's member in JSON: its attribute's, or its own.</summary>
    public static string JsonNameOf(IFieldSymbol member) => member.FindJsonAttribute("JsonStringEnumMemberNameAttribute").FirstText() ?? member.Name;

    /// <summary>What a DescriptionAttribute says, or null.</summary>
    public static string? DescribedBy(ISymbol symbol) => symbol.FindAttribute("System.ComponentModel", "DescriptionAttribute").FirstText();

    /// <summary>Whether a JsonIgnoreAttribute leaves the property out always.</summary>
    public static bool IsIgnored(IPropertySymbol property)
    {
        // JsonIgnoreCondition: 1 is Always, which is also what the attribute says by itself.
        const int Always = 1;
        return property.FindJsonAttribute("JsonIgnoreAttribute") is { } ignore && ignore.NamedValue("Condition") is null or Always;
    }
}
