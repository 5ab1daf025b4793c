using System.Text;

namespace Harmony.Generators.Grammar;

/// <summary>Reads one line of a grammar file, word by word.</summary>
internal sealed class GrammarLine(string text, int number)
{
    private int _position;

    /// <summary>Whether only white space or a comment is left.</summary>
    public bool IsAtEnd
    {
        get
        {
            SkipSpace();
            return _position == text.Length || text[_position] == '#';
        }
    }

    public bool IsIndented => text.Length > 0 && text[0] == ' ';

    /// <summary>Reads a sign if it comes next.</summary>
    public bool TryTake(string sign)
    {
        SkipSpace();
        if (string.CompareOrdinal(text, _position, sign, 0, sign.Length) != 0)
        {
            return false;
        }

        _position += sign.Length;
        return true;
    }

    /// <summary>Reads a whole word if it comes next.</summary>
    public bool TryTakeWord(string word)
    {
        SkipSpace();
        int end = _position + word.Length;
        return (end >= text.Length || !IsNameCharacter(text[end])) && TryTake(word);
    }

    public void Take(string sign)
    {
        if (!TryTake(sign))
        {
            throw Error($"expected {sign}");
        }
    }

    /// <summary>Whether a name comes next.</summary>
    public bool IsAtName()
    {
        SkipSpace();
        return _position < text.Length && IsNameCharacter(text[_position]);
    }

    public string TakeName()
    {
        SkipSpace();
        int start = _position;
        while (_position < text.Length && IsNameCharacter(text[_position]))
        {
            _position++;
        }

        return _position > start ? text.Substring(start, _position - start) : throw Error("expected a name");
    }

    /// <summary>Reads names with dots between them.</summary>
    public string TakePath()
    {
        string path = TakeName();
        while (TryTake("."))
        {
            path += "." + TakeName();
        }

        return path;
    }

    /// <summary>Reads the rest of the line.</summary>
    public string TakeRest()
    {
        SkipSpace();
        string rest = text.Substring(_position).TrimEnd();
        _position = text.Length;
        return rest;
    }

    /// <summary>Reads a special token's name if it comes next.</summary>
    public bool TryTakeSpecial(out string name)
    {
        SkipSpace();
        name = "";
        int end;
        if (string.CompareOrdinal(text, _position, "<|", 0, 2) != 0 || (end = text.IndexOf("|>", _position, StringComparison.Ordinal)) < 0)
        {
            return false;
        }

        name = text.Substring(_position, end + 2 - _position);
        _position = end + 2;
        return true;
    }

    /// <summary>Reads a text in quotes if it comes next. Its escapes are <c>\n</c>, <c>\"</c> and <c>\\</c>.</summary>
    public bool TryTakeText(out string value)
    {
        value = "";
        if (!TryTake("\""))
        {
            return false;
        }

        var taken = new StringBuilder();
        while (_position < text.Length && text[_position] != '"')
        {
            char next = text[_position++];
            taken.Append(next == '\\' ? Unescape() : next);
        }

        Take("\"");
        value = taken.ToString();
        return true;
    }

    public string TakeText() => TryTakeText(out string value) ? value : throw Error("expected a text in quotes");

    public void TakeEnd()
    {
        if (!IsAtEnd)
        {
            throw Error("expected the end of the line");
        }
    }

    public GrammarException Error(string message) => new(number, _position, message);

    private static bool IsNameCharacter(char value) => value is (>= 'a' and <= 'z') or '_';

    private char Unescape()
    {
        char escaped = _position < text.Length ? text[_position++] : '\0';
        return escaped switch
        {
            'n' => '\n',
            '"' or '\\' => escaped,
            _ => throw Error("expected one of \\n, \\\" and \\\\"),
        };
    }

    private void SkipSpace()
    {
        while (_position < text.Length && text[_position] == ' ')
        {
            _position++;
        }
    }
}
