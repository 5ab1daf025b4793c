using System.Text;
using System.Text.Json;
using Harmony.Chat;

namespace Harmony.Tests.Chat;

/// <summary>What is refused is refused with one message that names the place.</summary>
public class ChatRefusalTests
{
    [Theory]
    [InlineData("""{"messages":[{"role":"user"},{"role":"critic"}]}""", "messages[1]: unknown role 'critic' (line 1, column 30)")]
    [InlineData("""{"messages":[{}]}""", "messages[0]: a message needs the field 'role'")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url"}]}]}""", "messages[0].content[1]: a part of type 'image_url' is not supported")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"a"}]}]}""", "messages[0].content[0]: a part needs the field 'type'")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content[0]: a part of type 'text' needs the field 'text'")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"refusal","text":"a"}]}]}""", "messages[0].content[0]: a part of type 'refusal' needs the field 'refusal'")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f"}},{"id":"c","function":{"arguments":"{}"}}]}]}""", "messages[0].tool_calls[1]: a call needs the name of its function")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"type":"custom"}]}]}""", "messages[0].tool_calls[0]: a call needs the name of its function")]
    [InlineData("""{"messages":[{"role":"assistant","function_call":{"name":""}}]}""", "messages[0].function_call: a call needs the name of its function")]
    [InlineData("""{"messages":[{"role":"tool","tool_call_id":"c","content":"x"}]}""", "messages[0]: no earlier call has the id 'c', and there is no name")]
    [InlineData("""{"messages":[{"role":"tool","content":"x","name":""}]}""", "messages[0]: a tool's message needs the id of its call, or a name")]
    [InlineData("""{"messages":[],"tools":[{"type":"function","function":{"name":""}}]}""", "tools[0]: a tool needs the name of its function")]
    [InlineData("""{"messages":[],"tools":[{"function":{"name":"f"}},{"type":"web_search"}]}""", "tools[1]: a tool of type 'web_search' is not supported: only 'function' is")]
    [InlineData("""{"messages":[],"reasoning_effort":"extreme"}""", "reasoning_effort: 'extreme' is not a reasoning effort")]
    [InlineData("""{"messages":[],"reasoning_effort":""}""", "reasoning_effort: '' is not a reasoning effort")]
    [InlineData("""{"messages":[],"response_format":{"type":"json_schema"}}""", "response_format: a response format of type 'json_schema' needs a name and a schema")]
    [InlineData("""{"messages":[],"response_format":{"type":"json_schema","json_schema":{"name":"","schema":{}}}}""", "response_format.json_schema: a response format of type 'json_schema' needs a name and a schema")]
    [InlineData("""{"messages":[],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":null}}}""", "response_format.json_schema: a response format of type 'json_schema' needs a name and a schema")]
    public void What_the_default_profile_refuses(string json, string reason)
    {
        JsonException error = Assert.Throws<JsonException>(() => ChatPrompt.Read(json));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        ChatPrompt.Read(json, ChatPrompt.VllmMlx);
    }

    /// <summary>Whatever the profile.</summary>
    [Theory]
    [InlineData("", "The input does not contain any JSON tokens")]
    [InlineData("{", "(line 1, column 2)")]
    [InlineData("[]", "expected a request, found an array")]
    [InlineData("null", "expected a request, found null")]
    [InlineData("{}", "a request needs the field 'messages'")]
    [InlineData("""{"messages":[]} {}""", "(line 1, column 17)")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\n\"content\":\"x\"", "messages[0].content: ")]
    [InlineData("""{"messages":null}""", "messages: expected messages, found null")]
    [InlineData("""{"messages":{}}""", "messages: expected messages, found an object")]
    [InlineData("""{"messages":[5]}""", "messages[0]: expected a message, found a number")]
    [InlineData("""{"messages":[{"role":5}]}""", "messages[0].role: expected a string, found a number")]
    [InlineData("""{"messages":[{"content":{}}]}""", "messages[0].content: expected a string, found an object")]
    [InlineData("""{"messages":[{"content":["a"]}]}""", "messages[0].content[0]: expected a part, found a string")]
    [InlineData("""{"messages":[{"content":[{"text":5}]}]}""", "messages[0].content[0].text: expected a string, found a number")]
    [InlineData("""{"messages":[{"reasoning_content":{}}]}""", "messages[0].reasoning_content: expected a string, found an object")]
    [InlineData("""{"messages":[{"tool_calls":{}}]}""", "messages[0].tool_calls: expected tool calls, found an object")]
    [InlineData("""{"messages":[{"tool_calls":["f"]}]}""", "messages[0].tool_calls[0]: expected a tool call, found a string")]
    [InlineData("""{"messages":[{"tool_calls":[{"function":"f"}]}]}""", "messages[0].tool_calls[0].function: expected a function, found a string")]
    [InlineData("""{"messages":[{"tool_calls":[{"id":1}]}]}""", "messages[0].tool_calls[0].id: expected a string, found a number")]
    [InlineData("""{"messages":[{"function_call":"auto"}]}""", "messages[0].function_call: expected a function, found a string")]
    [InlineData("""{"messages":[],"tools":{}}""", "tools: expected tools, found an object")]
    [InlineData("""{"messages":[],"tools":[null]}""", "tools[0]: expected a tool, found null")]
    [InlineData("""{"messages":[],"tools":[{"function":{"name":"f","description":[]}}]}""", "tools[0].function.description: expected a string, found an array")]
    [InlineData("""{"messages":[],"tools":[{"function":{"name":"f","parameters":{"a":1e400}}}]}""", "tools[0].function.parameters.a: this number is out of range")]
    [InlineData("""{"messages":[],"tool_choice":5}""", "tool_choice: expected a string, found a number")]
    [InlineData("""{"messages":[],"reasoning_effort":5}""", "reasoning_effort: expected a string, found a number")]
    [InlineData("""{"messages":[],"response_format":"json_object"}""", "response_format: expected a response format, found a string")]
    [InlineData("""{"messages":[],"response_format":{"json_schema":{"schema":{"a":"\ud800"}}}}""", "response_format.json_schema.schema.a: this string has a lone surrogate")]
    [InlineData("""{"messages":[{"role":"user","content":"a\udc00b"}]}""", "messages[0].content: this string has a lone surrogate")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"\ud83d"}}]}]}""", "messages[0].tool_calls[0].function.arguments: this string has a lone surrogate")]
    public void What_is_no_request_is_refused(string json, string reason)
    {
        foreach (ChatRequestOptions options in (ChatRequestOptions[])[ChatRequestOptions.Default, ChatPrompt.VllmMlx])
        {
            JsonException error = Assert.Throws<JsonException>(() => ChatPrompt.Read(json, options));
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Arguments_that_cannot_be_written_again_are_refused_with_their_call()
    {
        const string Messages = """{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{"a":"\ud800"}}}]}""";
        JsonException error = Assert.Throws<JsonException>(() => ChatPrompt.OfMessages(Messages, ChatPrompt.VllmMlx));
        Assert.StartsWith("messages[0].tool_calls[0]: the arguments cannot be written: a: this string has a lone surrogate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"messages":[{"role":"user","content":"x"}]}""");
        json[Array.LastIndexOf(json, (byte)'x')] = 0xFF;
        JsonException error = Assert.Throws<JsonException>(() => ChatRequest.Read(json).Conversation);
        Assert.StartsWith("messages[0].content: this byte is not valid UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_passed_over_or_refused_and_no_more()
    {
        string deep = new string('[', 100_000) + new string(']', 100_000);
        Assert.Single(ChatPrompt.Read($$$"""{"messages":[],"other":{{{deep}}}}"""));
        Assert.Equal(2, ChatPrompt.Read($$$"""{"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{{{deep}}}}}]}]}""").Count);
        string[] refused =
        [
            deep,
            $$$"""{"messages":[],"tools":{{{deep}}}}""",
            $$$$"""{"messages":[],"tools":[{"function":{"name":"f","parameters":{{{{deep}}}}}}]}""",
            $$$$"""{"messages":[],"response_format":{"json_schema":{"schema":{{{{deep}}}}}}}""",
        ];
        Assert.All(refused, json => Assert.Throws<JsonException>(() => ChatPrompt.Read(json)));
    }
}
