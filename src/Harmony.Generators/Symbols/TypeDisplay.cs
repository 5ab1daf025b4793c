using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Symbols;

/// <summary>How types are named: in generated code, and for people.</summary>
internal static class TypeDisplay
{
    private static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The type in generated code, with its null.</summary>
    public static string CSharpName(ITypeSymbol type) => type.ToDisplayString(Qualified);

    /// <summary>The type in generated code, without its null if it is a reference.</summary>
    public static string NotNullCSharpName(ITypeSymbol type) => CSharpName(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated));

    /// <summary>The type in a message.</summary>
    public static string Readable(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);
}
