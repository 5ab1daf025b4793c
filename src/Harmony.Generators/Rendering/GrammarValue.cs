namespace Harmony.Generators.Rendering;

/// <summary>What a placeholder of the grammar is filled with.</summary>
internal abstract record GrammarValue;

/// <summary>A text.</summary>
internal sealed record TextValue(string Text) : GrammarValue;

/// <summary>A condition.</summary>
internal sealed record FlagValue(bool IsSet) : GrammarValue;

/// <summary>A JSON schema, in the form that <c>ToolParameters</c> keeps.</summary>
internal sealed record SchemaValue(string Json) : GrammarValue;

/// <summary>Several values.</summary>
internal sealed record ListValue(IReadOnlyList<GrammarValue> Items) : GrammarValue;

/// <summary>Values by their names. Names that it does not have are placeholders without a value.</summary>
internal sealed record ObjectValue(IReadOnlyDictionary<string, GrammarValue> Members) : GrammarValue
{
    /// <summary>The value at a path such as <c>response_format.name</c>, or null.</summary>
    public GrammarValue? Find(string path)
    {
        GrammarValue? value = this;
        foreach (string name in path.Split('.'))
        {
            value = value is ObjectValue { Members: var members } && members.TryGetValue(name, out GrammarValue? member)
                ? member
                : null;
        }

        return value;
    }
}
