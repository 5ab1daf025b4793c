using System.Globalization;
using System.Text;
using Harmony.Json;

namespace Harmony.Constraints;

/// <summary>Writes a JSON schema as rules of GBNF.</summary>
/// <remarks>
/// It enforces these parts of a <see cref="ConstraintSchema"/>: listed values, alternatives, references, types, the properties of
/// an object in their order and whether they are required, the items of an array and their number. It ignores the rest:
/// patterns, formats, lengths, ranges of numbers, first items, and several schemas at once.
/// </remarks>
internal sealed partial class GbnfSchemaWriter(byte[] schema, string name, StringBuilder output)
{
    private readonly Dictionary<string, string> _references = [];
    private int _count;

    /// <summary>The references with which the current rule begins. A repeated one would make a rule begin with itself, and
    /// llama.cpp refuses such a grammar.</summary>
    private HashSet<string> _leading = ["#"];

    /// <summary>Writes the rule of the schema, and the rules that it needs.</summary>
    public void Write() => WriteRule(name, schema);

    private void WriteRule(string rule, ReadOnlySpan<byte> value)
    {
        // The rules that it needs come first, since they are found while its body is built.
        string body = Value(value);
        output.Append(rule).Append(" ::= ").Append(body).Append('\n');
    }

    /// <summary>Writes a new rule for a schema, and returns its name.</summary>
    private string Rule(ReadOnlySpan<byte> value)
    {
        string rule = NextName();
        WriteRule(rule, value);
        return rule;
    }

    private string NextName() => string.Create(CultureInfo.InvariantCulture, $"{name}-{++_count}");

    /// <summary>The body for a value of a schema: a sequence of items, or a choice in parentheses.</summary>
    private string Value(ReadOnlySpan<byte> value)
    {
        var keywords = new GbnfKeywords(value);
        if (!keywords.Const.IsEmpty)
        {
            return Literal(keywords.Const);
        }

        if (!keywords.Enum.IsEmpty)
        {
            return Choice(keywords.Enum, isSchemas: false);
        }

        if (!keywords.Reference.IsEmpty)
        {
            return Reference(keywords.Reference);
        }

        if (!keywords.AnyOf.IsEmpty)
        {
            return Choice(keywords.AnyOf, isSchemas: true);
        }

        if (JsonCursor.IsArray(keywords.Type))
        {
            var types = new List<string>();
            for (var each = new JsonCursor(keywords.Type); each.MoveNext();)
            {
                types.Add(OfType(each.Value, keywords));
            }

            return Choice(types);
        }

        return OfType(keywords.Type, keywords);
    }

    private string OfType(ReadOnlySpan<byte> type, GbnfKeywords keywords)
    {
        // The content of an object or an array follows its bracket.
        HashSet<string> leading = _leading;
        _leading = [];
        string rule = OfOneType(type, keywords);
        _leading = leading;
        return rule;
    }

    private string OfOneType(ReadOnlySpan<byte> type, GbnfKeywords keywords)
    {
        if (type.IsEmpty)
        {
            // A schema without a type but with properties is meant for objects.
            return keywords.Properties.IsEmpty ? AnyOrOnly(keywords) : Object(keywords);
        }

        return type.SequenceEqual("\"object\""u8) ? Object(keywords)
            : type.SequenceEqual("\"array\""u8) ? Array(keywords)
            : GbnfJson.OfType(Encoding.ASCII.GetString(type[1..^1]));
    }

    /// <summary><c>allOf</c> can be enforced only if it has one schema.</summary>
    private string AnyOrOnly(GbnfKeywords keywords)
    {
        var all = new JsonCursor(keywords.AllOf);
        if (!all.MoveNext())
        {
            return GbnfJson.Value;
        }

        ReadOnlySpan<byte> first = all.Value;
        return all.MoveNext() ? GbnfJson.Value : Value(first);
    }

    private string Array(GbnfKeywords keywords)
    {
        // The first items may have other types than later ones.
        string item = keywords.Items.IsEmpty || !keywords.PrefixItems.IsEmpty ? GbnfJson.Value : Rule(keywords.Items);
        _ = SchemaShape.TryCount(keywords.MinItems, out int least);
        int? most = SchemaShape.TryCount(keywords.MaxItems, out int count) ? count : null;
        if (most == 0)
        {
            return $"\"[\" {GbnfJson.Space} \"]\"";
        }

        string others = Times(Math.Max(least - 1, 0), most - 1);
        string items = $"{item} {GbnfJson.Space} (\",\" {GbnfJson.Space} {item} {GbnfJson.Space}){others}";
        return least > 0 ? $"\"[\" {GbnfJson.Space} {items} \"]\"" : $"\"[\" {GbnfJson.Space} ({items})? \"]\"";
    }

    private static string Times(int least, int? most) => (least, most) switch
    {
        (0, null) => "*",
        (1, null) => "+",
        (_, null) => string.Create(CultureInfo.InvariantCulture, $"{{{least},}}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{{{least},{most}}}"),
    };

    private string Choice(ReadOnlySpan<byte> array, bool isSchemas)
    {
        var choices = new List<string>();
        for (var items = new JsonCursor(array); items.MoveNext();)
        {
            choices.Add(isSchemas ? Value(items.Value) : Literal(items.Value));
        }

        return Choice(choices);
    }

    private static string Choice(List<string> choices) => choices is [var only] ? only : $"({string.Join(" | ", choices)})";

    private string Reference(ReadOnlySpan<byte> reference)
    {
        _ = JsonCursor.IsString(reference, out ReadOnlySpan<byte> pointer);
        string key = Encoding.UTF8.GetString(pointer);
        if (!_leading.Add(key))
        {
            return GbnfJson.Value;
        }

        string rule = key == "#" ? name : Definition(key, pointer);
        _leading.Remove(key);
        return rule;
    }

    /// <summary>The rule of a definition, named before it is written: a definition may refer to itself.</summary>
    private string Definition(string key, ReadOnlySpan<byte> pointer)
    {
        if (!_references.TryGetValue(key, out string? rule))
        {
            rule = NextName();
            _references.Add(key, rule);
            WriteRule(rule, SchemaShape.Definition(schema, pointer));
        }

        return rule;
    }

    private static string Literal(ReadOnlySpan<byte> json)
    {
        var literal = new StringBuilder();
        GbnfText.WriteLiteral(Encoding.UTF8.GetString(json), literal);
        return literal.ToString();
    }
}
