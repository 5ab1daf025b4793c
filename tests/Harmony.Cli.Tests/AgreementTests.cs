using System.Text;
using System.Text.Json;
using Harmony.Chat;
using Harmony.ChatClient;
using Harmony.Engines;
using Harmony.Rendering;
using Harmony.Tokenization;
using Microsoft.Extensions.AI;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatOptions = Microsoft.Extensions.AI.ChatOptions;

namespace Harmony.Cli.Tests;

/// <summary>One dialogue has the same prompt through every door: the library's reader, the chat client, render and generate.</summary>
public sealed class AgreementTests : EngineTests
{
    private const string TimeSchema = """{"type":"object","properties":{"city":{"type":"string","description":"The city"}},"required":["city"]}""";
    private const string FormatSchema = """{"type":"object","properties":{"a":{"type":"integer"}}}""";

    private static readonly AIFunctionDeclaration Time = AIFunctionFactory.CreateDeclaration("get_time", "Gets the time.", JsonElement.Parse(TimeSchema));
    private static readonly AIFunctionDeclaration Roll = AIFunctionFactory.CreateDeclaration("roll", "Rolls a die.", JsonElement.Parse("""{"type":"object","properties":{}}"""));

    private static readonly string TimeTool = $$$"""{"type":"function","function":{"name":"get_time","description":"Gets the time.","parameters":{{{TimeSchema}}}}}""";
    private static readonly string RollTool = """{"type":"function","function":{"name":"roll","description":"Rolls a die.","parameters":{"type":"object","properties":{}}}}""";

