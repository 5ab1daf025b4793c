using System.Globalization;
using System.Text;
using Harmony.Vocabulary;

namespace Harmony.Tests.Constraints;

/// <summary>Reads one rule of GBNF, piece by piece.</summary>
internal sealed class GbnfReader(string line)
{
    private int _position;

    public bool IsAtEndOfSequence
    {
        get
        {
            SkipSpace();
            return _position == line.Length || line[_position] is '|' or ')';
        }
    }

    /// <summary>What stands for a special token among characters.</summary>
    public static int SymbolOf(int special) => -special;

    /// <summary>Reads a name and what follows it in a rule.</summary>
    public string ReadRuleName()
    {
        string name = ReadName();
        SkipSpace();
        Assert.Equal("::=", line.Substring(_position, 3));
        _position += 3;
        return name;
    }

    public string ReadName()
    {
        SkipSpace();
        int start = _position;
        while (_position < line.Length && (char.IsAsciiLetterOrDigit(line[_position]) || line[_position] == '-'))
        {
            _position++;
        }

        Assert.True(_position > start, $"a name is expected: {line[start..]}");
        return line[start.._position];
    }

    public void ExpectEnd() => Assert.Equal("", line[_position..].Trim());

    public bool TryTake(char sign)
    {
        SkipSpace();
        bool isNext = _position < line.Length && line[_position] == sign;
        _position += isNext ? 1 : 0;
        return isNext;
    }

    public List<int>? TryReadLiteral()
    {
        if (!TryTake('"'))
        {
            return null;
        }

        var characters = new List<int>();
        while (line[_position] != '"')
        {
            characters.Add(ReadCharacter());
        }

        _position++;
        return characters;
    }

    public int? TryReadSpecial()
    {
        if (!TryTake('<'))
        {
            return null;
        }

        int end = line.IndexOf('>', _position) + 1;
        Assert.True(SpecialTokens.TryGetId(line.AsSpan(_position - 1, end - _position + 1), out int id), line[_position..]);
        _position = end;
        return SymbolOf(id);
    }

    public Predicate<int>? TryReadClass()
    {
        if (!TryTake('['))
        {
            return null;
        }

        bool isNegated = line[_position] == '^';
        _position += isNegated ? 1 : 0;
        var ranges = new List<(int First, int Last)>();
        while (line[_position] != ']')
        {
            int first = ReadCharacter();
            bool isRange = line[_position] == '-' && line[_position + 1] != ']';
            _position += isRange ? 1 : 0;
            ranges.Add((first, isRange ? ReadCharacter() : first));
        }

        _position++;
        return symbol => symbol >= 0 && ranges.Exists(range => symbol >= range.First && symbol <= range.Last) != isNegated;
    }

    /// <summary>How often what stands before may come: once where nothing says it.</summary>
    public (int Least, int Most) ReadCount()
    {
        char sign = _position < line.Length ? line[_position] : ' ';
        _position += sign is '?' or '*' or '+' or '{' ? 1 : 0;
        switch (sign)
        {
            case '?':
                return (0, 1);
            case '*':
                return (0, int.MaxValue);
            case '+':
                return (1, int.MaxValue);
            case '{':
                int end = line.IndexOf('}', _position);
                string[] counts = line[_position..end].Split(',');
                _position = end + 1;
                int least = int.Parse(counts[0], CultureInfo.InvariantCulture);
                return (least, counts is [_, ""] ? int.MaxValue : int.Parse(counts[^1], CultureInfo.InvariantCulture));
            default:
                return (1, 1);
        }
    }

    private int ReadCharacter()
    {
        if (line[_position] != '\\')
        {
            var character = Rune.GetRuneAt(line, _position);
            _position += character.Utf16SequenceLength;
            return character.Value;
        }

        char escape = line[_position + 1];
        _position += 2;
        switch (escape)
        {
            case 'x':
                _position += 2;
                return int.Parse(line.AsSpan(_position - 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            case 'n':
                return '\n';
            case 't':
                return '\t';
            default:
                Assert.Contains(escape, "\"\\[]");
                return escape;
        }
    }

    private void SkipSpace()
    {
        while (_position < line.Length && line[_position] == ' ')
        {
            _position++;
        }
    }
}
