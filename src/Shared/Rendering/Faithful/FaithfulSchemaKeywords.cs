using Harmony.Json;

namespace Harmony.Rendering;

/// <summary>
/// The keywords of one JSON schema as the faithful writer reads them, each as the text of its value. (The reference's writer
/// has fewer, in <see cref="SchemaKeywords"/>, so that it need not look at what it loses.)
/// </summary>
internal ref struct FaithfulSchemaKeywords
{
    /// <param name="schema">A JSON value, which any text may follow. A value other than an object has no keywords.</param>
    /// <param name="length">Its length: finding the keywords finds the end.</param>
    public FaithfulSchemaKeywords(ReadOnlySpan<byte> schema, out int length)
    {
        this = default;
        if (!JsonCursor.IsObject(schema))
        {
            length = schema.IsEmpty ? 0 : JsonCursor.ValueLength(schema);
            Text = schema.Slice(0, length);
            return;
        }

        var members = new JsonCursor(schema);
        while (members.MoveNext())
        {
            Take(members.Key, members.Value);
        }

        length = schema.Length - members.Rest.Length;
        Text = schema.Slice(0, length);
    }

    /// <summary>The schema itself.</summary>
    public ReadOnlySpan<byte> Text { get; }

    public ReadOnlySpan<byte> Type { get; set; }

    public ReadOnlySpan<byte> Enum { get; private set; }

    public ReadOnlySpan<byte> Const { get; private set; }

    public ReadOnlySpan<byte> Ref { get; private set; }

    public ReadOnlySpan<byte> AllOf { get; private set; }

    public ReadOnlySpan<byte> AnyOf { get; private set; }

    public ReadOnlySpan<byte> OneOf { get; private set; }

    public ReadOnlySpan<byte> Properties { get; private set; }

    public ReadOnlySpan<byte> PatternProperties { get; private set; }

    public ReadOnlySpan<byte> AdditionalProperties { get; private set; }

    public ReadOnlySpan<byte> Required { get; private set; }

    public ReadOnlySpan<byte> Items { get; private set; }

    public ReadOnlySpan<byte> PrefixItems { get; private set; }

    public ReadOnlySpan<byte> AdditionalItems { get; private set; }

    public ReadOnlySpan<byte> Title { get; private set; }

    public ReadOnlySpan<byte> Description { get; private set; }

    public ReadOnlySpan<byte> Examples { get; private set; }

    public ReadOnlySpan<byte> Default { get; private set; }

    public bool IsNullable { get; private set; }

    /// <summary>Which notes there are: see <see cref="SchemaNotes"/>.</summary>
    public ulong Notes { get; private set; }

    /// <summary>Whether nothing is allowed.</summary>
    public readonly bool IsNever => Text.SequenceEqual("false"u8);

    public readonly bool HasLiterals => !Const.IsEmpty || JsonCursor.IsFilledArray(Enum);

    /// <summary>Whether anything needs separate lines.</summary>
    public readonly bool HasLines => JsonCursor.IsString(Title, out _) || JsonCursor.IsString(Description, out _) || JsonCursor.IsFilledArray(Examples);

    public readonly bool SaysInteger => !HasLiterals && SaysType("integer"u8) && !SaysType("number"u8);

    public readonly bool HasTrailingNotes => Notes != 0 || !Default.IsEmpty || SaysInteger;

    /// <summary>Whether anything is said about an object beside that it is one.</summary>
    public readonly bool HasObjectKeywords => JsonCursor.IsObject(Properties) || JsonCursor.IsObject(PatternProperties)
        || JsonCursor.IsFilledArray(Required) || IsSchema(AdditionalProperties);

    public readonly bool HasArrayKeywords => !Items.IsEmpty || JsonCursor.IsArray(PrefixItems);

    public readonly bool HasCombinations => !Ref.IsEmpty || JsonCursor.IsFilledArray(AllOf) || JsonCursor.IsFilledArray(AnyOf) || JsonCursor.IsFilledArray(OneOf);

    /// <summary>Whether nothing in it says which type it is.</summary>
    public readonly bool IsUntyped => Type.IsEmpty && !HasLiterals && !HasCombinations && !HasObjectKeywords && !HasArrayKeywords && !IsNever;

    /// <summary>The variants of oneOf or anyOf, if the schema says nothing else about the type; else nothing.</summary>
    public readonly ReadOnlySpan<byte> OnlyUnion
    {
        get
        {
            bool isOneOf = JsonCursor.IsFilledArray(OneOf);
            bool isOther = isOneOf == JsonCursor.IsFilledArray(AnyOf) || !Ref.IsEmpty || JsonCursor.IsFilledArray(AllOf)
                || HasLiterals || HasObjectKeywords || HasArrayKeywords;
            return isOther ? default : isOneOf ? OneOf : AnyOf;
        }
    }

    /// <summary>
    /// Whether the schema only points at another, inside it or by reference, and says no more than annotations.
    /// </summary>
    /// <param name="inner">The other, or the string of the reference.</param>
    /// <param name="isOptional">Whether null is allowed beside it.</param>
    public readonly bool IsWrapper(out ReadOnlySpan<byte> inner, out bool isOptional)
    {
        inner = Ref;
        isOptional = false;
        if (!HasCombinations || !Type.IsEmpty || HasLiterals || HasObjectKeywords || HasArrayKeywords || Notes != 0)
        {
            return false;
        }

        if (!Ref.IsEmpty)
        {
            return !JsonCursor.IsFilledArray(AllOf) && !JsonCursor.IsFilledArray(AnyOf) && !JsonCursor.IsFilledArray(OneOf);
        }

        if (JsonCursor.IsFilledArray(AllOf))
        {
            return !JsonCursor.IsFilledArray(AnyOf) && !JsonCursor.IsFilledArray(OneOf) && IsOne(AllOf, out inner);
        }

        if (JsonCursor.IsFilledArray(AnyOf) && JsonCursor.IsFilledArray(OneOf))
        {
            return false;
        }

        isOptional = IsOneOrNull(JsonCursor.IsFilledArray(AnyOf) ? AnyOf : OneOf, out inner);
        return isOptional || IsOne(AnyOf, out inner);
    }

    /// <summary>Takes over what a wrapper says about this schema.</summary>
    /// <returns>False, and nothing is changed, if both say the same thing in different words.</returns>
    public bool TryTake(in FaithfulSchemaKeywords wrapper, bool isOptional)
    {
        if (IsEither(Title, wrapper.Title) && IsEither(Description, wrapper.Description) && IsEither(Examples, wrapper.Examples) && IsEither(Default, wrapper.Default))
        {
            Title = Title.IsEmpty ? wrapper.Title : Title;
            Description = Description.IsEmpty ? wrapper.Description : Description;
            Examples = Examples.IsEmpty ? wrapper.Examples : Examples;
            Default = Default.IsEmpty ? wrapper.Default : Default;
            IsNullable |= wrapper.IsNullable || isOptional;
            return true;
        }

        return false;
    }

    /// <summary>Whether a value is a schema that allows something: an object or true.</summary>
    public static bool IsSchema(ReadOnlySpan<byte> value) => JsonCursor.IsObject(value) || value.SequenceEqual("true"u8);

    /// <summary>Whether a type is one of those that are named.</summary>
    public readonly bool SaysType(ReadOnlySpan<byte> name)
    {
        if (JsonCursor.IsString(Type, out ReadOnlySpan<byte> one))
        {
            return one.SequenceEqual(name);
        }

        if (JsonCursor.IsArray(Type))
        {
            for (var types = new JsonCursor(Type); types.MoveNext();)
            {
                if (JsonCursor.IsString(types.Value, out ReadOnlySpan<byte> type) && type.SequenceEqual(name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsEither(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => a.IsEmpty || b.IsEmpty || a.SequenceEqual(b);

    private static bool IsOne(ReadOnlySpan<byte> array, out ReadOnlySpan<byte> item)
    {
        var items = new JsonCursor(array);
        item = items.MoveNext() ? items.Value : default;
        return !item.IsEmpty && !items.MoveNext();
    }

    /// <summary>Whether an array has two schemas, of which one is null's.</summary>
    private static bool IsOneOrNull(ReadOnlySpan<byte> array, out ReadOnlySpan<byte> item)
    {
        var items = new JsonCursor(array);
        item = default;
        ReadOnlySpan<byte> first = items.MoveNext() ? items.Value : default;
        ReadOnlySpan<byte> second = items.MoveNext() ? items.Value : default;
        if (second.IsEmpty || items.MoveNext() || IsNull(first) == IsNull(second))
        {
            return false;
        }

        item = IsNull(first) ? second : first;
        return true;
    }

    private static bool IsNull(ReadOnlySpan<byte> schema) => schema.SequenceEqual("{\"type\":\"null\"}"u8);

    private void Take(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        switch (key.Length)
        {
            case 4 when key.SequenceEqual("type"u8):
                Type = value;
                break;
            case 4 when key.SequenceEqual("enum"u8):
                Enum = value;
                break;
            case 4 when key.SequenceEqual("$ref"u8) && JsonCursor.IsString(value, out _):
                Ref = value;
                break;
            case 5 when key.SequenceEqual("items"u8):
                Items = value;
                break;
            case 5 when key.SequenceEqual("title"u8):
                Title = value;
                break;
            case 5 when key.SequenceEqual("const"u8):
                Const = value;
                break;
            case 5 when key.SequenceEqual("anyOf"u8):
                AnyOf = value;
                break;
            case 5 when key.SequenceEqual("oneOf"u8):
                OneOf = value;
                break;
            case 5 when key.SequenceEqual("allOf"u8):
                AllOf = value;
                break;
            case 7 when key.SequenceEqual("default"u8):
                Default = value;
                break;
            case 8 when key.SequenceEqual("required"u8):
                Required = value;
                break;
            case 8 when key.SequenceEqual("examples"u8):
                Examples = value;
                break;
            case 8 when key.SequenceEqual("nullable"u8):
                IsNullable = value.SequenceEqual("true"u8);
                break;
            case 10 when key.SequenceEqual("properties"u8):
                Properties = value;
                break;
            case 11 when key.SequenceEqual("description"u8):
                Description = value;
                break;
            case 11 when key.SequenceEqual("prefixItems"u8):
                PrefixItems = value;
                break;
            case 15 when key.SequenceEqual("additionalItems"u8):
                AdditionalItems = value;
                break;
            case 17 when key.SequenceEqual("patternProperties"u8):
                PatternProperties = value;
                break;
            case 20 when key.SequenceEqual("additionalProperties"u8):
                AdditionalProperties = value;
                break;
            default:
                Notes |= SchemaNotes.BitOf(key, value);
                break;
        }
    }
}
