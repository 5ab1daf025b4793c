using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Harmony.Json;

/// <summary>Copies a value of any type, in one form or unchanged.</summary>
internal ref partial struct JsonFieldReader
{
    /// <summary>The deepest level that a schema beginning at this token may reach.</summary>
    private readonly int MaxSchemaDepth => Math.Min(JsonDepth.Max, _reader.CurrentDepth + JsonDepth.MaxSchema);

    /// <summary>Reads a schema in the form that <see cref="ReadAnyValue"/> returns.</summary>
    public byte[] ReadSchemaValue() => ReadAnyValue(MaxSchemaDepth);

    /// <summary>Reads any value. Returns it without insignificant white space, strings escaped only where JSON
    /// demands it, and each key of an object once, with its last value at the place of its first.</summary>
    /// <param name="maxDepth">The deepest level, counted from the beginning of the text.</param>
    public byte[] ReadAnyValue(int maxDepth = JsonDepth.Max)
    {
        var output = new JsonValueBuilder(spaced: false);
        try
        {
            CopyValue(ref output, maxDepth);
            return output.Text.ToArray();
        }
        finally
        {
            output.Dispose();
        }
    }

    /// <summary>Reads any value as <see cref="ReadAnyValue"/> does. Returns it with a space after each comma and colon.</summary>
    public string ReadAnyValueSpaced()
    {
        var output = new JsonValueBuilder(spaced: true);
        try
        {
            CopyValue(ref output, JsonDepth.Max);
            return Encoding.UTF8.GetString(output.Text);
        }
        finally
        {
            output.Dispose();
        }
    }

    /// <summary>Reads a schema. Returns its text without insignificant white space, otherwise unchanged.</summary>
    public string ReadSchema()
    {
        int start = Offset;
        CheckValue(MaxSchemaDepth);
        ReadOnlySpan<byte> value = _json[start..(int)_reader.BytesConsumed];
        byte[] compact = ArrayPool<byte>.Shared.Rent(value.Length);
        try
        {
            return Encoding.UTF8.GetString(compact, 0, JsonWhiteSpace.Remove(value, compact));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(compact);
        }
    }

    /// <summary>Copies the current value. <paramref name="maxDepth"/> limits the recursion.</summary>
    private void CopyValue(ref JsonValueBuilder output, int maxDepth)
    {
        CheckToken(maxDepth);
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                CopyObject(ref output, maxDepth);
                break;
            case JsonTokenType.StartArray:
                CopyArray(ref output, maxDepth);
                break;
            case JsonTokenType.String:
                CopyString(ref output);
                break;
            default:
                output.Append(_reader.ValueSpan);
                break;
        }
    }

    private void CopyObject(ref JsonValueBuilder output, int maxDepth)
    {
        int start = output.BeginObject();
        while (NextKey())
        {
            CheckString();
            output.BeginMember(start);
            CopyString(ref output);
            output.EndKey();
            Read();
            CopyValue(ref output, maxDepth);
        }

        output.EndObject(start);
    }

    private void CopyArray(ref JsonValueBuilder output, int maxDepth)
    {
        output.Append("["u8);
        for (bool first = true; NextItem(); first = false)
        {
            if (!first)
            {
                output.AppendComma();
            }

            CopyValue(ref output, maxDepth);
        }

        output.Append("]"u8);
    }

    /// <summary>Copies a string or a key with only the escapes that JSON demands.</summary>
    private readonly void CopyString(ref JsonValueBuilder output)
    {
        ReadOnlySpan<byte> content = _reader.ValueSpan;
        if (!_reader.ValueIsEscaped || JsonString.HasOneSpelling(content))
        {
            // With its quotes.
            output.Append(_json.Slice(Offset, content.Length + 2));
            return;
        }

        byte[] unescaped = ArrayPool<byte>.Shared.Rent(content.Length);
        output.AppendString(unescaped.AsSpan(0, _reader.CopyString(unescaped)));
        ArrayPool<byte>.Shared.Return(unescaped);
    }
}
