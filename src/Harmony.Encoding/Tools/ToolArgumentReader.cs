using System.Buffers;
using System.ComponentModel;
using System.Text.Json;
using Harmony.Json;

namespace Harmony.Tools;

/// <summary>
/// Reads the arguments that a model wrote. What is wrong with them is collected and then told to the model; nothing throws.
/// For generated code.
/// </summary>
/// <remarks>
/// It stands on the first token of the value to be read, or on the last one of the value that was read. A method that
/// reads a value which is not what it should be notes that, passes over the value and gives a default. Where an error
/// is, is found out when it is told: reading keeps no account of it.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref partial struct ToolArgumentReader
{
    /// <summary>A model that did not understand one argument of a thousand alike needs no thousand lines.</summary>
    private const int MaxProblems = 8;

    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;
    private ReadOnlySpan<byte> _key;
    private List<ArgumentProblem>? _problems;
    private string? _malformed;

    /// <summary>Goes to the first token.</summary>
    /// <param name="utf8Arguments">The arguments, a JSON object; nothing but white space counts as an empty one.</param>
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

    /// <summary>Whether anything was wrong so far: then no object is made of what was read.</summary>
    public readonly bool HasProblems => _problems is not null || _malformed is not null;

    /// <summary>Whether the value is null.</summary>
    public readonly bool IsNull => _reader.TokenType == JsonTokenType.Null;

    /// <summary>Goes into an object.</summary>
    /// <param name="start">Where it begins, for <see cref="RefuseMissing"/>.</param>
    /// <returns>Whether it is one.</returns>
    public bool BeginObject(out int start)
    {
        start = (int)_reader.TokenStartIndex;
        return Begin(JsonTokenType.StartObject, "an object");
    }

    /// <summary>Goes to the value of an object's next property, or to the object's end.</summary>
    public bool NextProperty()
    {
        if (!Advance() || _reader.TokenType == JsonTokenType.EndObject)
        {
            return false;
        }

        _key = _reader.ValueIsEscaped ? UnescapedKey() : _reader.ValueSpan;
        return Advance();
    }

    /// <summary>Whether the property has this name.</summary>
    /// <param name="name">The name, in UTF-8.</param>
    public readonly bool PropertyIs(ReadOnlySpan<byte> name) => _key.SequenceEqual(name);

    /// <summary>The name of the property.</summary>
    public readonly string GetPropertyName() => System.Text.Encoding.UTF8.GetString(_key);

    /// <summary>Goes into an array.</summary>
    /// <param name="count">How many items it has.</param>
    /// <returns>Whether it is one.</returns>
    public bool BeginArray(out int count)
    {
        count = 0;
        return Begin(JsonTokenType.StartArray, "an array") && TryCountItems(out count);
    }

    /// <summary>Goes to an array's next item, or to its end.</summary>
    public bool NextItem() => Advance() && _reader.TokenType != JsonTokenType.EndArray;

    /// <summary>Passes over the value.</summary>
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

    /// <summary>Notes that the value is wrong, and passes over it.</summary>
    /// <param name="expected">What would be right: <c>a string</c>.</param>
    public void Refuse(string expected)
    {
        AddProblem(new ArgumentProblem((int)_reader.TokenStartIndex, Missing: null, expected));
        Skip();
    }

    /// <summary>Notes that an object lacks a property.</summary>
    /// <param name="start">Where the object begins.</param>
    /// <param name="name">The property's name.</param>
    /// <param name="expected">What would be right: <c>a string</c>.</param>
    public void RefuseMissing(int start, string name, string expected) => AddProblem(new ArgumentProblem(start, name, expected));

    /// <summary>Reads to the end, and tells the model what was wrong, if anything was.</summary>
    /// <param name="tool">The tool's name, with the namespace.</param>
    /// <param name="result">Takes what was wrong, as JSON.</param>
    /// <returns>Whether nothing was.</returns>
    public bool TryComplete(string tool, IBufferWriter<byte> result)
    {
        // Whatever follows the value is refused by the reader itself.
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

    /// <summary>Counts with a copy of the reader, so that what the items go into is made once and of the right size.</summary>
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

    private void FailAtLoneSurrogate(long offset) => Fail("this text has half of a surrogate pair, which stands for no character", offset);

    private void Fail(JsonException error) => Fail(error, _reader.BytesConsumed);

    private void Fail(JsonException error, long offset) => Fail(JsonLocation.MessageOf(error), offset);

    private void Fail(string message, long offset)
    {
        _malformed = JsonLocation.Error(message, _json, offset).Message;

        // A reader that has failed is not to be asked again; this one is at no token and at the end.
        _reader = default;
    }
}
