using System.Text;
using Harmony.Buffers;
using Harmony.Json;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Json;

/// <summary>A JSON value and where it stands.</summary>
/// <param name="span">Where it stands in the text that was read.</param>
/// <param name="depth">How many arrays and objects it is nested deep: 0 for one without items, 1 for a flat array.</param>
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

    protected static void WriteString(string text, ref Utf8TextBuilder output)
    {
        output.Append((byte)'"');
        JsonString.WriteEscaped(Encoding.UTF8.GetBytes(text), ref output);
        output.Append((byte)'"');
    }
}

/// <param name="key">The key, without escapes.</param>
/// <param name="keySpan">Where the key stands.</param>
/// <param name="value">The value.</param>
internal sealed class JsonMember(string key, TextSpan keySpan, JsonNode value)
{
    public string Key { get; } = key;

    public TextSpan KeySpan { get; } = keySpan;

    public JsonNode Value { get; } = value;
}

/// <param name="span">Where it stands.</param>
/// <param name="depth">How deep it is nested.</param>
/// <param name="members">The members; of a key that comes twice the last value, at the place of the first.</param>
/// <param name="repeated">The first member whose key has come before, or null.</param>
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

            WriteString(Members[i].Key, ref output);
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

/// <param name="span">Where it stands.</param>
/// <param name="value">The string, without escapes.</param>
internal sealed class JsonStringNode(TextSpan span, string value) : JsonNode(span, depth: 0)
{
    public string Value { get; } = value;

    public override string Kind => "a string";

    protected internal override void WriteCompact(ref Utf8TextBuilder output) => WriteString(Value, ref output);
}

/// <summary>A number, true, false or null.</summary>
/// <param name="span">Where it stands.</param>
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
