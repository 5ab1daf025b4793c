namespace Harmony.Tests.Rendering;

/// <summary>Reads the part of TypeScript's grammar that schemas are written in, and refuses everything else.</summary>
internal sealed class TypeScriptParser
{
    private readonly string _text;
    private int _position;
    private bool _crossedLine;

    private TypeScriptParser(string text) => _text = text;

    /// <summary>Reads a type as the type of a parameter.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static void Check(string type)
    {
        // What follows a type must not end up in a comment of its.
        var parser = new TypeScriptParser(type + ") => any;");
        parser.Skip();
        parser.Type();
        parser.Expect(")");
        parser.Expect("=>");
        parser.Expect("any");
        parser.Expect(";");
        if (parser._position != parser._text.Length)
        {
            throw parser.Error("the end");
        }
    }

    /// <returns>Whether it is a union or an intersection.</returns>
    private bool Type()
    {
        bool isComposed = Take("|");
        do
        {
            isComposed |= Intersection();
        }
        while (Take("|") && (isComposed = true));
        return isComposed;
    }

    private bool Intersection()
    {
        bool isComposed = false;
        do
        {
            Postfix();
        }
        while (Take("&") && (isComposed = true));
        return isComposed;
    }

    private void Postfix()
    {
        Primary();
        while (!_crossedLine && Take("["))
        {
            Expect("]");
        }
    }

    private void Primary()
    {
        if (Take("("))
        {
            Type();
            Expect(")");
        }
        else if (Take("{"))
        {
            while (!Take("}"))
            {
                Member();
            }
        }
        else if (Take("["))
        {
            while (!Take("]"))
            {
                Element();
            }
        }
        else if (TakeString() || TakeNumber())
        {
        }
        else if (!TakeName())
        {
            throw Error("a type");
        }
        else if (Take("<"))
        {
            Type();
            Expect(">");
        }
    }

    private void Member()
    {
        if (Take("["))
        {
            Expect("key");
            Expect(":");
            Expect("string");
            Expect("]");
        }
        else if (!TakeString() && !TakeNumber() && !TakeName())
        {
            throw Error("a key");
        }
        else
        {
            Take("?");
        }

        Expect(":");
        Type();
        if (!Take(",") && Current != '}')
        {
            throw Error("a comma");
        }
    }

    private void Element()
    {
        Take("...");
        bool isComposed = Type();
        if (Take("?") && isComposed)
        {
            throw Error("parentheses before '?'");
        }

        if (!Take(",") && Current != ']')
        {
            throw Error("a comma");
        }
    }

    private char Current => _position < _text.Length ? _text[_position] : '\0';

    private void Expect(string text)
    {
        if (!Take(text))
        {
            throw Error($"'{text}'");
        }
    }

    private bool Take(string text)
    {
        if (string.CompareOrdinal(_text, _position, text, 0, text.Length) != 0)
        {
            return false;
        }

        _position += text.Length;
        Skip();
        return true;
    }

    private bool TakeName()
    {
        int start = _position;
        while (char.IsAsciiLetter(Current) || Current is '_' or '$' || (_position > start && char.IsAsciiDigit(Current)))
        {
            _position++;
        }

        bool isName = _position > start;
        Skip();
        return isName;
    }

    private bool TakeNumber()
    {
        int start = _position;
        while (char.IsAsciiDigit(Current) || (Current == '-' && _position == start) || (_position > start && Current is '.' or 'e' or 'E' or '+' or '-'))
        {
            _position++;
        }

        bool isNumber = _position > start;
        Skip();
        return isNumber;
    }

    private bool TakeString()
    {
        if (Current != '"')
        {
            return false;
        }

        for (_position++; Current != '"'; _position++)
        {
            _position += Current == '\\' ? 1 : 0;
            if (_position >= _text.Length || Current < ' ')
            {
                throw Error("the string's end");
            }
        }

        _position++;
        Skip();
        return true;
    }

    /// <summary>White space and comments.</summary>
    private void Skip()
    {
        _crossedLine = false;
        while (_position < _text.Length)
        {
            if (IsLineEnd(Current))
            {
                _crossedLine = true;
                _position++;
            }
            else if (Current == ' ')
            {
                _position++;
            }
            else if (_text.AsSpan(_position).StartsWith("//"))
            {
                while (_position < _text.Length && !IsLineEnd(Current))
                {
                    _position++;
                }
            }
            else if (_text.AsSpan(_position).StartsWith("/*"))
            {
                int end = _text.IndexOf("*/", _position + 2, StringComparison.Ordinal);
                _position = end < 0 ? throw Error("the comment's end") : end + 2;
            }
            else
            {
                return;
            }
        }
    }

    private static bool IsLineEnd(char value) => value is '\n' or '\r' or '\u2028' or '\u2029';

    private FormatException Error(string expected) => new($"at {_position}: {expected} expected in {_text}");
}
