using System.Text;
using Harmony.Json;

namespace Harmony.Constraints;

/// <content>Objects: the named properties in order, then others.</content>
internal sealed partial class GbnfSchemaWriter
{
    private string Object(GbnfKeywords keywords)
    {
        List<(string Rule, bool IsRequired)> members = Members(keywords);
        string? additional = Additional(keywords, isNamed: members.Count > 0);
        string rest = additional is null ? "" : $" (\",\" {GbnfJson.Space} {additional})*";
        string inside;
        if (members.Count > 0)
        {
            inside = FromFirst(members, rest);
        }
        else
        {
            inside = additional is null ? "" : $"({additional}{rest})? ";
        }

        return $"\"{{\" {GbnfJson.Space} {inside}\"}}\"";
    }

    /// <summary>One rule for each property. Properties that are required but not described come last and may have any value.</summary>
    private List<(string Rule, bool IsRequired)> Members(GbnfKeywords keywords)
    {
        var members = new List<(string Rule, bool IsRequired)>();
        var described = new HashSet<string>();
        using var required = new RequiredKeys(keywords.Required);
        for (var properties = new JsonCursor(keywords.Properties); properties.MoveNext();)
        {
            described.Add(Encoding.UTF8.GetString(properties.Key));
            members.Add((Member(properties.Key, Value(properties.Value)), required.Contains(properties.Key)));
        }

        for (var keys = new JsonCursor(keywords.Required); keys.MoveNext();)
        {
            _ = JsonCursor.IsString(keys.Value, out ReadOnlySpan<byte> key);
            if (described.Add(Encoding.UTF8.GetString(key)))
            {
                members.Add((Member(key, GbnfJson.Value), true));
            }
        }

        return members;
    }

    private string Member(ReadOnlySpan<byte> key, string value)
    {
        string rule = NextName();
        output.Append(rule).Append(" ::= ");
        GbnfText.WriteLiteral($"\"{Encoding.UTF8.GetString(key)}\"", output);
        output.Append($" {GbnfJson.Space} \":\" {GbnfJson.Space} {value} {GbnfJson.Space}\n");
        return rule;
    }

    /// <summary>
    /// A member that is not named, or null if such members are not allowed. If some members are named, the schema must ask for
    /// others explicitly. Otherwise a misspelled name, or a named one with a value that its schema forbids, would match.
    /// </summary>
    private string? Additional(GbnfKeywords keywords, bool isNamed)
    {
        if (JsonCursor.IsObject(keywords.Additional))
        {
            return $"{GbnfJson.String} {GbnfJson.Space} \":\" {GbnfJson.Space} {Rule(keywords.Additional)} {GbnfJson.Space}";
        }

        bool isOpen = keywords.Additional.IsEmpty ? !isNamed : keywords.Additional.SequenceEqual("true"u8);
        return isOpen ? GbnfJson.Member : null;
    }

    /// <summary>The members, starting with the first one present: any member up to the first required one.</summary>
    private static string FromFirst(List<(string Rule, bool IsRequired)> members, string rest)
    {
        var starts = new List<string>();
        for (int first = 0; first < members.Count; first++)
        {
            var start = new StringBuilder(members[first].Rule);
            for (int i = first + 1; i < members.Count; i++)
            {
                string next = $"\",\" {GbnfJson.Space} {members[i].Rule}";
                start.Append(' ').Append(members[i].IsRequired ? next : $"({next})?");
            }

            starts.Add(start.Append(rest).ToString());
            if (members[first].IsRequired)
            {
                return starts.Count == 1 ? $"{starts[0]} " : $"({string.Join(" | ", starts)}) ";
            }
        }

        return $"({string.Join(" | ", starts)})? ";
    }
}
