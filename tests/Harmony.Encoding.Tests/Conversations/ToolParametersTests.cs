using System.Text.Json;
using Harmony.Conversations;

namespace Harmony.Tests.Conversations;

public class ToolParametersTests
{
    [Theory]
    [InlineData(""" { "type" : "object" , "properties" : { } } """, """{"type":"object","properties":{}}""")]
    [InlineData("""{"b":1,"a":2,"b":3}""", """{"b":3,"a":2}""")]
    [InlineData("""{"b":1,"\u0062":[1, 2]}""", """{"b":[1,2]}""")]
    [InlineData("""["\u00e9\/\u000B\n\"\\ \ud83d\ude00"]""", """["é/\u000b\n\"\\ 😀"]""")]
    [InlineData("""[1.50, 1E5, -0, 123456789012345678901234567890]""", """[1.50,1E5,-0,123456789012345678901234567890]""")]
    [InlineData("""true""", """true""")]
    public void One_form_is_kept(string json, string kept)
    {
        var parameters = ToolParameters.Parse(json);
        Assert.Equal(kept, parameters.ToString());
        Assert.Equal(parameters, ToolParameters.Parse(kept));
        Assert.Equal(parameters.GetHashCode(), ToolParameters.Parse(kept).GetHashCode());
        using var document = JsonDocument.Parse(json);
        Assert.Equal(parameters, ToolParameters.FromElement(document.RootElement));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("[1e400]")]
    [InlineData("[01]")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{'a':1}")]
    [InlineData("// no\n1")]
    public void What_the_reference_refuses_is_refused(string json) =>
        Assert.Throws<JsonException>(() => ToolParameters.Parse(json));

    [Fact]
    public void What_can_be_made_can_be_written_and_read()
    {
        string deepest = new string('[', 118) + new string(']', 118);
        Assert.Throws<JsonException>(() => ToolParameters.Parse($"[{deepest}]"));
        Conversation conversation =
        [
            Message.Developer(new DeveloperContent { Tools = [ToolNamespace.Functions(new ToolDescription("f", "", ToolParameters.Parse(deepest)))] }),
        ];
        Assert.Equal(conversation, Conversation.FromJson(conversation.ToJson()));
    }
}
