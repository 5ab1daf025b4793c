using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Rendering;
using Harmony.Tokenization;

namespace Harmony.Tests.Conversations;

public class CompiledToolsTests
{
    // No text has these ids: where they are, they were copied.
    private static readonly int[] Ids = [7, 7, 7];

    private static readonly ToolNamespace Tools = ToolNamespace.Functions(new ToolDescription("f", "Does it.")) with { Description = "Functions." };

    [Fact]
    public void The_ids_of_compiled_tools_are_copied()
    {
        ToolNamespace compiled = new Compiled(Tools).Namespace;
        int[] expected = [.. O200kTokenizer.Encode("# Instructions\n\nBe brief.\n\n# Tools\n\n"), .. Ids];
        Assert.Equal(expected, BodyOf(new DeveloperContent { Instructions = "Be brief.", Tools = [compiled] }));
    }

    [Theory]
    [InlineData(HarmonyDialect.Oss, SchemaStyle.Reference)]
    [InlineData(HarmonyDialect.OpenAI, SchemaStyle.Faithful)]
    public void For_another_dialect_or_style_the_tools_are_rendered(HarmonyDialect dialect, SchemaStyle style)
    {
        var options = new RenderOptions { Dialect = dialect, SchemaStyle = style };
        Assert.Equal(
            BodyOf(new DeveloperContent { Tools = [Tools] }, options),
            BodyOf(new DeveloperContent { Tools = [new Compiled(Tools).Namespace] }, options));
    }

    [Fact]
    public void A_changed_copy_is_rendered() => Assert.All(
        (Func<ToolNamespace, ToolNamespace>[])
        [
            tools => tools with { Description = tools.Description },
            tools => tools with { Key = "other" },
            tools => tools with { Tools = [] },
        ],
        change => Assert.Equal(
            BodyOf(new DeveloperContent { Tools = [change(Tools)] }),
            BodyOf(new DeveloperContent { Tools = [change(new Compiled(Tools).Namespace)] })));

    [Fact]
    public void A_name_that_the_tokenizer_might_join_with_what_follows_is_rendered()
    {
        var tools = new ToolNamespace("f/", new ToolDescription("f", ""));
        var content = new DeveloperContent { Tools = [tools], ResponseFormat = new ResponseFormat("form", "{}") };
        Assert.Equal(BodyOf(content), BodyOf(content with { Tools = [new Compiled(tools).Namespace] }));
    }

    [Fact]
    public void Compiled_tools_equal_the_same_tools()
    {
        ToolNamespace compiled = new Compiled(Tools).Namespace;
        Assert.Equal(Tools, compiled);
        Assert.Equal(Tools.GetHashCode(), compiled.GetHashCode());
    }

    private static int[] BodyOf(DeveloperContent content, RenderOptions? options = null)
    {
        int[] ids = HarmonyRenderer.Render([Message.Developer(content)], (options ?? RenderOptions.Default) with { Purpose = RenderPurpose.Conversation });
        return ids[3..^1];
    }

    private sealed class Compiled(ToolNamespace tools) : CompiledTools(tools, HarmonyDialect.OpenAI, SchemaStyle.Reference)
    {
        public override ReadOnlySpan<int> Ids => CompiledToolsTests.Ids;
    }
}
