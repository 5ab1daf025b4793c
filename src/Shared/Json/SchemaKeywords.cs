namespace Harmony.Json;

/// <summary>The keywords of one JSON schema that its TypeScript depends on, each as the text of its value.</summary>
internal readonly ref struct SchemaKeywords
{
    /// <param name="schema">Any JSON value; one that is no object has no keywords.</param>
    public SchemaKeywords(ReadOnlySpan<byte> schema)
        : this(schema, out _)
    {
    }

    /// <param name="schema">Any JSON value, whatever text may follow it.</param>
    /// <param name="length">Its length: finding the keywords finds the end, so that nobody has to look for it before.</param>
    public SchemaKeywords(ReadOnlySpan<byte> schema, out int length)
    {
        this = default;
        if (!JsonCursor.IsObject(schema))
        {
            length = schema.IsEmpty ? 0 : JsonCursor.ValueLength(schema);
            return;
        }

        var members = new JsonCursor(schema);
        while (members.MoveNext())
        {
            switch (members.Key.Length)
            {
                case 4 when members.Key.SequenceEqual("type"u8):
                    Type = members.Value;
                    break;
                case 4 when members.Key.SequenceEqual("enum"u8):
                    Enum = members.Value;
                    break;
                case 5 when members.Key.SequenceEqual("oneOf"u8):
                    OneOf = members.Value;
                    break;
                case 5 when members.Key.SequenceEqual("items"u8):
                    Items = members.Value;
                    break;
                case 5 when members.Key.SequenceEqual("title"u8):
                    Title = members.Value;
                    break;
                case 7 when members.Key.SequenceEqual("default"u8):
                    Default = members.Value;
                    break;
                case 8 when members.Key.SequenceEqual("nullable"u8):
                    Nullable = members.Value;
                    break;
                case 8 when members.Key.SequenceEqual("examples"u8):
                    Examples = members.Value;
                    break;
                case 8 when members.Key.SequenceEqual("required"u8):
                    Required = members.Value;
                    break;
                case 10 when members.Key.SequenceEqual("properties"u8):
                    Properties = members.Value;
                    break;
                case 11 when members.Key.SequenceEqual("description"u8):
                    Description = members.Value;
                    break;
            }
        }

        length = schema.Length - members.Rest.Length;
    }

    public ReadOnlySpan<byte> Type { get; }

    public ReadOnlySpan<byte> Enum { get; }

    public ReadOnlySpan<byte> OneOf { get; }

    public ReadOnlySpan<byte> Items { get; }

    public ReadOnlySpan<byte> Title { get; }

    public ReadOnlySpan<byte> Default { get; }

    public ReadOnlySpan<byte> Nullable { get; }

    public ReadOnlySpan<byte> Examples { get; }

    public ReadOnlySpan<byte> Required { get; }

    public ReadOnlySpan<byte> Properties { get; }

    public ReadOnlySpan<byte> Description { get; }

    public bool HasOneOf => JsonCursor.IsArray(OneOf);

    public bool IsNullable => Nullable.SequenceEqual("true"u8);
}
