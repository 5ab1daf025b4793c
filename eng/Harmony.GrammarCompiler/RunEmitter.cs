using System.Text;
using Harmony.Generators.Grammar;
using Harmony.Generators.Text;
using Harmony.Generators.Tokenization;
using Harmony.Generators.Vocabulary;
using Harmony.Tokenization;
using static Harmony.Generators.Text.CSharpText;
using static Harmony.GrammarCompiler.Names;

namespace Harmony.GrammarCompiler;

/// <summary>
/// Writes a run of constants and placeholders that is encoded as one text. Constants become ids, up to the last place where the
/// tokenizer cuts whatever is filled in beside them.
/// </summary>
/// <param name="grammar">For the names that a placeholder may be filled with.</param>
/// <param name="valueOf">A placeholder's value, as a C# expression.</param>
/// <param name="source">The destination.</param>
internal sealed class RunEmitter(GrammarSyntax grammar, Func<string, string> valueOf, SourceWriter source)
{
    /// <summary>Writes a part that is one text.</summary>
    public void EmitPart(IReadOnlyList<GrammarItem> items)
    {
        switch (items)
        {
            case [TextItem text]:
                source.WriteLine($"part.Add({Ids(GeneratorTokenizer.Encode(text.Text))});");
                break;
            case [PlaceholderItem placeholder]:
                EmitPlaceholderAlone(valueOf(placeholder.Path), NamesOf(placeholder));
                break;
            default:
                Emit(items, endsLine: false);
                source.WriteLine("part.End();");
                break;
        }
    }

    /// <summary>Writes a line, or an optional part of it.</summary>
    /// <param name="items">Texts, placeholders and optional items.</param>
    /// <param name="endsLine">Whether a line break or the end of the text follows.</param>
    public void Emit(IReadOnlyList<GrammarItem> items, bool endsLine)
    {
        int choice = IndexOfClosedNames(items);
        if (choice < 0)
        {
            EmitPlain(items, endsLine);
            return;
        }

        // If the value is one of a few words, each of them becomes part of a constant.
        var placeholder = (PlaceholderItem)items[choice];
        NamesDeclaration names = NamesOf(placeholder)!;
        source.Open($"switch ((int?){valueOf(placeholder.Path)})");
        for (int i = 0; i < names.Words.Count; i++)
        {
            source.WriteLine($"case {i}:");
            source.Indent();
            Emit(WithWord(items, choice, names.Words[i]), endsLine);
            source.WriteLine("break;");
            source.Unindent();
        }

        source.Close();
    }

    private void EmitPlain(IReadOnlyList<GrammarItem> items, bool endsLine)
    {
        for (int i = 0; i < items.Count; i++)
        {
            switch (items[i])
            {
                case TextItem text:
                    EmitConstant(text.Text, followsPlaceholder: i > 0, precedesPlaceholder: i + 1 < items.Count || !endsLine);
                    break;
                case PlaceholderItem placeholder:
                    EmitPlaceholder(placeholder);
                    break;
                case OptionalItem optional:
                    source.Open($"if (IsFilled({valueOf(optional.Condition)}))");
                    Emit(optional.Items, endsLine: endsLine && i + 1 == items.Count);
                    source.Close();
                    break;
            }
        }
    }

    private void EmitPlaceholder(PlaceholderItem placeholder)
    {
        string value = valueOf(placeholder.Path);
        if (placeholder.Kind == PlaceholderItem.SchemaKind)
        {
            source.WriteLine($"part.AppendSchema({value});");
        }
        else if (placeholder.Separator is not null)
        {
            source.WriteLine($"part.AppendJoined({value}, {Utf8Literal(placeholder.Separator)});");
        }
        else
        {
            source.WriteLine($"part.Append({value});");
        }
    }

    /// <summary>Writes a value that is a part by itself; of the names that may be it, the ids are known.</summary>
    private void EmitPlaceholderAlone(string value, NamesDeclaration? names)
    {
        if (names is null)
        {
            source.WriteLine($"part.AddText({value});");
            return;
        }

        source.Open(names.IsOpen ? $"switch ({value})" : $"switch ((int?){value})");
        for (int i = 0; i < names.Words.Count; i++)
        {
            string word = names.Words[i];
            EmitCase($"case {(names.IsOpen ? Literal(word) : i)}:", $"part.Add({Ids(GeneratorTokenizer.Encode(word))});");
        }

        if (names.IsOpen)
        {
            EmitCase("default:", $"part.AddText({value});");
        }

        source.Close();
    }

    private void EmitCase(string label, string statement)
    {
        source.WriteLine(label);
        source.Indent();
        source.WriteLine(statement);
        source.WriteLine("break;");
        source.Unindent();
    }

    private void EmitConstant(string text, bool followsPlaceholder, bool precedesPlaceholder)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        CompactVocabulary vocabulary = EmbeddedCompactVocabulary.Table;
        int start = followsPlaceholder ? SafeBoundary.FirstAfter(vocabulary, utf8) : 0;

        // A line break is to be expected behind a constant that ends a line.
        byte[] followed = precedesPlaceholder ? utf8 : [.. utf8, (byte)'\n'];
        int end = Math.Max(start, SafeBoundary.LastBefore(vocabulary, followed));
        EmitText(utf8, 0, start);
        EmitIds(Encoding.UTF8.GetString(utf8, start, end - start));
        EmitText(utf8, end, utf8.Length);
    }

    private void EmitText(byte[] utf8, int start, int end)
    {
        if (end > start)
        {
            source.WriteLine($"part.Append({Utf8Literal(Encoding.UTF8.GetString(utf8, start, end - start))});");
        }
    }

    private void EmitIds(string text)
    {
        if (text.Length > 0)
        {
            source.WriteLine($"part.Append({Utf8Literal(text)}, {Ids(GeneratorTokenizer.Encode(text))});");
        }
    }

    private int IndexOfClosedNames(IReadOnlyList<GrammarItem> items)
    {
        for (int i = 0; i < items.Count; i++)
        {
            if (items[i] is PlaceholderItem placeholder && NamesOf(placeholder) is { IsOpen: false })
            {
                return i;
            }
        }

        return -1;
    }

    private NamesDeclaration? NamesOf(PlaceholderItem placeholder) => grammar.FindNames(placeholder.Kind ?? placeholder.Path);

    /// <summary>The items with a word in the place of a placeholder, as one constant with those beside it.</summary>
    private static List<GrammarItem> WithWord(IReadOnlyList<GrammarItem> items, int placeholder, string word)
    {
        var merged = new List<GrammarItem>();
        for (int i = 0; i < items.Count; i++)
        {
            GrammarItem item = i == placeholder ? new TextItem(word) : items[i];
            if (item is TextItem text && merged.Count > 0 && merged[merged.Count - 1] is TextItem before)
            {
                merged[merged.Count - 1] = new TextItem(before.Text + text.Text);
            }
            else
            {
                merged.Add(item);
            }
        }

        return merged;
    }
}
