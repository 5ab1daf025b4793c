using Harmony.Generators.Text;

namespace Harmony.Generators.Grammar;

/// <summary>Reads a grammar file.</summary>
internal sealed class GrammarReader
{
    private readonly List<DialectDeclaration> _dialects = [];
    private readonly List<string> _words = [];
    private readonly List<TextDeclaration> _texts = [];
    private readonly List<NamesDeclaration> _names = [];
    private readonly List<PartDeclaration> _parts = [];
    private readonly List<PartDeclaration> _headers = [];
    private readonly List<BodyDeclaration> _bodies = [];
    private readonly List<RuleDeclaration> _rules = [];
    private readonly GrammarLine[] _lines;
    private int _next;

    private GrammarReader(string text)
    {
        string[] lines = text.Replace("\r\n", "\n").Split('\n');
        _lines = [.. lines.Select((line, number) => new GrammarLine(line, number))];
    }

    /// <exception cref="GrammarException">The text is not a grammar; the error has the location.</exception>
    public static GrammarSyntax Read(string text)
    {
        var reader = new GrammarReader(text);
        while (reader._next < reader._lines.Length)
        {
            reader.ReadDeclaration(reader._lines[reader._next++]);
        }

        return new GrammarSyntax(
            reader._dialects.ToEquatableArray(),
            reader._words.ToEquatableArray(),
            reader._texts.ToEquatableArray(),
            reader._names.ToEquatableArray(),
            reader._parts.ToEquatableArray(),
            reader._headers.ToEquatableArray(),
            reader._bodies.ToEquatableArray(),
            reader._rules.ToEquatableArray());
    }

    private void ReadDeclaration(GrammarLine line)
    {
        if (line.IsAtEnd)
        {
            return;
        }

        if (line.TryTakeWord("dialect"))
        {
            _dialects.Add(ReadDialect(line));
        }
        else if (line.TryTakeWord("words"))
        {
            _words.AddRange(ReadNameList(line));
        }
        else if (line.TryTakeWord("text"))
        {
            _texts.Add(ReadText(line));
        }
        else if (line.TryTakeWord("names"))
        {
            _names.Add(ReadNames(line));
        }
        else if (line.TryTakeWord("part"))
        {
            _parts.Add(ReadPart(line.TakeName(), line));
        }
        else if (line.TryTakeWord("header"))
        {
            _headers.Add(ReadPart("header", line));
        }
        else if (line.TryTakeWord("body"))
        {
            _bodies.Add(ReadBody(line, isCompiled: false));
            return;
        }
        else if (line.TryTakeWord("compiled"))
        {
            line.Take("body");
            _bodies.Add(ReadBody(line, isCompiled: true));
            return;
        }
        else if (line.TryTakeWord("rule"))
        {
            _rules.Add(ReadRule(line));
        }
        else
        {
            throw line.Error("expected dialect, words, text, names, part, header, body, compiled body or rule");
        }

        line.TakeEnd();
    }

    private TextDeclaration ReadText(GrammarLine line)
    {
        string name = line.TakeName();
        line.Take("=");
        return ReadItems(line) is [TextItem text] ? new TextDeclaration(name, text.Text) : throw line.Error("expected texts");
    }

    private static NamesDeclaration ReadNames(GrammarLine line)
    {
        string name = line.TakeName();
        line.Take("=");
        return new NamesDeclaration(name, ReadNameList(line).ToEquatableArray(), IsOpen: line.TryTake("..."));
    }

    private static DialectDeclaration ReadDialect(GrammarLine line)
    {
        string name = line.TakeName();
        return new DialectDeclaration(name, line.TryTake("=") ? ReadNameList(line).ToEquatableArray() : default);
    }

    /// <summary>Reads the names that follow on a line.</summary>
    private static List<string> ReadNameList(GrammarLine line)
    {
        var names = new List<string>();
        while (line.IsAtName())
        {
            names.Add(line.TakeName());
        }

        return names;
    }

    private PartDeclaration ReadPart(string name, GrammarLine line)
    {
        var conditions = new List<Condition>();
        if (line.TryTake("("))
        {
            do
            {
                conditions.Add(ReadCondition(line));
            }
            while (line.TryTake(","));

            line.Take(")");
        }

        line.Take("=");
        return new PartDeclaration(name, conditions.ToEquatableArray(), ReadItems(line));
    }

