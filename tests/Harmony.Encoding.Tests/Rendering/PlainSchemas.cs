using System.Globalization;
using System.Text.Json;

namespace Harmony.Tests.Rendering;

/// <summary>The schemas of which the reference loses nothing, as docs/schemas.md describes them.</summary>
internal static class PlainSchemas
{
    private static readonly string[] Annotations = ["description", "title", "examples", "default"];

    /// <summary>Whether the whole of a tool's parameters is plain.</summary>
    public static bool IsPlain(JsonElement schema) => IsPlainType(schema) && !Has(schema, "title", "examples", "default")
        && (TypeOf(schema) == "object" || !Has(schema, "description"));

    private static bool IsPlainType(JsonElement schema) => TypeOf(schema) switch
    {
        "string" => HasOnly(schema, ["type", "enum", .. Annotations]) && HasPlainEnum(schema),
        "number" or "boolean" => HasOnly(schema, ["type", .. Annotations]),
        "array" => HasOnly(schema, ["type", "items", .. Annotations]) && (!schema.TryGetProperty("items", out JsonElement items) || IsPlainItem(items)),
        "object" => HasOnly(schema, ["type", "properties", "required", "additionalProperties", .. Annotations]) && HasPlainProperties(schema),
        _ => IsEmpty(schema),
    } && AreTextsPlain(schema);

    /// <summary>An item's description is written where it is an object, and nowhere else.</summary>
    private static bool IsPlainItem(JsonElement item) => IsPlain(item) && (!Has(item, "enum") || item.GetProperty("enum").GetArrayLength() < 2);

    /// <summary>A property's variants; where one is described, the property is not.</summary>
    private static bool IsPlainOneOf(JsonElement schema) => schema.ValueKind == JsonValueKind.Object && HasOnly(schema, ["oneOf", .. Annotations])
        && schema.TryGetProperty("oneOf", out JsonElement variants) && variants.ValueKind == JsonValueKind.Array && variants.GetArrayLength() > 0 && AreTextsPlain(schema)
        && variants.EnumerateArray().All(variant => IsPlainType(variant) && !Has(variant, "title", "examples") && !(Has(schema, "description") && Has(variant, "description")));

    private static bool HasPlainProperties(JsonElement schema)
    {
        string[] keys = schema.TryGetProperty("properties", out JsonElement properties) ? [.. properties.EnumerateObject().Select(property => property.Name)] : [];
        return keys.All(IsPlainKey)
            && keys.Distinct().Count() == keys.Length
            && (keys.Length == 0 || properties.EnumerateObject().All(property => IsPlainType(property.Value) || IsPlainOneOf(property.Value)))
            && (!schema.TryGetProperty("required", out JsonElement required) || required.EnumerateArray().All(key => key.ValueKind == JsonValueKind.String && keys.Contains(key.GetString())))
            && (!schema.TryGetProperty("additionalProperties", out JsonElement additional) || additional.ValueKind == JsonValueKind.False);
    }

    private static bool HasPlainEnum(JsonElement schema)
    {
        if (!schema.TryGetProperty("enum", out JsonElement values))
        {
            return true;
        }

        // The reference leaves the quotes of a default out wherever there is an enum.
        return values.EnumerateArray().All(value => value.ValueKind == JsonValueKind.String && IsPlainText(value))
            && (!schema.TryGetProperty("default", out JsonElement chosen) || values.GetArrayLength() == 0 || chosen.ValueKind != JsonValueKind.String
                || values.EnumerateArray().Any(value => value.GetString() == chosen.GetString()));
    }

    private static bool AreTextsPlain(JsonElement schema) => schema.ValueKind == JsonValueKind.True || (
        (!schema.TryGetProperty("description", out JsonElement description) || (description.ValueKind == JsonValueKind.String && IsOneLine(description.GetString()!)))
        && (!schema.TryGetProperty("title", out JsonElement title) || (title.ValueKind == JsonValueKind.String && IsOneLine(title.GetString()!)))
        && (!schema.TryGetProperty("examples", out JsonElement examples) || (examples.ValueKind == JsonValueKind.Array && examples.EnumerateArray().All(example => example.ValueKind == JsonValueKind.String && IsPlainText(example))))
        && (!schema.TryGetProperty("default", out JsonElement value) || value.ValueKind switch
        {
            JsonValueKind.String => IsPlainText(value),
            JsonValueKind.Number => IsPlainNumber(value.GetRawText(), value.GetDouble().ToString(CultureInfo.InvariantCulture)),
            JsonValueKind.Array or JsonValueKind.Object => value.GetRawText().Length == 2,
            _ => true,
        }));

    private static bool IsPlainNumber(string text, string shortest) => text != "-0" && (text == shortest || text == shortest + ".0");

    private static bool IsEmpty(JsonElement schema) => schema.ValueKind == JsonValueKind.True || (schema.ValueKind == JsonValueKind.Object && HasOnly(schema, Annotations));

    private static string? TypeOf(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private static bool Has(JsonElement schema, params string[] keywords) =>
        schema.ValueKind == JsonValueKind.Object && keywords.Any(keyword => schema.TryGetProperty(keyword, out _));

    private static bool HasOnly(JsonElement schema, string[] keywords) => schema.EnumerateObject().All(member => keywords.Contains(member.Name));

    private static bool IsPlainKey(string key) => key.Length > 0 && !char.IsAsciiDigit(key[0]) && key.All(value => char.IsAsciiLetterOrDigit(value) || value is '_' or '$');

    private static bool IsPlainText(JsonElement text) => IsOneLine(text.GetString()!) && !text.GetString()!.Any(value => value is '"' or '\\' or < ' ');

    private static bool IsOneLine(string text) => !text.Any(value => value is '\n' or '\r' or '\u2028' or '\u2029');
}
