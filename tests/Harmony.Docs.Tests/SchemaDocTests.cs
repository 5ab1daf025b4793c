using System.Text.RegularExpressions;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Rendering;
using Harmony.Tokenization;

namespace Harmony.Docs.Tests;

/// <summary>docs/schemas.md shows a schema in both styles, and names the case of each row.</summary>
public partial class SchemaDocTests
{
    private static readonly string Page = TestFiles.Read("docs", "schemas.md");

    [Fact]
    public void The_example_is_what_is_written()
    {
        string[] blocks = [.. CodeBlock().Matches(Page).Select(match => match.Groups[1].Value)];
        Assert.Equal(blocks[1], Write(blocks[0], SchemaStyle.Reference));
        Assert.Equal(blocks[2], Write(blocks[0], SchemaStyle.Faithful));
    }

    [Fact]
    public void Every_case_is_named()
    {
        string table = Page[Page.IndexOf("| of a schema |", StringComparison.Ordinal)..Page.IndexOf("Neither keeps", StringComparison.Ordinal)];
        string[] rows = table.Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..];
        IEnumerable<string> named = rows.SelectMany(row => Name().Matches(row[row.LastIndexOf(" | ", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value));
        string cases = TestFiles.Read("tests", "Harmony.Encoding.Tests", "Rendering", "faithful-schemas.txt");
        Assert.Equal(CaseName().Matches(cases).Select(match => match.Groups[1].Value).Order(), named.Distinct().Order());
    }

    private static string Write(string schema, SchemaStyle style)
    {
        var tool = new ToolDescription("f", "", ToolParameters.Parse(schema));
        Message message = Message.Developer(new DeveloperContent { Tools = [ToolNamespace.Functions(tool)] });
        string text = O200kTokenizer.Decode(HarmonyRenderer.Render([message], new RenderOptions { SchemaStyle = style }));
        int start = text.IndexOf("type f", StringComparison.Ordinal);
        return text[start..text.IndexOf("\n\n}", start, StringComparison.Ordinal)] + "\n";
    }

    [GeneratedRegex(@"^```\w+\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();

    [GeneratedRegex("(?<=^|\n\n)# (.+)\n")]
    private static partial Regex CaseName();
}