    private Condition ReadCondition(GrammarLine line)
    {
        string name = line.TakeName();
        if (!line.TryTake("="))
        {
            return new Condition(name, Word: null, IsPrefix: false);
        }

        if (line.TryTakeSpecial(out string special))
        {
            line.Take("...");
            return new Condition(name, special, IsPrefix: true);
        }

        string word = line.TakeName();
        return new Condition(name, FindText(word) ?? word, IsPrefix: false);
    }

    private BodyDeclaration ReadBody(GrammarLine line, bool isCompiled)
    {
        string name = line.TakeName();
        var flags = new List<string>();
        if (line.TryTake("("))
        {
            do
            {
                flags.Add(line.TakeName());
            }
            while (line.TryTake(","));

            line.Take(")");
        }

        line.Take("of");
        string type = line.TakeRest();
        var paragraphs = new List<Paragraph>();
        var lines = new List<BodyLine>();
        while (_next < _lines.Length && (_lines[_next].IsIndented || _lines[_next].IsAtEnd))
        {
            GrammarLine next = _lines[_next++];
            if (!next.IsAtEnd)
            {
                lines.Add(ReadBodyLine(next));
            }
            else if (lines.Count > 0)
            {
                paragraphs.Add(new Paragraph(lines.ToEquatableArray()));
                lines.Clear();
            }
        }

        if (lines.Count > 0)
        {
            paragraphs.Add(new Paragraph(lines.ToEquatableArray()));
        }

        return new BodyDeclaration(name, flags.ToEquatableArray(), type, isCompiled, paragraphs.ToEquatableArray());
    }

    private BodyLine ReadBodyLine(GrammarLine line)
    {
        string? when = line.TryTakeWord("when") ? line.TakePath() : null;
        string? unless = line.TryTakeWord("unless") ? line.TakePath() : null;
        string? each = line.TryTakeWord("each") ? line.TakePath() : null;
        if ((when ?? unless ?? each) is not null)
        {
            line.Take(":");
        }

        EquatableArray<GrammarItem> items = ReadItems(line);
        line.TakeEnd();
        return new BodyLine(when, unless, each, items);
    }

    private EquatableArray<GrammarItem> ReadItems(GrammarLine line)
    {
        var items = new List<GrammarItem>();
        while (TryReadItem(line, out GrammarItem? item))
        {
            if (item is TextItem text && items.Count > 0 && items[items.Count - 1] is TextItem before)
            {
                items[items.Count - 1] = new TextItem(before.Text + text.Text);
            }
            else
            {
                items.Add(item!);
            }
        }

        return items.ToEquatableArray();
    }

    private bool TryReadItem(GrammarLine line, out GrammarItem? item)
    {
        item = line.IsAtEnd ? null
            : line.TryTakeSpecial(out string special) ? new SpecialItem(special)
            : line.TryTakeText(out string text) ? new TextItem(text)
            : line.TryTake(",") ? new BreakItem()
            : line.TryTake("{") ? ReadPlaceholder(line)
            : line.TryTake("[") ? ReadOptional(line)
            : line.IsAtName() ? ReadReference(line)
            : null;
        return item is not null;
    }

    private static PlaceholderItem ReadPlaceholder(GrammarLine line)
    {
        string path = line.TakePath();
        string? kind = line.TryTake(":") ? line.TakeName() : null;
        string? separator = line.TryTake(",") ? line.TakeText() : null;
        line.Take("}");
        return new PlaceholderItem(path, kind, separator);
    }

    private OptionalItem ReadOptional(GrammarLine line)
    {
        string condition = line.TakePath();
        line.Take(":");
        EquatableArray<GrammarItem> items = ReadItems(line);
        line.Take("]");
        return new OptionalItem(condition, items);
    }

    private GrammarItem ReadReference(GrammarLine line)
    {
        string name = line.TakeName();
        return FindText(name) is { } text ? new TextItem(text) : new ReferenceItem(name, line.TryTake("?"));
    }

    /// <summary>The text that a name is declared for, or null.</summary>
    private string? FindText(string name) => _words.Contains(name) ? name : _texts.Find(text => text.Name == name)?.Text;

    private RuleDeclaration ReadRule(GrammarLine line)
    {
        string name = line.TakeName();
        bool isForTool = line.TryTakeWord("for");
        if (isForTool)
        {
            line.Take("tool");
        }

        line.Take("=");
        return new RuleDeclaration(name, isForTool, new RuleReader(line, FindText).ReadChoice());
    }
}
