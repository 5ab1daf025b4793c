using System.Text;
using Harmony.Buffers;
using Harmony.Generators.Grammar;
using Harmony.Grammar;
using Harmony.Rendering;

namespace Harmony.Generators.Rendering;

/// <summary>
/// Writes a body's text by following the grammar, line by line: what the library does in the code that was compiled from
/// the same file.
/// </summary>
internal sealed class BodyRenderer
{
    private readonly GrammarSyntax _grammar;
    private readonly HarmonyDialect _dialect;
    private readonly SchemaStyle _schemaStyle;
    private readonly StringBuilder _text = new();
    private bool _hasParagraph;
    private bool _hasLine;

    private BodyRenderer(GrammarSyntax grammar, HarmonyDialect dialect, SchemaStyle schemaStyle)
    {
        _grammar = grammar;
        _dialect = dialect;
        _schemaStyle = schemaStyle;
    }

    /// <summary>The text of a body.</summary>
    /// <param name="grammar">The grammar.</param>
    /// <param name="body">The body's name.</param>
    /// <param name="value">Its values; its flags are among them.</param>
    /// <param name="dialect">The dialect.</param>
    /// <param name="schemaStyle">How schemas are written.</param>
    public static string Render(GrammarSyntax grammar, string body, GrammarValue value, HarmonyDialect dialect, SchemaStyle schemaStyle)
    {
        var renderer = new BodyRenderer(grammar, dialect, schemaStyle);
        renderer.AppendBody(grammar.FindBody(body)!, value);
        return renderer._text.ToString();
    }

    private void AppendBody(BodyDeclaration body, GrammarValue value)
    {
        bool isFirst = true;
        foreach (Paragraph paragraph in body.Paragraphs)
        {
            // What refers to a body has begun the first paragraph of it.
            bool isList = paragraph.Lines.Count == 1 && paragraph.Lines[0] is { Each: not null, Items: [ReferenceItem] };
            _hasLine &= isFirst || isList;
            foreach (BodyLine line in paragraph.Lines)
            {
                AppendLine(line, value, itemsAreParagraphs: isList);
            }

            isFirst = false;
        }
    }

    private void AppendLine(BodyLine line, GrammarValue value, bool itemsAreParagraphs)
    {
        if ((line.When is not null && !IsFilled(Find(value, line.When))) || (line.Unless is not null && IsFilled(Find(value, line.Unless))))
        {
            return;
        }

        if (line is { Each: { } list, Items: [ReferenceItem body] })
        {
            AppendItems(Find(value, list), _grammar.FindBody(body.Name)!, itemsAreParagraphs);
        }
        else if (line.Each is { } text)
        {
            string lines = (Find(value, text) as TextValue)?.Text ?? "";
            foreach (ReadOnlySpan<char> textLine in new TextLines(lines.AsSpan()))
            {
                BeginLine();
                AppendInline(line.Items, new ObjectValue(new Dictionary<string, GrammarValue> { ["line"] = new TextValue(textLine.ToString()) }));
            }
        }
        else if (line.Items.OfType<PlaceholderItem>().All(placeholder => IsPresent(Find(value, placeholder.Path))))
        {
            if (line.Items is [PlaceholderItem { Kind: { } kind } only] && _grammar.FindBody(kind) is { } referred)
            {
                AppendBody(referred, Find(value, only.Path)!);
                return;
            }

            BeginLine();
            AppendInline(line.Items, value);
        }
    }

    private void AppendItems(GrammarValue? list, BodyDeclaration body, bool areParagraphs)
    {
        foreach (GrammarValue item in (list as ListValue)?.Items ?? [])
        {
            _hasLine &= !areParagraphs;
            AppendBody(body, item);
        }
    }

    private void BeginLine()
    {
        _text.Append(_hasLine ? "\n" : _hasParagraph ? "\n\n" : "");
        _hasLine = true;
        _hasParagraph = true;
    }

    private void AppendInline(IEnumerable<GrammarItem> items, GrammarValue value)
    {
        foreach (GrammarItem item in items)
        {
            switch (item)
            {
                case TextItem text:
                    _text.Append(text.Text);
                    break;
                case PlaceholderItem placeholder:
                    AppendPlaceholder(placeholder, Find(value, placeholder.Path));
                    break;
                case OptionalItem optional when IsFilled(Find(value, optional.Condition)):
                    AppendInline(optional.Items, value);
                    break;
            }
        }
    }

    private void AppendPlaceholder(PlaceholderItem placeholder, GrammarValue? value)
    {
        switch (value)
        {
            case TextValue text:
                _text.Append(text.Text);
                break;
            case ListValue list:
                _text.Append(string.Join(placeholder.Separator, list.Items.OfType<TextValue>().Select(item => item.Text)));
                break;
            case SchemaValue schema:
                AppendSchema(schema.Json);
                break;
        }
    }

    private void AppendSchema(string json)
    {
        var output = new Utf8TextBuilder();
        TypeScriptText.Append(Encoding.UTF8.GetBytes(json), _grammar.Dialects[(int)_dialect].Rules.Contains("signs_exponents"), _schemaStyle, ref output);
        _text.Append(Encoding.UTF8.GetString(output.Text.ToArray()));
        output.Dispose();
    }

    private static GrammarValue? Find(GrammarValue value, string path) =>
        path == "this" ? value : (value as ObjectValue)?.Find(path);

    private static bool IsPresent(GrammarValue? value) => value is not (null or ListValue { Items.Count: 0 });

    private static bool IsFilled(GrammarValue? value) => value switch
    {
        TextValue text => text.Text.Length > 0,
        ListValue list => list.Items.Count > 0,
        FlagValue flag => flag.IsSet,
        _ => value is not null,
    };
}
