using System.Globalization;
using Harmony.Generators.Json;
using Harmony.Generators.Model;
using Harmony.Generators.Text;
using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Symbols;

/// <summary>Constants as C# and as JSON have them.</summary>
internal static class DefaultValues
{
    /// <summary>The default of a parameter, or null if it has none.</summary>
    public static DefaultValueSpec? Of(IParameterSymbol parameter, JsonTypeSpec type) =>
        parameter.HasExplicitDefaultValue ? Of(parameter.ExplicitDefaultValue, parameter.Type, type) : null;

    /// <param name="value">The constant; null also for the default of a struct.</param>
    /// <param name="symbol">The type in C#.</param>
    /// <param name="type">The type in JSON.</param>
    public static DefaultValueSpec Of(object? value, ITypeSymbol symbol, JsonTypeSpec type)
    {
        if (value is null)
        {
            // Null needs no word: it is what an optional argument is if it is not there.
            return new DefaultValueSpec(type.IsNullable ? "null" : "default!", Json: null);
        }

        ITypeSymbol bare = symbol is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : symbol;
        return type.NotNull is EnumTypeSpec named
            ? OfEnum(value, (INamedTypeSymbol)bare, named)
            : new DefaultValueSpec(CSharpOf(value), JsonOf(value));
    }

    private static DefaultValueSpec OfEnum(object value, INamedTypeSymbol symbol, EnumTypeSpec type)
    {
        IFieldSymbol? field = symbol.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && field.ConstantValue.Equals(value));
        EnumMemberSpec? member = field is null ? null : type.Members.First(member => member.Identifier == field.Name);
        return member is null
            ? new DefaultValueSpec($"({type.CSharpName})({Convert.ToString(value, CultureInfo.InvariantCulture)})", Json: null)
            : new DefaultValueSpec($"{type.CSharpName}.{CSharpNames.Identifier(member.Identifier)}", JsonText.Quoted(member.WireName));
    }

    private static string CSharpOf(object value) => value switch
    {
        bool truth => truth ? "true" : "false",
        string text => CSharpText.Literal(text),
        char character => CSharpText.Literal(character),
        float.NaN => "float.NaN",
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        float number => Shortest(number) + "F",
        double number => Shortest(number) + "D",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "M",
        uint number => number.ToString(CultureInfo.InvariantCulture) + "U",
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        ulong number => number.ToString(CultureInfo.InvariantCulture) + "UL",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static string? JsonOf(object value) => value switch
    {
        bool truth => truth ? "true" : "false",
        string text => JsonText.Quoted(text),
        char character => JsonText.Quoted(character.ToString()),
        float number => float.IsNaN(number) || float.IsInfinity(number) ? null : Shortest(number),
        double number => double.IsNaN(number) || double.IsInfinity(number) ? null : Shortest(number),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <summary>The shortest digits that give the number; "R" gives others on other compiler hosts.</summary>
    private static string Shortest(double number) => Shortest(15, 17, precision => number.ToString(precision, CultureInfo.InvariantCulture), text => double.Parse(text, CultureInfo.InvariantCulture).Equals(number));

    private static string Shortest(float number) => Shortest(6, 9, precision => number.ToString(precision, CultureInfo.InvariantCulture), text => float.Parse(text, CultureInfo.InvariantCulture).Equals(number));

    private static string Shortest(int fewest, int most, Func<string, string> format, Func<string, bool> isSame)
    {
        for (int digits = fewest; digits < most; digits++)
        {
            string text = format("G" + digits.ToString(CultureInfo.InvariantCulture));
            if (isSame(text))
            {
                return text;
            }
        }

        return format("G" + most.ToString(CultureInfo.InvariantCulture));
    }
}
