using System.Text;
using Harmony.Buffers;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Json;

/// <summary>A JSON value and its location.</summary>
/// <param name="span">Its location in the text.</param>
/// <param name="depth">Its depth in arrays and objects: 0 for a scalar, 1 for a flat array.</param>
internal abstract class JsonNode(TextSpan span, int depth)
{
    public TextSpan Span { get; } = span;

    public int Depth { get; } = depth;

    /// <summary>What kind of value it is, for errors: "an object".</summary>
    public abstract string Kind { get; }

    /// <summary>
    /// The value in the one form that <c>ToolParameters</c> keeps: without insignificant white space, strings with no escapes
    /// but those that JSON demands, numbers as they are spelled.
    /// </summary>
    public string ToCompactJson()
    {
        Utf8TextBuilder output = default;
        try
        {
            WriteCompact(ref output);
            return Encoding.UTF8.GetString(output.Text.ToArray());
        }
        finally
        {
            output.Dispose();
        }
    }

    protected internal abstract void WriteCompact(ref Utf8TextBuilder output);
}

/// <param name="key">The key, without escapes.</param>
/// <param name="keySpan">The location of the key.</param>
/// <param name="value">The value.</param>
internal sealed class JsonMember(string key, TextSpan keySpan, JsonNode value)
{
    public string Key { get; } = key;

    public TextSpan KeySpan { get; } = keySpan;

    public JsonNode Value { get; } = value;
}

/// <param name="span">Its location.</param>
/// <param name="depth">Its depth.</param>
/// <param name="members">The members. A repeated key has its last value, in the position of its first.</param>
/// <param name="repeated">The first member whose key is a repetition, or null.</param>
internal sealed class JsonObjectNode(TextSpan span, int depth, IReadOnlyList<JsonMember> members, JsonMember? repeated) : JsonNode(span, depth)
{
    public IReadOnlyList<JsonMember> Members { get; } = members;

    public JsonMember? Repeated { get; } = repeated;

    public override string Kind => "an object";

    /// <summary>The value of a key, or null.</summary>
    public JsonNode? this[string key]
    {
        get
        {
            foreach (JsonMember member in Members)
            {
                if (member.Key == key)
                {
                    return member.Value;
                }
            }

            return null;
        }
    }

    protected internal override void WriteCompact(ref Utf8TextBuilder output)
    {
        output.Append((byte)'{');
        for (int i = 0; i < Members.Count; i++)
        {
            if (i > 0)
            {
                output.Append((byte)',');
            }

            JsonText.AppendQuoted(Members[i].Key, ref output);
            output.Append((byte)':');
            Members[i].Value.WriteCompact(ref output);
        }

        output.Append((byte)'}');
    }
}

internal sealed class JsonArrayNode(TextSpan span, int depth, IReadOnlyList<JsonNode> items) : JsonNode(span, depth)
{
    public IReadOnlyList<JsonNode> Items { get; } = items;

    public override string Kind => "an array";

    protected internal override void WriteCompact(ref Utf8TextBuilder output)
    {
        output.Append((byte)'[');
        for (int i = 0; i < Items.Count; i++)
        {
            if (i > 0)
            {
                output.Append((byte)',');
            }

            Items[i].WriteCompact(ref output);
        }

        output.Append((byte)']');
    }
}

/// <param name="span">Its location.</param>
/// <param name="value">The string, without escapes.</param>
internal sealed class JsonStringNode(TextSpan span, string value) : JsonNode(span, depth: 0)
{
    public string Value { get; } = value;

    public override string Kind => "a string";

    protected internal override void WriteCompact(ref Utf8TextBuilder output) => JsonText.AppendQuoted(Value, ref output);
}

/// <summary>A number, true, false or null.</summary>
/// <param name="span">Its location.</param>
/// <param name="text">As it is spelled.</param>
internal sealed class JsonScalarNode(TextSpan span, string text) : JsonNode(span, depth: 0)
{
    public string Text { get; } = text;

    public bool IsNull => Text == "null";

    public override string Kind => Text switch
    {
        "null" => "null",
        "true" or "false" => "true or false",
        _ => "a number",
    };

    protected internal override void WriteCompact(ref Utf8TextBuilder output) => output.Append(Encoding.ASCII.GetBytes(Text));
}
