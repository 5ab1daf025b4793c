using Harmony.ChatClient;
using Microsoft.Extensions.AI;

namespace Harmony.Runtime.Tests.ChatClient;

/// <summary>Under a client that calls functions, as programs have one over it.</summary>
public class FunctionInvocationTests
{
    private static readonly string[] Turns =
    [
        "<|channel|>analysis<|message|>I need the weather.<|end|><|start|>assistant<|channel|>commentary<|message|>I will look.<|end|><|start|>assistant to=functions.get_current_weather<|channel|>commentary <|constrain|>json<|message|>{\"location\":\"Rome\"}<|call|>",
        "<|channel|>analysis<|message|>Now the second city.<|end|><|start|>assistant<|channel|>commentary to=functions.get_time <|constrain|>json<|message|>{\"city\":\"Oslo\"}<|call|>",
        "<|channel|>final<|message|>Rome: 17 degrees. Oslo: 09:45.<|return|>",
    ];

    private static readonly string[] Lines =
    [
        "reasoning: I need the weather.",
        "text: I will look.",
        "call: get_current_weather(location=Rome)",
        "result: {\"temperature\":17,\"condition\":\"foggy\"}",
        "reasoning: Now the second city.",
        "call: get_time(city=Oslo)",
        "result: {\"time\":\"09:45\"}",
        "text: Rome: 17 degrees. Oslo: 09:45.",
    ];

    [Fact]
    public async Task Calls_are_made_one_after_the_other_until_there_is_an_answer()
    {
        var engine = ScriptedEngine.Of(Turns);
        var tools = new TravelTools();
        using var client = new FunctionInvoker(engine.Client());
        ChatResponse response = await client.AskAsync("Weather in Rome, time in Oslo?", new() { Tools = [.. tools.AsAIFunctions()] });
        Assert.Equal(Lines, response.Lines());
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(["Rome", "Oslo"], tools.Calls);
        AssertEachPromptGoesOnFromTheLast(engine);
    }

    [Fact]
    public async Task Streamed_they_are_the_same()
    {
        var engine = ScriptedEngine.Of(Turns);
        var tools = new TravelTools();
        using var client = new FunctionInvoker(engine.Client());
        List<ChatResponseUpdate> updates = await client.StreamAsync("Weather in Rome, time in Oslo?", new() { Tools = [.. tools.AsAIFunctions()] });
        ChatResponse response = updates.ToChatResponse();
        Assert.Equal(Lines, response.Lines());
        Assert.Equal(["assistant", "tool", "assistant", "tool", "assistant"], response.Messages.Select(message => message.Role.Value));
        Assert.Equal([ChatFinishReason.ToolCalls, ChatFinishReason.ToolCalls, ChatFinishReason.Stop], updates.Where(update => update.FinishReason is not null).Select(update => update.FinishReason!.Value));
        Assert.Equal(["Rome", "Oslo"], tools.Calls);
        Assert.Contains("<|channel|>analysis<|message|>I need the weather.<|end|><|start|>assistant<|channel|>commentary<|message|>I will look.<|end|>", engine.Prompt(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_calls_of_one_turn_are_all_made_and_their_results_told_apart()
    {
        var engine = ScriptedEngine.Of(
            " to=functions.get_time<|channel|>commentary json<|message|>{\"city\":\"Rome\"}<|end|><|start|>assistant to=functions.get_current_weather<|channel|>commentary json<|message|>{\"location\":\"Lima\"}<|call|>",
            "<|channel|>final<|message|>Done.<|return|>");
        var tools = new TravelTools();
        using var client = new FunctionInvoker(engine.Client());
        ChatResponse response = await client.AskAsync("Hi", new() { Tools = [.. tools.AsAIFunctions()] });
        Assert.Equal("Done.", response.Messages[^1].Text);
        Assert.Equal(["Rome", "Lima"], tools.Calls);
        Assert.Contains("<|start|>functions.get_time to=assistant<|channel|>commentary<|message|>{\"time\":\"09:45\"}<|end|><|start|>functions.get_current_weather to=assistant", engine.Prompt(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_call_is_answered_for_the_model_to_read()
    {
        var engine = ScriptedEngine.Of(
            " to=functions.get_time<|channel|>commentary json<|message|>{\"town\":\"Rome\"}<|call|>",
            "<|channel|>final<|message|>Sorry.<|return|>");
        using var client = new FunctionInvoker(engine.Client());
        ChatResponse response = await client.AskAsync("Hi", new() { Tools = [.. new TravelTools().AsAIFunctions()] });
        Assert.Contains("city", Assert.IsType<string>(Assert.IsType<FunctionResultContent>(Assert.Single(response.Messages[1].Contents)).Result), StringComparison.Ordinal);
        Assert.Equal("Sorry.", response.Messages[^1].Text);
    }

    [Fact]
    public async Task A_call_that_could_not_be_read_goes_back_as_the_model_wrote_it()
    {
        const string Broken = " to=functions.get_time<|channel|>commentary <|constrain|>json<|message|>{\"city\":<|call|>";
        var engine = ScriptedEngine.Of(Broken, "<|channel|>final<|message|>Sorry.<|return|>");
        using var client = engine.Client();
        ChatResponse response = await client.AskAsync();
        var call = Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[0].Contents));
        Assert.IsType<System.Text.Json.JsonException>(call.Exception, exactMatch: false);
        Assert.Null(call.Arguments);
        await client.AskAsync([new(ChatRole.User, "Hi"), .. response.Messages, new(ChatRole.Tool, [new FunctionResultContent(call.CallId, "Error: no JSON.")])]);
        Assert.Contains("<|start|>assistant" + Broken, engine.Prompt(1), StringComparison.Ordinal);
    }

    /// <summary>What the model read and wrote is the beginning of its next prompt, id for id.</summary>
    private static void AssertEachPromptGoesOnFromTheLast(ScriptedEngine engine)
    {
        for (int i = 1; i < engine.Requests.Count; i++)
        {
            int[] seen = [.. engine.Requests[i - 1].Prompt.Span, .. ScriptedEngine.Ids(Turns[i - 1])];
            Assert.Equal(seen, engine.Requests[i].Prompt.Span[..seen.Length].ToArray());
        }
    }
}
