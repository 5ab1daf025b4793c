namespace Harmony.Tests.Constraints;

/// <summary>A grammar in GBNF, read and matched the simplest way: the places at which a match can end.</summary>
/// <remarks>A special token is one symbol, as llama.cpp takes it, and so is a character.</remarks>
internal sealed class GbnfGrammar
{
    private readonly Dictionary<string, Node> _rules;

    private GbnfGrammar(Dictionary<string, Node> rules) => _rules = rules;

    private delegate SortedSet<int> Node(GbnfGrammar grammar, IReadOnlyList<int> symbols, int start);

    public static GbnfGrammar Parse(string text)
    {
        var grammar = new GbnfGrammar([]);
        var names = new HashSet<string>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var reader = new GbnfReader(line);
            string name = reader.ReadRuleName();
            Assert.True(grammar._rules.TryAdd(name, Choice(reader, names)), $"two rules {name}");
            reader.ExpectEnd();
        }

        Assert.Subset(grammar._rules.Keys.ToHashSet(), names);
        return grammar;
    }

    public bool Accepts(IReadOnlyList<int> symbols) => _rules["root"](this, symbols, 0).Contains(symbols.Count);

    private static Node Choice(GbnfReader reader, HashSet<string> names)
    {
        List<Node> sequences = [Sequence(reader, names)];
        while (reader.TryTake('|'))
        {
            sequences.Add(Sequence(reader, names));
        }

        return (grammar, symbols, start) => [.. sequences.SelectMany(sequence => sequence(grammar, symbols, start))];
    }

    private static Node Sequence(GbnfReader reader, HashSet<string> names)
    {
        var items = new List<Node>();
        while (!reader.IsAtEndOfSequence)
        {
            items.Add(Repeated(reader, Item(reader, names)));
        }

        Assert.NotEmpty(items);
        return (grammar, symbols, start) =>
        {
            SortedSet<int> ends = [start];
            foreach (Node item in items)
            {
                ends = [.. ends.SelectMany(end => item(grammar, symbols, end))];
            }

            return ends;
        };
    }

    private static Node Item(GbnfReader reader, HashSet<string> names)
    {
        if (reader.TryTake('('))
        {
            Node choice = Choice(reader, names);
            Assert.True(reader.TryTake(')'), "a parenthesis is not closed");
            return choice;
        }

        if (reader.TryReadLiteral() is { } literal)
        {
            return (_, symbols, start) => symbols.Skip(start).Take(literal.Count).SequenceEqual(literal) ? [start + literal.Count] : [];
        }

        if (reader.TryReadSpecial() is { } special)
        {
            return (_, symbols, start) => start < symbols.Count && symbols[start] == special ? [start + 1] : [];
        }

        if (reader.TryReadClass() is { } characters)
        {
            return (_, symbols, start) => start < symbols.Count && characters(symbols[start]) ? [start + 1] : [];
        }

        string name = reader.ReadName();
        names.Add(name);
        return (grammar, symbols, start) => grammar._rules[name](grammar, symbols, start);
    }

    private static Node Repeated(GbnfReader reader, Node item)
    {
        (int least, int most) = reader.ReadCount();
        return (least, most) == (1, 1) ? item : (grammar, symbols, start) =>
        {
            SortedSet<int> ends = least == 0 ? [start] : [];
            SortedSet<int> last = [start];
            for (int count = 1; count <= most && last.Count > 0; count++)
            {
                last = [.. last.SelectMany(end => item(grammar, symbols, end))];
                if (count >= least)
                {
                    last.ExceptWith(ends);
                    ends.UnionWith(last);
                }
            }

            return ends;
        };
    }
}
