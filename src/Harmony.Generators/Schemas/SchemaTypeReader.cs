using Harmony.Generators.Json;
using Harmony.Generators.Model;
using Harmony.Generators.Text;

namespace Harmony.Generators.Schemas;

/// <summary>Finds the C# type for a JSON schema. A schema without a C# type becomes a <c>JsonElement</c>.</summary>
/// <param name="root">The whole schema, which references point into.</param>
/// <param name="declaringType">The class that types are declared in, from <c>global::</c> on.</param>
/// <param name="typeNames">The names that are taken in that class.</param>
internal sealed class SchemaTypeReader(JsonNode root, string declaringType, NameScope typeNames)
{
    private static readonly PrimitiveTypeSpec Element = new(PrimitiveKind.Element, "global::System.Text.Json.JsonElement");

    private readonly SchemaReference _references = new(root);

    /// <summary>The types of references, one for each reference.</summary>
    private readonly Dictionary<string, JsonTypeSpec> _referred = new(StringComparer.Ordinal);

    /// <summary>The references that are being read: a type that contains itself has no end as a tree.</summary>
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    /// <summary>The enums and records that were made, outer ones before those that they contain.</summary>
    public List<JsonTypeSpec> Declared { get; } = [];

    /// <param name="schema">The schema.</param>
    /// <param name="name">The name of a type that is declared for it.</param>
    public JsonTypeSpec Read(JsonNode schema, string name)
    {
        if (schema is not JsonObjectNode keywords)
        {
            return Element;
        }

        bool isNullable = IsNullable(keywords);
        JsonTypeSpec type = ReadNotNull(keywords, name, ref isNullable);
        return isNullable ? Nullable(type) : type;
    }

    /// <summary>The type with null among its values.</summary>
    public static JsonTypeSpec Nullable(JsonTypeSpec type) => type switch
    {
        NullableTypeSpec => type,
        PrimitiveTypeSpec { Kind: PrimitiveKind.String } => new NullableTypeSpec(type, IsValueType: false),
        PrimitiveTypeSpec or EnumTypeSpec => new NullableTypeSpec(type, IsValueType: true),
        _ => new NullableTypeSpec(type, IsValueType: false),
    };

    private JsonTypeSpec ReadNotNull(JsonObjectNode keywords, string name, ref bool isNullable)
    {
        if (keywords["$ref"] is JsonStringNode reference)
        {
            return ReadReference(reference.Value, name);
        }

        if (keywords["allOf"] is JsonArrayNode { Items: [JsonNode only] } && keywords["properties"] is null)
        {
            return Read(only, name);
        }

        if ((keywords["anyOf"] ?? keywords["oneOf"]) is JsonArrayNode alternatives)
        {
            return ReadAlternatives(alternatives, name, ref isNullable);
        }

        JsonNode? values = keywords["enum"] ?? (keywords["const"] is { } single ? new JsonArrayNode(single.Span, 1, [single]) : null);
        if (values is JsonArrayNode { Items: var items } && TryReadEnum(keywords, items, name, ref isNullable, out EnumTypeSpec? named))
        {
            return named!;
        }

        return TypeOf(keywords) switch
        {
            "string" => new PrimitiveTypeSpec(PrimitiveKind.String, "string"),
            "integer" => new PrimitiveTypeSpec(PrimitiveKind.Int64, "long"),
            "number" => new PrimitiveTypeSpec(PrimitiveKind.Double, "double"),
            "boolean" => new PrimitiveTypeSpec(PrimitiveKind.Boolean, "bool"),
            "array" => ReadArray(keywords, name),
            "object" => ReadObject(keywords, name),
            _ => Element,
        };
    }

    /// <summary>The single type other than null; null if there is not exactly one.</summary>
    private static string? TypeOf(JsonObjectNode keywords)
    {
        string[] types = [.. TypesOf(keywords).Where(type => type != "null")];
        return types.Length == 1 ? types[0] : types.Length == 0 && keywords["properties"] is JsonObjectNode ? "object" : null;
    }

    private static bool IsNullable(JsonObjectNode keywords) =>
        keywords["nullable"] is JsonScalarNode { Text: "true" } || (TypesOf(keywords).Contains("null") && TypeOf(keywords) is not null);

    private static IEnumerable<string> TypesOf(JsonObjectNode keywords) => keywords["type"] switch
    {
        JsonStringNode type => [type.Value],
        JsonArrayNode types => types.Items.OfType<JsonStringNode>().Select(type => type.Value),
        _ => [],
    };

