using System.Buffers;
using System.ComponentModel;
using System.Text.Json;
using Harmony.Json;

namespace Harmony.Tools;

/// <summary>
/// Reads the arguments that a model wrote. Problems are collected and reported to the model; no method throws for them.
/// For generated code.
/// </summary>
/// <remarks>
/// The current token is the first one of the value to be read, or the last one of the value that was read. A method that
/// finds another kind of value records a problem, skips the value and returns a default. The place of a problem is computed
/// only when it is reported.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref partial struct ToolArgumentReader
{
    /// <summary>The maximum number of reported problems: a model does not need a thousand lines about a thousand equal mistakes.</summary>
    private const int MaxProblems = 8;

    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;
    private ReadOnlySpan<byte> _key;
    private List<ArgumentProblem>? _problems;
    private string? _malformed;

    /// <summary>Creates a reader at the first token.</summary>
    /// <param name="utf8Arguments">The arguments, a JSON object in UTF-8. Empty text and white space count as an empty object.</param>
    public ToolArgumentReader(ReadOnlySpan<byte> utf8Arguments)
    {
        _json = utf8Arguments.IndexOfAnyExcept(" \t\r\n"u8) < 0 ? "{}"u8 : utf8Arguments;
        _reader = new Utf8JsonReader(_json);
        if (JsonText.IndexOfInvalidUtf8(_json) is >= 0 and int invalid)
        {
            Fail("this byte is not valid UTF-8", invalid);
        }
        else
        {
            Advance();
        }
    }

    /// <summary>Whether a problem has been found. If so, no object is created from the values.</summary>
    public readonly bool HasProblems => _problems is not null || _malformed is not null;

    /// <summary>Whether the value is null.</summary>
    public readonly bool IsNull => _reader.TokenType == JsonTokenType.Null;

    /// <summary>Enters an object.</summary>
    /// <param name="start">The offset of the object, for <see cref="RefuseMissing"/>.</param>
    /// <returns>Whether the value is an object.</returns>
    public bool BeginObject(out int start)
    {
        start = (int)_reader.TokenStartIndex;
        return Begin(JsonTokenType.StartObject, "an object");
    }

    /// <summary>Moves to the value of an object's next property, or to the object's end.</summary>
    public bool NextProperty()
    {
        if (!Advance() || _reader.TokenType == JsonTokenType.EndObject)
        {
            return false;
        }

        _key = _reader.ValueIsEscaped ? UnescapedKey() : _reader.ValueSpan;
        return Advance();
    }

    /// <summary>Whether the property has a given name.</summary>
    /// <param name="name">The name, in UTF-8.</param>
    public readonly bool PropertyIs(ReadOnlySpan<byte> name) => _key.SequenceEqual(name);

    /// <summary>The name of the property.</summary>
    public readonly string GetPropertyName() => System.Text.Encoding.UTF8.GetString(_key);

    /// <summary>Enters an array.</summary>
    /// <param name="count">The number of items.</param>
    /// <returns>Whether the value is an array.</returns>
    public bool BeginArray(out int count)
    {
        count = 0;
        return Begin(JsonTokenType.StartArray, "an array") && TryCountItems(out count);
    }

    /// <summary>Moves to an array's next item, or to its end.</summary>
    public bool NextItem() => Advance() && _reader.TokenType != JsonTokenType.EndArray;

    /// <summary>Skips the value.</summary>
    public void Skip()
    {
        if (_reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        try
        {
            _reader.Skip();
        }
        catch (JsonException error)
        {
            Fail(error);
        }
    }

    /// <summary>Records that the value is wrong, and skips it.</summary>
    /// <param name="expected">The expected kind of value: <c>a string</c>.</param>
    public void Refuse(string expected)
    {
        AddProblem(new ArgumentProblem((int)_reader.TokenStartIndex, Missing: null, expected));
        Skip();
    }

    /// <summary>Records that an object lacks a property.</summary>
    /// <param name="start">The offset of the object.</param>
    /// <param name="name">The property's name.</param>
    /// <param name="expected">The expected kind of value: <c>a string</c>.</param>
    public void RefuseMissing(int start, string name, string expected) => AddProblem(new ArgumentProblem(start, name, expected));

    /// <summary>Reads to the end, and writes the problems, if there are any, for the model to read.</summary>
    /// <param name="tool">The tool's name, with the namespace.</param>
    /// <param name="result">Receives the problems, as JSON.</param>
    /// <returns>Whether there were no problems.</returns>
    public bool TryComplete(string tool, IBufferWriter<byte> result)
    {
        // The underlying reader refuses anything after the value.
        Advance();
        if (_malformed is not null)
        {
            ToolError.WriteMalformed(tool, _malformed, result);
        }
        else if (_problems is not null)
        {
            ToolError.WriteProblems(tool, _json, _problems, result);
        }

        return !HasProblems;
    }

    private bool Begin(JsonTokenType type, string expected)
    {
        if (_reader.TokenType == type)
        {
            return true;
        }

        Refuse(expected);
        return false;
    }

    private bool Advance()
    {
        if (_malformed is not null)
        {
            return false;
        }

        try
        {
            if (!_reader.Read())
            {
                return false;
            }
        }
        catch (JsonException error)
        {
            Fail(error);
            return false;
        }

        if (_reader.ValueIsEscaped && JsonText.HasLoneSurrogate(_reader.ValueSpan))
        {
            FailAtLoneSurrogate(_reader.TokenStartIndex);
            return false;
        }

        return true;
    }

    /// <summary>Counts the items with a copy of the reader, so that their collection is allocated once, in the right size.</summary>
    private bool TryCountItems(out int count)
    {
        count = 0;
        Utf8JsonReader ahead = _reader;
        try
        {
            while (ahead.Read() && ahead.TokenType != JsonTokenType.EndArray)
            {
                ahead.Skip();
                count++;
            }
        }
        catch (JsonException error)
        {
            Fail(error, ahead.BytesConsumed);
            return false;
        }

        return true;
    }

    private readonly byte[] UnescapedKey()
    {
        byte[] key = new byte[_reader.ValueSpan.Length];
        return key[.._reader.CopyString(key)];
    }

    private void AddProblem(ArgumentProblem problem)
    {
        if (_malformed is null && (_problems ??= []).Count < MaxProblems)
        {
            _problems.Add(problem);
        }
    }

    private void FailAtLoneSurrogate(long offset) => Fail("this string has a lone surrogate", offset);

    private void Fail(JsonException error) => Fail(error, _reader.BytesConsumed);

    private void Fail(JsonException error, long offset) => Fail(JsonLocation.MessageOf(error), offset);

    private void Fail(string message, long offset)
    {
        _malformed = JsonLocation.Error(message, _json, offset).Message;

        // A reader that has failed must not be used again. The default one has no token and is at its end.
        _reader = default;
    }
}
