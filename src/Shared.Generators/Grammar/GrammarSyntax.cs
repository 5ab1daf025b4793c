using Harmony.Generators.Text;

namespace Harmony.Generators.Grammar;

/// <summary>What a grammar file says. The notation is described in docs/grammar.md.</summary>
internal sealed record GrammarSyntax(
    EquatableArray<DialectDeclaration> Dialects,
    EquatableArray<string> Words,
    EquatableArray<TextDeclaration> Texts,
    EquatableArray<NamesDeclaration> Names,
    EquatableArray<PartDeclaration> Parts,
    EquatableArray<PartDeclaration> Headers,
    EquatableArray<BodyDeclaration> Bodies,
    EquatableArray<RuleDeclaration> Rules)
{
    /// <summary>The index of a dialect, or -1 if there is none of this name.</summary>
    public int IndexOfDialect(string name)
    {
        int index = Dialects.Count - 1;
        while (index >= 0 && Dialects[index].Name != name)
        {
            index--;
        }

        return index;
    }

    public NamesDeclaration? FindNames(string name) => Names.FirstOrDefault(names => names.Name == name);

    public BodyDeclaration? FindBody(string name) => Bodies.FirstOrDefault(body => body.Name == name);
}

/// <summary>A dialect and the rules that hold in it: <c>dialect oss = signs_exponents</c>.</summary>
/// <param name="Name">Its name. The declarations are in the order of <c>HarmonyDialect</c>.</param>
/// <param name="Rules">What it does differently, apart from the cases of parts and headers.</param>
internal sealed record DialectDeclaration(string Name, EquatableArray<string> Rules);

/// <summary>A text that is used in several places: <c>text to = "to="</c>.</summary>
internal sealed record TextDeclaration(string Name, string Text);

/// <summary>The words that a placeholder can have as its value: <c>names role = system developer …</c>.</summary>
/// <param name="Name">The name of the placeholder or its kind.</param>
/// <param name="Words">The words.</param>
/// <param name="IsOpen">Whether any other text is possible too, written as <c>...</c> in the file.</param>
internal sealed record NamesDeclaration(string Name, EquatableArray<string> Words, bool IsOpen);

/// <summary>A part of a message, or a header, which is a sequence of parts, in one of its cases.</summary>
/// <param name="Name">Its name; declarations of one name are tried in the file's order.</param>
/// <param name="Conditions">The conditions, all of which must hold; none for the last declaration of a name.</param>
/// <param name="Items">What it is made of.</param>
internal sealed record PartDeclaration(string Name, EquatableArray<Condition> Conditions, EquatableArray<GrammarItem> Items);

/// <summary>A flag, a dialect, <c>placeholder = word</c> or <c>placeholder = &lt;|special|&gt;...</c>.</summary>
/// <param name="Name">The flag, the dialect or the placeholder.</param>
/// <param name="Word">What the placeholder is filled with, or null.</param>
/// <param name="IsPrefix">Whether what it is filled with only begins with that; the rest is what the placeholder then holds.</param>
internal sealed record Condition(string Name, string? Word, bool IsPrefix);

/// <summary>A text that is encoded as a whole: paragraphs, joined by a blank line.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Flags">What has to be known besides the values.</param>
/// <param name="Type">The type that the values are properties of.</param>
/// <param name="IsCompiled">Whether a value may bring the ids of its text.</param>
/// <param name="Paragraphs">The paragraphs.</param>
internal sealed record BodyDeclaration(string Name, EquatableArray<string> Flags, string Type, bool IsCompiled, EquatableArray<Paragraph> Paragraphs);

/// <summary>Lines, joined by a line break. One that no line is left of is left out itself.</summary>
internal sealed record Paragraph(EquatableArray<BodyLine> Lines);

/// <summary>A line, which is left out if a placeholder in it has no value or its condition does not hold.</summary>
/// <param name="When">What must not be empty, or null.</param>
/// <param name="Unless">What must be empty, or null.</param>
/// <param name="Each">The value whose items (or lines) the line is repeated for, or null.</param>
/// <param name="Items">What the line is made of.</param>
internal sealed record BodyLine(string? When, string? Unless, string? Each, EquatableArray<GrammarItem> Items);

/// <summary>What an assistant may generate, in one of its parts.</summary>
/// <param name="Name">What other rules call it.</param>
/// <param name="IsForTool">Whether the rule exists once for each tool.</param>
/// <param name="Expression">What it allows.</param>
internal sealed record RuleDeclaration(string Name, bool IsForTool, RuleExpression Expression);

/// <summary>An element of a part, a line or a header.</summary>
internal abstract record GrammarItem;

/// <summary>A special token, by its name.</summary>
internal sealed record SpecialItem(string Name) : GrammarItem;

/// <summary>A constant text.</summary>
internal sealed record TextItem(string Text) : GrammarItem;

/// <summary>A comma: what follows is encoded on its own.</summary>
internal sealed record BreakItem : GrammarItem;

/// <summary>A place that a value is filled into.</summary>
/// <param name="Path">The value's name, or names with dots between them.</param>
/// <param name="Kind">The names or the body that it is one of, or <see cref="SchemaKind"/>; null for a text.</param>
/// <param name="Separator">The text between the items of a list, or null.</param>
internal sealed record PlaceholderItem(string Path, string? Kind, string? Separator) : GrammarItem
{
    /// <summary>A JSON schema, which is written as TypeScript.</summary>
    public const string SchemaKind = "schema";
}

/// <summary>Items that are left out if something does not hold: <c>[flag: …]</c>.</summary>
internal sealed record OptionalItem(string Condition, EquatableArray<GrammarItem> Items) : GrammarItem;

/// <summary>A reference to a part (in a header) or a body (in a line).</summary>
internal sealed record ReferenceItem(string Name, bool IsOptional) : GrammarItem;
