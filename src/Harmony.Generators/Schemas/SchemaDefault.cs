using System.Globalization;
using System.Text;
using Harmony.Buffers;
using Harmony.Generators.Json;
using Harmony.Generators.Model;
using Harmony.Generators.Text;
using Harmony.Json;

namespace Harmony.Generators.Schemas;

/// <summary>The default values that C# can say.</summary>
internal static class SchemaDefault
{
    /// <summary>A schema's default as its type's; null if it has none, or another one than its type has.</summary>
    public static DefaultValueSpec? Of(JsonTypeSpec type, JsonNode? value)
    {
        string? csharp = (type.NotNull, value) switch
        {
            (PrimitiveTypeSpec { Kind: PrimitiveKind.String }, JsonStringNode text) => CSharpText.Literal(text.Value),
            (PrimitiveTypeSpec { Kind: PrimitiveKind.Boolean }, JsonScalarNode { Text: "true" or "false" } flag) => flag.Text,
            (PrimitiveTypeSpec { Kind: PrimitiveKind.Int64 }, JsonScalarNode number) => Integer(number.Text),
            (PrimitiveTypeSpec { Kind: PrimitiveKind.Double }, JsonScalarNode { Kind: "a number" } number) => Number(number.Text),
            (EnumTypeSpec named, JsonStringNode name) => EnumMember(named, name.Value),
            _ => null,
        };
        return csharp is null ? null : new DefaultValueSpec(csharp, value!.ToCompactJson());
    }

    private static string? Integer(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value.ToString(CultureInfo.InvariantCulture)
            : null;

    /// <summary>As the model sees it: in the shortest digits, the same on every host.</summary>
    private static string Number(string text)
    {
        Utf8TextBuilder output = default;
        SerdeNumberWriter.Append(Encoding.ASCII.GetBytes(text), signsExponent: false, ref output);
        string number = Encoding.ASCII.GetString(output.Text.ToArray());
        output.Dispose();
        return number + "d";
    }

    private static string? EnumMember(EnumTypeSpec type, string name)
    {
        EnumMemberSpec? member = type.Members.FirstOrDefault(member => member.WireName == name);
        return member is null ? null : $"{type.CSharpName}.{CSharpNames.Identifier(member.Identifier)}";
    }
}
