using Harmony.Generators.Grammar;
using Harmony.Generators.Tokenization;
using Harmony.Grammar;

namespace Harmony.Generators.Rendering;

/// <summary>Writes the ids of a message's parts by following the grammar.</summary>
/// <param name="grammar">The grammar.</param>
/// <param name="dialect">The dialect.</param>
/// <param name="specialId">The id of a special token by its name.</param>
internal sealed class PartRenderer(GrammarSyntax grammar, HarmonyDialect dialect, Func<string, int> specialId)
{
    /// <summary>Appends a part.</summary>
    /// <param name="name">The part.</param>
    /// <param name="values">Its placeholders; a flag is set if it is among them.</param>
    /// <param name="ids">The destination.</param>
    public void AppendPart(string name, IReadOnlyDictionary<string, string> values, List<int> ids)
    {
        PartDeclaration part = grammar.Parts.First(part => part.Name == name && Holds(part, values));
        string text = "";
        foreach (GrammarItem item in part.Items)
        {
            switch (item)
            {
                case TextItem constant:
                    text += constant.Text;
                    continue;
                case PlaceholderItem placeholder:
                    text += ValueIn(part, placeholder.Path, values);
                    continue;
            }

            ids.AddRange(GeneratorTokenizer.Encode(text));
            text = "";
            if (item is SpecialItem special)
            {
                ids.Add(specialId(special.Name));
            }
        }

        ids.AddRange(GeneratorTokenizer.Encode(text));
    }

    /// <summary>Appends a header; a part whose placeholder has no value is left out.</summary>
    public void AppendHeader(IReadOnlyDictionary<string, string> values, List<int> ids)
    {
        foreach (GrammarItem item in grammar.Headers.First(header => Holds(header, values)).Items)
        {
            if (item is SpecialItem special)
            {
                ids.Add(specialId(special.Name));
            }
            else if (item is ReferenceItem part && values.ContainsKey(part.Name))
            {
                AppendPart(part.Name, values, ids);
            }
        }
    }

    private bool Holds(PartDeclaration part, IReadOnlyDictionary<string, string> values) => part.Conditions.All(condition =>
        condition switch
        {
            { IsPrefix: true, Word: { } prefix } => values.TryGetValue(condition.Name, out string? value) && value.StartsWith(prefix, StringComparison.Ordinal),
            { Word: { } word } => values.TryGetValue(condition.Name, out string? value) && value == word,
            _ => values.ContainsKey(condition.Name) || grammar.Dialects[(int)dialect].Name == condition.Name,
        });

    /// <summary>What a placeholder is filled with, less what the part's condition took of it.</summary>
    private static string ValueIn(PartDeclaration part, string placeholder, IReadOnlyDictionary<string, string> values)
    {
        Condition? prefix = part.Conditions.FirstOrDefault(condition => condition.IsPrefix && condition.Name == placeholder);
        return prefix is null ? values[placeholder] : values[placeholder].Substring(prefix.Word!.Length);
    }
}
