using Harmony.Generators.Model;

namespace Harmony.Generators.Emission;

/// <summary>What a value of a type is, in words for a model that left it out or took something else.</summary>
internal static class ExpectedText
{
    public static string Of(JsonTypeSpec type) => type.NotNull switch
    {
        EnumTypeSpec { Members.Count: 1 } named => $"'{named.Members[0].WireName}'",
        EnumTypeSpec named => "one of " + string.Join(", ", named.Members.Select(member => $"'{member.WireName}'")),
        ListTypeSpec => "an array",
        DictionaryTypeSpec or ObjectTypeSpec => "an object",
        PrimitiveTypeSpec primitive => Of(primitive.Kind),
        _ => throw new NotSupportedException($"Unknown type: {type}."),
    };

    private static string Of(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => "true or false",
        PrimitiveKind.Single or PrimitiveKind.Double or PrimitiveKind.Decimal => "a number",
        PrimitiveKind.Char => "a string of one character",
        PrimitiveKind.String => "a string",
        PrimitiveKind.DateTime or PrimitiveKind.DateTimeOffset => "a date and time",
        PrimitiveKind.DateOnly => "a date",
        PrimitiveKind.TimeOnly => "a time",
        PrimitiveKind.TimeSpan => "a duration",
        PrimitiveKind.Guid => "a UUID",
        PrimitiveKind.Uri => "an absolute URI",
        PrimitiveKind.Bytes => "a string in Base64",
        PrimitiveKind.Element => "any value",
        _ => "an integer",
    };
}
