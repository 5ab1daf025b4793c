using System.Text;
using System.Text.Json;
using Harmony.Conversations;
using Harmony.Rendering;
using Harmony.Tokenization;

namespace Harmony.Tests.Conversations;

public class ResponseFormatTests
{
    private const string Developer = """{"messages":[{"role":"developer","content":[{"type":"developer_content","instructions":"I","response_format":FORMAT}]}]}""";

    [Theory]
    [InlineData(""" { "b" : 1 , "a" : [ 1.50, 1E5 ,"\u00e9\/ \t\"" ] , "b" : { } } """, """{"b":1,"a":[1.50,1E5,"\u00e9\/ \t\""],"b":{}}""")]
    [InlineData("\ttrue\r\n", "true")]
    [InlineData("\" a \\\\\"", "\" a \\\\\"")]
    [InlineData("{", null)]
    [InlineData("", null)]
    [InlineData("{}{}", null)]
    [InlineData("[1e400]", null)]
    [InlineData("[\"\\ud800\"]", null)]
    public void A_schema_is_kept_as_it_came_less_white_space(string json, string? kept)
    {
        if (kept is null)
        {
            Assert.Throws<JsonException>(() => new ResponseFormat("n", json));
        }
        else
        {
            Assert.Equal(kept, new ResponseFormat("n", json).Schema);
        }
    }

    [Fact]
    public void What_is_null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new ResponseFormat(null!, "{}"));
        Assert.Throws<ArgumentNullException>(() => new ResponseFormat("n", null!));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("What to buy.", "// What to buy.\n")]
    public void The_section_is_the_last_of_a_developer_message(string? description, string line)
    {
        string text = Render(new DeveloperContent
        {
            Instructions = "Do.",
            Tools = [ToolNamespace.Functions(new ToolDescription("now", ""))],
            ResponseFormat = new ResponseFormat("list", """{"type": "array"}""", description),
        });
        Assert.EndsWith($"}} // namespace functions\n\n# Response Formats\n\n## list\n\n{line}{{\"type\":\"array\"}}<|end|>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_section_may_stand_alone() =>
        Assert.Equal(
            "<|start|>developer<|message|># Response Formats\n\n## n\n\n{}<|end|>",
            Render(new DeveloperContent { ResponseFormat = new ResponseFormat("n", "{}") }));

    [Theory]
    [InlineData(null)]
    [InlineData("What to buy.")]
    public void A_conversation_with_a_response_format_comes_back(string? description)
    {
        string deepest = new string('[', 118) + new string(']', 118);
        Assert.Throws<JsonException>(() => new ResponseFormat("n", $"[{deepest}]"));
        Conversation conversation =
        [
            Message.Developer(new DeveloperContent { ResponseFormat = new ResponseFormat("n", deepest, description) }),
        ];
        Assert.Equal(conversation, Conversation.FromJson(conversation.ToJson()));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"schema":{},"name":"n","strict":true}""")]
    [InlineData("""{"schema":{},"name":"n","description":null}""")]
    public void The_field_is_read(string format) =>
        Assert.Equal(
            format == "null" ? null : new ResponseFormat("n", "{}"),
            ((DeveloperContent)Conversation.FromJson(Developer.Replace("FORMAT", format, StringComparison.Ordinal))[0].Content[0]).ResponseFormat);

    [Theory]
    [InlineData("5", "messages[0].content[0].response_format: expected a response format, found a number")]
    [InlineData("""{"name":"n"}""", "messages[0].content[0].response_format: a response format needs the field 'schema'")]
    [InlineData("""{"schema":{}}""", "messages[0].content[0].response_format: a response format needs the field 'name'")]
    [InlineData("""{"name":"n","schema":[1e400]}""", "messages[0].content[0].response_format.schema[0]: this number is out of range")]
    [InlineData("""null,"response_format":null""", "the field 'response_format' is repeated")]
    public void A_field_of_another_form_is_refused(string format, string reason)
    {
        JsonException error = Assert.Throws<JsonException>(() => Conversation.FromJson(Developer.Replace("FORMAT", format, StringComparison.Ordinal)));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_developer_content_as_an_array_has_no_place_for_it()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"messages":[{"role":"developer","content":[["developer_content","I",null,null]]}]}""");
        Assert.Throws<JsonException>(() => Conversation.FromJson(json));
    }

    private static string Render(DeveloperContent content) =>
        O200kTokenizer.Decode(HarmonyRenderer.Render([Message.Developer(content)], new RenderOptions { Purpose = RenderPurpose.Conversation }));
}
