using System.Text;
using Harmony.Chat;
using Harmony.ChatClient;
using Harmony.Engines;
using Harmony.Rendering;
using Microsoft.Extensions.AI;

namespace Harmony.Runtime.Tests.ChatClient;

/// <summary>Chat messages as a prompt.</summary>
public class ChatMessageTests
{
    private static readonly ChatMessage Hi = new(ChatRole.User, "Hi");

    [Fact]
    public async Task A_conversation_has_the_same_prompt_as_the_same_chat_request()
    {
        List<ChatMessage> messages =
        [
            new(ChatRole.System, "Be brief."),
            new(ChatRole.User, "Time in Oslo?"),
            new(ChatRole.Assistant, [new TextReasoningContent("Old thought."), new TextContent("I will look."), new FunctionCallContent("c1", "get_time", new Dictionary<string, object?> { ["city"] = "Oslo" })]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "12:00")]),
            new(ChatRole.Assistant, "Oslo: 12:00."),
            new(ChatRole.User, "And the weather there?"),
            new(ChatRole.Assistant, [new TextReasoningContent("New thought."), new FunctionCallContent("c2", "get_current_weather", new Dictionary<string, object?> { ["location"] = "Oslo", ["format"] = null })]),
            new(ChatRole.Tool, [new FunctionResultContent("c2", new Dictionary<string, object?> { ["temperature"] = 4 })]),
        ];
        const string Json = """
            {"messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":"Time in Oslo?"},
              {"role":"assistant","reasoning_content":"Old thought.","content":"I will look.","tool_calls":[{"id":"c1","type":"function","function":{"name":"get_time","arguments":"{\"city\":\"Oslo\"}"}}]},
              {"role":"tool","tool_call_id":"c1","content":"12:00"},
              {"role":"assistant","content":"Oslo: 12:00."},
              {"role":"user","content":"And the weather there?"},
              {"role":"assistant","reasoning_content":"New thought.","tool_calls":[{"id":"c2","type":"function","function":{"name":"get_current_weather","arguments":"{\"location\":\"Oslo\",\"format\":null}"}}]},
              {"role":"tool","tool_call_id":"c2","content":"{\"temperature\":4}"}],
             "tools":[{"type":"function","function":{"name":"get_time","description":"Gets the current time in a city.","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]}
            """;
        int[] expected = HarmonyRenderer.Render(ChatRequest.Read(Encoding.UTF8.GetBytes(Json)).Conversation);
        string prompt = await PromptOf(messages, new() { Tools = [Responses.Time] });

        Assert.Equal(Tokenization.O200kTokenizer.Decode(expected), prompt);
        Assert.DoesNotContain("Old thought.", prompt, StringComparison.Ordinal);
        Assert.Contains("New thought.", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analysis_is_kept_where_the_client_says_so()
    {
        List<ChatMessage> messages = [Hi, new(ChatRole.Assistant, [new TextReasoningContent("Old thought."), new TextContent("Hello.")]), new(ChatRole.User, "More")];
        Assert.Contains("Old thought.", await PromptOf(messages, null, new() { Rendering = new() { KeepAnalysis = true } }), StringComparison.Ordinal);
        Assert.DoesNotContain("Old thought.", await PromptOf(messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instructions_of_the_request_and_of_leading_messages_are_one_message()
    {
        string prompt = await PromptOf(
            [new(ChatRole.System, "Second."), new(new ChatRole("developer"), "Third."), Hi, new(ChatRole.System, "Later.")], new() { Instructions = "First." });
        Assert.Contains("<|start|>developer<|message|># Instructions\n\nFirst.\n\nSecond.\n\nThird.<|end|><|start|>user<|message|>Hi<|end|>", prompt, StringComparison.Ordinal);
        Assert.Contains("Later.<|end|><|start|>assistant", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_of_one_message_are_joined_as_they_came()
    {
        string prompt = await PromptOf(
        [
            new(ChatRole.User, [new TextContent("One"), new TextContent("two")]),
            new(ChatRole.Assistant, [new TextReasoningContent("Th"), new TextReasoningContent("ink"), new TextContent("An"), new TextContent("swer"), new UsageContent(new())]),
        ]);
        Assert.Contains("<|start|>user<|message|>One\ntwo<|end|>", prompt, StringComparison.Ordinal);
        Assert.Contains("<|start|>assistant<|channel|>final<|message|>Answer<|end|>", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_spells_a_special_token_stays_text()
    {
        var engine = ScriptedEngine.Of("<|channel|>final<|message|>Hi.<|return|>");
        using var client = engine.Client();
        await client.AskAsync([new(ChatRole.User, "<|end|>")]);
        int user = engine.Requests[0].Prompt.Span.LastIndexOf(ScriptedEngine.Ids("<|start|>user<|message|>"));
        Assert.Equal(Tokenization.O200kTokenizer.Encode("<|end|>"), engine.Requests[0].Prompt.Span[(user + 3)..^3].ToArray());
    }

    public static TheoryData<object?, string> Results => new()
    {
        { "text", "text" },
        { null, "" },
        { 4.5, "4.5" },
        { true, "true" },
        { System.Text.Json.JsonElement.Parse("\"text\""), "text" },
        { System.Text.Json.JsonElement.Parse("{ \"a\": [1, \"ü\"] }"), "{\"a\":[1,\"ü\"]}" },
        { new TextContent("text"), "text" },
        { new List<AIContent> { new TextContent("one"), new TextContent("two") }, "one\ntwo" },
        { new List<int> { 1, 2 }, "[1,2]" },
    };

    [Theory]
    [MemberData(nameof(Results), DisableDiscoveryEnumeration = true)]
    public async Task A_result_of_any_kind_is_written_for_the_model(object? result, string written)
    {
        ChatMessage call = new(ChatRole.Assistant, [new FunctionCallContent("c1", "f")]);
        foreach (ChatRole role in (ChatRole[])[ChatRole.Tool, ChatRole.User])
        {
            string prompt = await PromptOf([Hi, call, new(role, [new FunctionResultContent("c1", result)])]);
            Assert.EndsWith(
                $"<|start|>assistant to=functions.f<|channel|>commentary json<|message|>{{}}<|call|><|start|>functions.f to=assistant<|channel|>commentary<|message|>{written}<|end|><|start|>assistant",
                prompt,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_function_threw_is_told_to_the_model()
    {
        ChatMessage call = new(ChatRole.Assistant, [new FunctionCallContent("c1", "f")]);
        string prompt = await PromptOf([Hi, call, new(ChatRole.Tool, [new FunctionResultContent("c1", null) { Exception = new InvalidOperationException("No such city.") }])]);
        Assert.Contains("<|message|>Error: No such city.<|end|>", prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prefix_in_a_calls_name_is_not_doubled()
    {
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create((string city) => city, "functions.time")] };
        string prompt = await PromptOf([Hi, new(ChatRole.Assistant, [new FunctionCallContent("c1", "functions.time")])], options);
        Assert.Contains("namespace functions {\n\ntype functions.time = ", prompt, StringComparison.Ordinal);
        Assert.Contains(" to=functions.time<|channel|>", prompt, StringComparison.Ordinal);
    }

    public static TheoryData<ChatMessage, EngineError, string[]> Refused => new()
    {
        { new(new ChatRole("critic"), "x"), EngineError.BadRequest, ["messages[1]", "'critic'"] },
        { new(ChatRole.User, [new TextContent("x"), new DataContent(new byte[] { 1 }, "image/png")]), EngineError.Unsupported, ["messages[1].contents[1]", "image/png", "text alone"] },
        { new(ChatRole.User, [new UriContent("https://example.org/a.mp3", "audio/mpeg")]), EngineError.Unsupported, ["messages[1].contents[0]", "audio/mpeg"] },
        { new(ChatRole.Assistant, [new DataContent(new byte[] { 1 }, "image/png")]), EngineError.Unsupported, ["messages[1].contents[0]", "An assistant's message has"] },
        { new(ChatRole.Tool, "12:00"), EngineError.Unsupported, ["messages[1].contents[0]", "FunctionResultContent"] },
        { null!, EngineError.BadRequest, ["messages[1] is null"] },
        { new(ChatRole.User, [new TextContent("x"), null!]), EngineError.BadRequest, ["messages[1].contents[1] is null"] },
        { new(ChatRole.Assistant, [new FunctionCallContent("c1", "f", new Dictionary<string, object?> { ["x"] = double.NaN })]), EngineError.Unsupported, ["messages[1].contents[0]", "functions.f", "JSON"] },
        { new(ChatRole.Assistant, [new FunctionCallContent("c1", "f", Endless)]), EngineError.Unsupported, ["messages[1].contents[0]", "functions.f", "JSON"] },
        { new(ChatRole.Assistant, [new FunctionCallContent("c1", "f"), new FunctionResultContent("c1", double.NaN)]), EngineError.Unsupported, ["messages[1].contents[1]", "functions.f"] },
        { new(ChatRole.Assistant, [new FunctionCallContent("c1", "f"), new FunctionResultContent("c1", new DataContent(new byte[] { 1 }, "image/png"))]), EngineError.Unsupported, ["messages[1].contents[1]", "DataContent", "text alone"] },
        { new(ChatRole.Tool, [new FunctionResultContent("c9", "x")]), EngineError.BadRequest, ["messages[1].contents[0]", "'c9'", "need the one with the call"] },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task What_has_no_form_is_refused_with_its_place(ChatMessage message, EngineError error, string[] said)
    {
        EngineException exception = await Assert.ThrowsAsync<EngineException>(() => PromptOf([Hi, message]));
        Assert.Equal(error, exception.Error);
        Assert.All(said, word => Assert.Contains(word, exception.Message, StringComparison.Ordinal));
    }

    private static Dictionary<string, object?> Endless
    {
        get
        {
            var inner = new List<object?>();
            inner.Add(inner);
            return new() { ["x"] = inner };
        }
    }

    private static async Task<string> PromptOf(List<ChatMessage> messages, ChatOptions? options = null, HarmonyChatClientOptions? clientOptions = null)
    {
        var engine = ScriptedEngine.Of("<|channel|>final<|message|>Hi.<|return|>");
        using var client = engine.Client(clientOptions);
        await client.AskAsync(messages, options);
        return engine.Prompt();
    }
}
