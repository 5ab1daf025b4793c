using System.Text;
using Harmony.Json;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Json;

/// <summary>
/// Reads JSON (RFC 8259) and refuses, like the reference, what is nested too deeply, numbers out of range, and strings with
/// lone surrogates.
/// </summary>
internal sealed class JsonTextReader
{
    private readonly string _text;
    private readonly int _maxDepth;
    private int _position;

    private JsonTextReader(string text, int maxDepth)
    {
        _text = text;
        _maxDepth = maxDepth;
    }

    /// <summary>Reads a text that is one JSON value.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxDepth">The maximum nesting of arrays and objects.</param>
    /// <exception cref="JsonFormatException">The text is not such a value.</exception>
    public static JsonNode Read(string text, int maxDepth)
    {
        var reader = new JsonTextReader(text, maxDepth);
        reader.SkipWhiteSpace();
        JsonNode value = reader.ReadValue(depth: 0);
        reader.SkipWhiteSpace();
        return reader._position == text.Length ? value : throw reader.Unexpected("the end of the file");
    }

    private JsonNode ReadValue(int depth)
    {
        int start = _position;
        switch (Current)
        {
            case '{':
                Enter(depth);
                return ReadObject(start, depth);
            case '[':
                Enter(depth);
                return ReadArray(start, depth);
            case '"':
                string value = ReadString();
                return new JsonStringNode(SpanFrom(start), value);
            case '-' or (>= '0' and <= '9'):
                return ReadNumber(start);
            default:
                return ReadWord(start);
        }
    }

    private void Enter(int depth)
    {
        if (depth == _maxDepth)
        {
            throw new JsonFormatException($"this is nested more than {_maxDepth} levels deep", new TextSpan(_position, 1));
        }

        _position++;
        SkipWhiteSpace();
    }

    private JsonObjectNode ReadObject(int start, int depth)
    {
        var members = new List<JsonMember>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        JsonMember? repeated = null;
        while (!TryEnd('}', isFirst: members.Count == 0))
        {
            JsonMember member = ReadMember(depth);
            if (places.TryGetValue(member.Key, out int place))
            {
                members[place] = member;
                repeated ??= member;
            }
            else
            {
                places.Add(member.Key, members.Count);
                members.Add(member);
            }
        }

        int inner = members.Count == 0 ? 0 : members.Max(member => member.Value.Depth);
        return new JsonObjectNode(SpanFrom(start), inner + 1, members, repeated);
    }

    private JsonMember ReadMember(int depth)
    {
        int start = _position;
        if (Current != '"')
        {
            throw Unexpected("a key in double quotes");
        }

        string key = ReadString();
        TextSpan keySpan = SpanFrom(start);
        SkipWhiteSpace();
        if (Current != ':')
        {
            throw Unexpected("a colon");
        }

        _position++;
        SkipWhiteSpace();
        return new JsonMember(key, keySpan, ReadValue(depth + 1));
    }

    private JsonArrayNode ReadArray(int start, int depth)
    {
        var items = new List<JsonNode>();
        while (!TryEnd(']', isFirst: items.Count == 0))
        {
            items.Add(ReadValue(depth + 1));
        }

        int inner = items.Count == 0 ? 0 : items.Max(item => item.Depth);
        return new JsonArrayNode(SpanFrom(start), inner + 1, items);
    }

    /// <summary>Reads the end of an object or array, or else the comma before its next item.</summary>
    private bool TryEnd(char end, bool isFirst)
    {
        SkipWhiteSpace();
        if (Current == end)
        {
            _position++;
            return true;
        }

        if (isFirst)
        {
            return false;
        }

        if (Current != ',')
        {
            throw Unexpected($"a comma or '{end}'");
        }

        int comma = _position;
        _position++;
        SkipWhiteSpace();
        if (Current == end)
        {
            throw new JsonFormatException($"a comma is not allowed before '{end}'", new TextSpan(comma, 1));
        }

        return false;
    }

    private string ReadString()
    {
        int start = _position++;
        var value = new StringBuilder();
        while (Current != '"')
        {
            if (_position == _text.Length || Current < ' ')
            {
                throw Unexpected(_position == _text.Length ? "the end of the string" : "an escape in place of a control character");
            }

            value.Append(Current == '\\' ? ReadEscape() : _text[_position++]);
        }

        _position++;
        return HasLoneSurrogate(value) ? throw new JsonFormatException("this string has a lone surrogate", SpanFrom(start)) : value.ToString();
    }

    private char ReadEscape()
    {
        int start = _position;
        _position += 2;
        switch (start + 1 < _text.Length ? _text[start + 1] : '\0')
        {
            case '"':
                return '"';
            case '\\':
                return '\\';
            case '/':
                return '/';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _position + 4 <= _text.Length && IsHex(_position):
                _position += 4;
                return (char)Convert.ToInt32(_text.Substring(_position - 4, 4), fromBase: 16);
            default:
                throw new JsonFormatException("this is not a JSON escape", new TextSpan(start, 1));
        }
    }

    private bool IsHex(int start)
    {
        for (int i = start; i < start + 4; i++)
        {
            if (_text[i] is not ((>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F')))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasLoneSurrogate(StringBuilder text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            {
                return true;
            }

            i++;
        }

        return false;
    }

    private JsonScalarNode ReadNumber(int start)
    {
        if (Current == '-')
        {
            _position++;
        }

        if (Current == '0')
        {
            _position++;
        }
        else
        {
            ReadDigits();
        }

        if (Current == '.')
        {
            _position++;
            ReadDigits();
        }

        if (Current is 'e' or 'E')
        {
            _position++;
            if (Current is '+' or '-')
            {
                _position++;
            }

            ReadDigits();
        }

        string number = _text.Substring(start, _position - start);
        return SerdeNumber.TryParse(Encoding.ASCII.GetBytes(number), out _)
            ? new JsonScalarNode(SpanFrom(start), number)
            : throw new JsonFormatException("this number is out of range", SpanFrom(start));
    }

    private void ReadDigits()
    {
        if (!IsDigit(Current))
        {
            throw Unexpected("a digit");
        }

        while (IsDigit(Current))
        {
            _position++;
        }
    }

    private JsonScalarNode ReadWord(int start)
    {
        foreach (string word in (string[])["true", "false", "null"])
        {
            if (string.CompareOrdinal(_text, start, word, 0, word.Length) == 0)
            {
                _position += word.Length;
                return new JsonScalarNode(SpanFrom(start), word);
            }
        }

        throw Unexpected("a value");
    }

    /// <summary>The current character; at the end, one that JSON does not allow anywhere.</summary>
    private char Current => _position < _text.Length ? _text[_position] : '\0';

    private static bool IsDigit(char character) => character is >= '0' and <= '9';

    private void SkipWhiteSpace()
    {
        while (Current is ' ' or '\t' or '\r' or '\n')
        {
            _position++;
        }
    }

    private TextSpan SpanFrom(int start) => TextSpan.FromBounds(start, _position);

    private JsonFormatException Unexpected(string expected)
    {
        bool isAtEnd = _position >= _text.Length;
        string found = isAtEnd ? "the end of the file" : Current < ' ' ? $"U+{(int)Current:X4}" : $"'{Current}'";
        return new JsonFormatException($"expected {expected}, found {found}", isAtEnd ? new TextSpan(_text.Length, 0) : new TextSpan(_position, 1));
    }
}