    private JsonTypeSpec ReadReference(string reference, string name)
    {
        if (_referred.TryGetValue(reference, out JsonTypeSpec known))
        {
            return known;
        }

        if (_references.Resolve(reference) is not { } schema || !_open.Add(reference))
        {
            return Element;
        }

        JsonTypeSpec type = Read(schema, CSharpNames.Pascal(SchemaReference.NameOf(reference), name));
        _open.Remove(reference);
        return _referred[reference] = type.Size > JsonTypeSpec.MaxSize ? Element : type;
    }

    /// <summary>Of two alternatives one may be null, as generators of schemas write it.</summary>
    private JsonTypeSpec ReadAlternatives(JsonArrayNode alternatives, string name, ref bool isNullable)
    {
        JsonNode[] others = [.. alternatives.Items.Where(alternative => alternative is not JsonObjectNode { Members.Count: 1 } only || !TypesOf(only).SequenceEqual(["null"]))];
        isNullable |= others.Length == 1 && others.Length < alternatives.Items.Count;
        return others.Length == 1 ? Read(others[0], name) : Element;
    }

    private bool TryReadEnum(JsonObjectNode keywords, IReadOnlyList<JsonNode> values, string name, ref bool isNullable, out EnumTypeSpec? type)
    {
        string[] names = [.. values.OfType<JsonStringNode>().Select(value => value.Value).Distinct(StringComparer.Ordinal)];
        bool hasNull = values.Any(value => value is JsonScalarNode { IsNull: true });
        type = null;
        if (names.Length == 0 || values.Any(value => value is not JsonStringNode and not JsonScalarNode { IsNull: true }))
        {
            return false;
        }

        string identifier = typeNames.Take(name);
        var members = new NameScope();
        type = new EnumTypeSpec(
            $"{declaringType}.{identifier}",
            identifier,
            DescriptionOf(keywords),
            names.Select(value => new EnumMemberSpec(members.Take(CSharpNames.Pascal(value, value.Length == 0 ? "Empty" : "Value")), value, IsAlias: false)).ToEquatableArray());
        Declared.Add(type);
        isNullable |= hasNull;
        return true;
    }

    private ListTypeSpec ReadArray(JsonObjectNode keywords, string name)
    {
        JsonTypeSpec item = keywords["items"] is { } items ? Read(items, name + "Item") : Element;
        return new ListTypeSpec(ListKind.Array, $"global::System.Collections.Generic.IReadOnlyList<{item.CSharpName}>", item);
    }

    private JsonTypeSpec ReadObject(JsonObjectNode keywords, string name)
    {
        if (keywords["properties"] is JsonObjectNode { Members.Count: > 0 } properties)
        {
            return ReadRecord(keywords, properties, name);
        }

        if (keywords["additionalProperties"] is JsonObjectNode { Members.Count: > 0 } values)
        {
            JsonTypeSpec value = Read(values, name + "Value");
            return new DictionaryTypeSpec($"global::System.Collections.Generic.IReadOnlyDictionary<string, {value.CSharpName}>", value);
        }

        return Element;
    }

    private ObjectTypeSpec ReadRecord(JsonObjectNode keywords, JsonObjectNode properties, string name)
    {
        string identifier = typeNames.Take(name);
        int place = Declared.Count;
        HashSet<string> required = new(StringComparer.Ordinal);
        if (keywords["required"] is JsonArrayNode names)
        {
            required.UnionWith(names.Items.OfType<JsonStringNode>().Select(item => item.Value));
        }

        // A member cannot have its type's name, and every record has these.
        var members = new NameScope(identifier, "Clone", "EqualityContract", "Equals", "GetHashCode", "GetType", "MemberwiseClone", "PrintMembers", "ReferenceEquals", "ToString", "Finalize");
        List<MemberSpec> specs = [];
        foreach (JsonMember property in properties.Members)
        {
            string member = members.Take(CSharpNames.Pascal(property.Key, "Value"));
            specs.Add(ReadMember(property, member, identifier + member, required.Contains(property.Key)));
        }

        var type = new ObjectTypeSpec($"{declaringType}.{identifier}", identifier, IsValueType: false, DescriptionOf(keywords), specs.ToEquatableArray());
        Declared.Insert(place, type);
        return type;
    }

    private MemberSpec ReadMember(JsonMember property, string identifier, string typeName, bool isRequired)
    {
        JsonTypeSpec type = Read(property.Value, typeName);
        DefaultValueSpec? defaultValue = isRequired ? null : SchemaDefault.Of(type, (property.Value as JsonObjectNode)?["default"]);
        return new MemberSpec(
            identifier,
            property.Key,
            DescriptionOf(property.Value),
            isRequired || defaultValue is not null ? type : Nullable(type),
            MemberBinding.Initializer,
            isRequired,
            defaultValue);
    }

    private static string? DescriptionOf(JsonNode schema) => ((schema as JsonObjectNode)?["description"] as JsonStringNode)?.Value;
}
