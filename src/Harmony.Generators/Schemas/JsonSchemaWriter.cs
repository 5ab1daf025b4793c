using System.Text;
using Harmony.Generators.Json;
using Harmony.Generators.Model;
using Harmony.Generators.Text;

namespace Harmony.Generators.Schemas;

/// <summary>Writes types as JSON schemas, in the one form in which the library keeps them.</summary>
internal static class JsonSchemaWriter
{
    /// <summary>The schema of a tool's arguments; null if it has none.</summary>
    public static string? OfArguments(EquatableArray<MemberSpec> arguments)
    {
        if (arguments.Count == 0)
        {
            return null;
        }

        var json = new StringBuilder();
        AppendObject(arguments, description: null, json);
        return json.Append('}').ToString();
    }

    private static void AppendMember(MemberSpec member, StringBuilder json)
    {
        AppendString(member.WireName, json);
        json.Append(':');
        AppendType(member.Type, member.Description, member.Default?.Json, json);
    }

    private static void AppendType(JsonTypeSpec type, string? description, string? defaultValue, StringBuilder json)
    {
        AppendKeywords(type.NotNull, description, json);
        if (type.IsNullable && json[json.Length - 1] != '{')
        {
            json.Append(",\"nullable\":true");
        }

        if (defaultValue is not null)
        {
            AppendComma(json);
            json.Append("\"default\":").Append(defaultValue);
        }

        json.Append('}');
    }

    /// <summary>Writes a schema without its end.</summary>
    private static void AppendKeywords(JsonTypeSpec type, string? description, StringBuilder json)
    {
        switch (type)
        {
            case PrimitiveTypeSpec primitive:
                AppendStart(TypeOf(primitive.Kind), description, json);
                json.Append(FormatOf(primitive.Kind));
                break;
            case EnumTypeSpec named:
                AppendStart("string", description ?? named.Description, json);
                json.Append(",\"enum\":");
                AppendStrings(named.Members.Select(member => member.WireName), json);
                break;
            case ListTypeSpec list:
                AppendStart("array", description, json);
                json.Append(",\"items\":");
                AppendType(list.Item, description: null, defaultValue: null, json);
                json.Append(list.Kind == ListKind.Set ? ",\"uniqueItems\":true" : "");
                break;
            case DictionaryTypeSpec dictionary:
                AppendStart("object", description, json);
                json.Append(",\"additionalProperties\":");
                AppendType(dictionary.Value, description: null, defaultValue: null, json);
                break;
            case ObjectTypeSpec named:
                AppendObject(named.Members, description ?? named.Description, json);
                break;
            default:
                throw new NotSupportedException($"Unknown type: {type}.");
        }
    }

    private static void AppendObject(EquatableArray<MemberSpec> members, string? description, StringBuilder json)
    {
        AppendStart("object", description, json);
        json.Append(",\"properties\":{");
        foreach (MemberSpec member in members)
        {
            AppendComma(json);
            AppendMember(member, json);
        }

        json.Append('}');
        if (members.Any(member => member.IsRequired))
        {
            json.Append(",\"required\":");
            AppendStrings(members.Where(member => member.IsRequired).Select(member => member.WireName), json);
        }
    }

    private static void AppendStart(string? type, string? description, StringBuilder json)
    {
        json.Append('{');
        if (type is not null)
        {
            json.Append("\"type\":\"").Append(type).Append('"');
        }

        if (description is { Length: > 0 })
        {
            AppendComma(json);
            json.Append("\"description\":");
            AppendString(description, json);
        }
    }

    private static void AppendComma(StringBuilder json) => json.Append(json[json.Length - 1] == '{' ? "" : ",");

    private static void AppendStrings(IEnumerable<string> texts, StringBuilder json)
    {
        json.Append('[');
        string separator = "";
        foreach (string text in texts)
        {
            json.Append(separator);
            AppendString(text, json);
            separator = ",";
        }

        json.Append(']');
    }

    private static void AppendString(string text, StringBuilder json) => json.Append(JsonText.Quoted(text));

    private static string? TypeOf(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => "boolean",
        PrimitiveKind.Single or PrimitiveKind.Double or PrimitiveKind.Decimal => "number",
        >= PrimitiveKind.Byte and <= PrimitiveKind.UInt64 => "integer",
        PrimitiveKind.Element => null,
        _ => "string",
    };

    private static string FormatOf(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Char => ",\"minLength\":1,\"maxLength\":1",
        PrimitiveKind.DateTime or PrimitiveKind.DateTimeOffset => ",\"format\":\"date-time\"",
        PrimitiveKind.DateOnly => ",\"format\":\"date\"",
        PrimitiveKind.TimeOnly => ",\"format\":\"time\"",
        PrimitiveKind.TimeSpan => ",\"format\":\"duration\"",
        PrimitiveKind.Guid => ",\"format\":\"uuid\"",
        PrimitiveKind.Uri => ",\"format\":\"uri\"",
        PrimitiveKind.Bytes => ",\"contentEncoding\":\"base64\"",
        _ => "",
    };
}