    private static readonly Dictionary<string, Dialogue> Dialogues = new()
    {
        ["plain"] = new(
            """{"role":"system","content":"Be brief."},{"role":"user","content":"Hello <|end|>"},{"role":"assistant","content":"Hi."},{"role":"developer","content":"In French."},{"role":"user","content":"And now?"}""",
            [new(ChatRole.System, "Be brief."), new(ChatRole.User, "Hello <|end|>"), new(ChatRole.Assistant, "Hi."), new(new ChatRole("developer"), "In French."), new(ChatRole.User, "And now?")]),
        ["leading instructions and parts"] = new(
            """{"role":"system","content":"One."},{"role":"developer","content":""},{"role":"system","content":[{"type":"text","text":"Two"},{"type":"text","text":"three."}]},{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}""",
            [new(ChatRole.System, "One."), new(new ChatRole("developer"), ""), new(ChatRole.System, [new TextContent("Two"), new TextContent("three.")]), new(ChatRole.User, [new TextContent("a"), new TextContent("b")])],
            "\"reasoning_effort\":\"high\"",
            new() { Reasoning = new() { Effort = ReasoningEffort.High } }),
        ["tools in several turns"] = new(
            $$"""{"role":"user","content":"Time?"},{{Call("c1", "Oslo")}},{{Result("c1", "12:00")}},{"role":"assistant","content":"Noon."},{"role":"user","content":"And in Rome?"},{{Call("c2", "Rome")}},{{Result("c2", "")}}""",
            [new(ChatRole.User, "Time?"), CallOf("c1", "Oslo"), ResultOf("c1", "12:00"), new(ChatRole.Assistant, "Noon."), new(ChatRole.User, "And in Rome?"), CallOf("c2", "Rome"), ResultOf("c2", "")],
            $"\"tools\":[{TimeTool},{RollTool}]",
            new() { Tools = [Time, Roll] }),
        ["a preamble"] = new(
            $$"""{"role":"user","content":"Time?"},{"role":"assistant","content":"I will look.","tool_calls":[{{CallJson("c1", "Oslo")}}]},{{Result("c1", "12:00")}}""",
            [new(ChatRole.User, "Time?"), new(ChatRole.Assistant, [new TextContent("I will look."), CallContent("c1", "Oslo")]), ResultOf("c1", "12:00")],
            $"\"tools\":[{TimeTool}]",
            new() { Tools = [Time] }),
        ["parallel calls"] = new(
            $$"""{"role":"user","content":"Times?"},{"role":"assistant","content":null,"tool_calls":[{{CallJson("c1", "Oslo")}},{{CallJson("c2", "Rome")}}]},{{Result("c2", "13:00")}},{{Result("c1", "12:00")}}""",
            [new(ChatRole.User, "Times?"), new(ChatRole.Assistant, [CallContent("c1", "Oslo"), CallContent("c2", "Rome")]), new(ChatRole.Tool, [new FunctionResultContent("c2", "13:00"), new FunctionResultContent("c1", "12:00")])],
            $"\"tools\":[{TimeTool}],\"parallel_tool_calls\":true",
            new() { Tools = [Time], AllowMultipleToolCalls = true }),
        ["reasoning that stays"] = new(
            $$"""{"role":"user","content":"Time?"},{"role":"assistant","reasoning":"Look.","tool_calls":[{{CallJson("c1", "Oslo")}}]},{{Result("c1", "12:00")}}""",
            [new(ChatRole.User, "Time?"), new(ChatRole.Assistant, [new TextReasoningContent("Look."), CallContent("c1", "Oslo")]), ResultOf("c1", "12:00")],
            $"\"tools\":[{TimeTool}]",
            new() { Tools = [Time] }),
        ["reasoning that is left out"] = new(
            $$"""{"role":"user","content":"Time?"},{"role":"assistant","reasoning_content":"Look.","tool_calls":[{{CallJson("c1", "Oslo")}}]},{{Result("c1", "12:00")}},{"role":"assistant","thinking":"Noon, then.","content":"Noon."},{"role":"user","content":"Rome?"},{"role":"assistant","reasoning":"Again.","tool_calls":[{{CallJson("c2", "Rome")}}]},{{Result("c2", "13:00")}}""",
            [
                new(ChatRole.User, "Time?"), new(ChatRole.Assistant, [new TextReasoningContent("Look."), CallContent("c1", "Oslo")]), ResultOf("c1", "12:00"),
                new(ChatRole.Assistant, [new TextReasoningContent("Noon, then."), new TextContent("Noon.")]), new(ChatRole.User, "Rome?"),
                new(ChatRole.Assistant, [new TextReasoningContent("Again."), CallContent("c2", "Rome")]), ResultOf("c2", "13:00"),
            ],
            $"\"tools\":[{TimeTool}]",
            new() { Tools = [Time] }),
        ["a cut turn"] = new(
            """{"role":"user","content":"Why?"},{"role":"assistant","reasoning":"Because","content":""},{"role":"system","content":"Later."},{"role":"user","content":"Go on."}""",
            [new(ChatRole.User, "Why?"), new(ChatRole.Assistant, [new TextReasoningContent("Because"), new TextContent("")]), new(ChatRole.System, "Later."), new(ChatRole.User, "Go on.")]),
        ["a JSON schema"] = new(
            """{"role":"user","content":"One?"}""",
            [new(ChatRole.User, "One?")],
            $$$"""
            "response_format":{"type":"json_schema","json_schema":{"name":"number","description":"A number","schema":{{{FormatSchema}}}}}
            """,
            new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse(FormatSchema), "number", "A number") }),
        ["any JSON object"] = new(
            """{"role":"user","content":"One?"}""",
            [new(ChatRole.User, "One?")],
            $"\"tools\":[{TimeTool}],\"response_format\":{{\"type\":\"json_object\"}}",
            new() { Tools = [Time], ResponseFormat = ChatResponseFormat.Json }),
        ["a named tool"] = new(
            """{"role":"user","content":"Time?"}""",
            [new(ChatRole.User, "Time?")],
            $"\"tools\":[{TimeTool},{RollTool}],\"tool_choice\":{{\"type\":\"function\",\"function\":{{\"name\":\"get_time\"}}}}",
            new() { Tools = [Time, Roll], ToolMode = ChatToolMode.RequireSpecific("functions.get_time") }),
        ["no tools"] = new(
            """{"role":"user","content":"Time?"}""",
            [new(ChatRole.User, "Time?")],
            $"\"tools\":[{TimeTool}],\"tool_choice\":\"none\"",
            new() { Tools = [Time], ToolMode = ChatToolMode.None }),
    };

    public static TheoryData<string> Names => [.. Dialogues.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_dialogue_has_the_same_ids_through_every_door(string name)
    {
        Dialogue dialogue = Dialogues[name];
        int[] expected = HarmonyRenderer.Render(ChatRequest.Read(Encoding.UTF8.GetBytes(dialogue.Json)).Conversation);
        AssertSame(expected, await PromptOfClientAsync(dialogue));

        CommandResult rendered = FakeTerminal.Run(dialogue.Json, "render", "-", "--output", "json");
        AssertSucceeded(rendered);
        AssertSame(expected, JsonSerializer.Deserialize<int[]>(rendered.Output)!);

        await using LoopbackServer server = Serve(Greeting);
        CommandResult generated = FakeTerminal.Run(dialogue.Json, "generate", "-", "--engine", server.Address.ToString(), "--server", "vllm");
        AssertSucceeded(generated);
        int[] sent = PromptOf(server.Posts[0]);

        // An engine without a grammar is made to call the one tool by its header.
        AssertSame(expected, sent[..expected.Length]);
        Assert.True(sent.Length == expected.Length || name == "a named tool");
    }

    private static async Task<int[]> PromptOfClientAsync(Dialogue dialogue)
    {
        ScriptedEngine engine = new(ScriptedEngine.Ids("<|channel|>final<|message|>{}<|return|>")) { Features = EngineFeatures.Lark };
        using var client = new HarmonyChatClient(engine);
        await client.GetResponseAsync(dialogue.Messages, dialogue.Options, TestContext.Current.CancellationToken);
        return engine.Requests[0].Prompt.ToArray();
    }

    private static void AssertSame(int[] expected, int[] actual) => Assert.Equal(O200kTokenizer.Decode(expected) + string.Join(' ', expected), O200kTokenizer.Decode(actual) + string.Join(' ', actual));

    private static string CallJson(string id, string city) => $$$"""{"id":"{{{id}}}","type":"function","function":{"name":"get_time","arguments":"{\"city\":\"{{{city}}}\"}"}}""";

    private static string Call(string id, string city) => $$"""{"role":"assistant","content":null,"tool_calls":[{{CallJson(id, city)}}]}""";

    private static string Result(string id, string text) => $$"""{"role":"tool","tool_call_id":"{{id}}","content":"{{text}}"}""";

    private static FunctionCallContent CallContent(string id, string city) => new(id, "get_time", new Dictionary<string, object?> { ["city"] = city });

    private static ChatMessage CallOf(string id, string city) => new(ChatRole.Assistant, [CallContent(id, city)]);

    private static ChatMessage ResultOf(string id, string text) => new(ChatRole.Tool, [new FunctionResultContent(id, text)]);

    /// <summary>A dialogue as chat completions and as Microsoft.Extensions.AI have it.</summary>
    private sealed record Dialogue(string MessagesJson, ChatMessage[] Messages, string Members = "\"model\":\"m\"", ChatOptions? Options = null)
    {
        public string Json => $$"""{"model":"m","messages":[{{MessagesJson}}],{{Members}}}""";
    }
}
