using System.Buffers;
using System.Text.Json;
using Harmony.Json;

namespace Harmony.Conversations;

/// <summary>Copies a value of any kind into the one form that <see cref="ToolParameters"/> keeps.</summary>
internal ref partial struct JsonFieldReader
{
    /// <summary>Reads any value, and gives it in the one form that <see cref="ToolParameters"/> keeps.</summary>
    public byte[] ReadAnyValue(int maxDepth)
    {
        var output = new ArrayBufferWriter<byte>();
        CopyValue(output, maxDepth);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Copies the value at hand; recursion is bounded by <paramref name="maxDepth"/>.</summary>
    private void CopyValue(ArrayBufferWriter<byte> output, int maxDepth)
    {
        CheckToken(maxDepth);
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                CopyObject(output, maxDepth);
                break;
            case JsonTokenType.StartArray:
                output.Write("["u8);
                for (bool first = true; NextItem(); first = false)
                {
                    output.Write(first ? ""u8 : ","u8);
                    CopyValue(output, maxDepth);
                }

                output.Write("]"u8);
                break;
            case JsonTokenType.String:
                CopyString(output);
                break;
            default:
                output.Write(_reader.ValueSpan);
                break;
        }
    }

    private void CopyObject(ArrayBufferWriter<byte> output, int maxDepth)
    {
        // The members in order. A key that comes again gives its value to the place of the first.
        var places = new Dictionary<string, int>();
        var members = new List<byte[]>();
        while (ReadKey(out string key))
        {
            var member = new ArrayBufferWriter<byte>();
            CopyString(member);
            member.Write(":"u8);
            Read();
            CopyValue(member, maxDepth);
            if (places.TryAdd(key, members.Count))
            {
                members.Add(member.WrittenSpan.ToArray());
            }
            else
            {
                members[places[key]] = member.WrittenSpan.ToArray();
            }
        }

        output.Write("{"u8);
        for (int i = 0; i < members.Count; i++)
        {
            output.Write(i == 0 ? ""u8 : ","u8);
            output.Write(members[i]);
        }

        output.Write("}"u8);
    }

    private bool ReadKey(out string key)
    {
        Read();
        bool isKey = _reader.TokenType == JsonTokenType.PropertyName;
        key = isKey ? Unescaped() : "";
        return isKey;
    }

    /// <summary>Copies a string or a key with no escapes but those that JSON demands.</summary>
    private readonly void CopyString(ArrayBufferWriter<byte> output)
    {
        output.Write("\""u8);
        if (_reader.ValueIsEscaped)
        {
            byte[] unescaped = new byte[_reader.ValueSpan.Length];
            int length = _reader.CopyString(unescaped);
            JsonString.WriteEscaped(unescaped.AsSpan(0, length), output);
        }
        else
        {
            output.Write(_reader.ValueSpan);
        }

        output.Write("\""u8);
    }
}
