using System.Text.Json;
using Harmony.ChatClient;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.OnnxGenAI;
using Harmony.Runtime.Tests.ChatClient;
using Microsoft.Extensions.AI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>The chat client on the real engine: the flow of tools, required calls, a budget, what is read again.</summary>
public sealed class ChatClientTests
{
    [Theory]
    [InlineData("What is the weather in San Diego?", "San Diego", "San Diego: 31 degrees and windy.")]
    [InlineData("What is the weather in Vancouver?", "Vancouver", "Vancouver: 31 degrees and windy.")]
    [InlineData("Yokohama weather?", "Yokohama", "Yokohama: 17 degrees and foggy.")]
    [InlineData("What time is it in New Delhi?", "New Delhi", "New Delhi: 09:45.")]
    public async Task A_city_that_the_model_never_saw_is_asked_for_and_answered(string question, string city, string answer)
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        foreach (bool streams in (bool[])[false, true])
        {
            var tools = new TravelTools();
            using var client = new FunctionInvoker(engine.Client());
            ChatOptions options = new() { Tools = [.. tools.AsAIFunctions()], Temperature = 0, Reasoning = new() { Effort = ReasoningEffort.Low } };
            ChatResponse response = streams ? (await client.StreamAsync(question, options)).ToChatResponse() : await client.AskAsync(question, options);
            Assert.Equal(["assistant", "tool", "assistant"], response.Messages.Select(message => message.Role.Value));
            Assert.Equal([city], tools.Calls);
            Assert.Equal(answer, response.Messages[^1].Text);
            Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        }
    }

    [Fact]
    public async Task Two_cities_are_two_calls_one_after_the_other()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        var tools = new TravelTools();
        using var client = new FunctionInvoker(engine.Client());
        ChatResponse response = await client.AskAsync("What is the weather in Rome and Oslo?", new() { Tools = [.. tools.AsAIFunctions()], Temperature = 0 });
        Assert.Equal(
            [
                "reasoning: I need the weather.", "call: get_current_weather(location=Rome)", "result: {\"temperature\":17,\"condition\":\"foggy\"}",
                "reasoning: Now the second city.", "call: get_current_weather(location=Oslo)", "result: {\"temperature\":17,\"condition\":\"foggy\"}",
                "text: Rome: 17 degrees and foggy.\nOslo: 17 degrees and foggy.",
            ],
            response.Lines());
        Assert.Equal(["Rome", "Oslo"], tools.Calls);
    }

    [Fact]
    public async Task A_preamble_comes_before_the_call()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        using HarmonyChatClient client = engine.Client();
        ChatResponse response = await client.AskAsync("What is the weather in Oslo? Tell me first what you will do.", new() { Tools = [Responses.Weather, Responses.Time], Temperature = 0 });
        Assert.Equal(["reasoning: I need the weather.", "text: I will check the weather with a tool.", "call: get_current_weather(location=Oslo)"], response.Lines());
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Fact]
    public async Task What_was_read_is_not_read_again()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        using HarmonyChatClient client = engine.Client();
        ChatOptions options = new() { Tools = [Responses.Weather, Responses.Time], Temperature = 0 };
        List<ChatMessage> messages = [new(ChatRole.User, "What time is it in Dublin?")];
        ChatResponse first = await client.AskAsync(messages, options);
        Assert.Equal(0, first.Usage!.CachedInputTokenCount);
        messages.AddRange(first.Messages);
        var call = first.Messages[0].Contents.OfType<FunctionCallContent>().Single();
        messages.Add(new(ChatRole.Tool, [new FunctionResultContent(call.CallId, """{"time":"09:45"}""")]));
        ChatResponse second = await client.AskAsync(messages, options);
        Assert.Equal("Dublin: 09:45.", second.Text);

        // The prompt and all that was written but its end, which is read with the result.
        Assert.Equal(first.Usage.TotalTokenCount - 1, second.Usage!.CachedInputTokenCount);
        Assert.InRange(second.Usage.InputTokenCount!.Value - second.Usage.CachedInputTokenCount!.Value, 1, 40);
    }

    [Fact]
    public async Task A_mask_makes_the_model_call_a_tool_without_tokenizer_files()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        Assert.False(engine.Description.Features.HasFlag(EngineFeatures.Lark));
        using HarmonyChatClient client = engine.Client();
        await AssertCallsAsync(client, maxTokens: 200);

        // With the tool that fits, and the header in the order that the model likes for it.
        ChatOptions options = new() { Tools = [Responses.Weather, Responses.Time], ToolMode = ChatToolMode.RequireAny, Temperature = 0 };
        Assert.Equal(["reasoning: I need the time.", "call: get_time(city=Oslo)"], (await client.AskAsync("What time is it in Oslo?", options)).Lines());
        Assert.Equal(["reasoning: I need the weather.", "call: get_current_weather(location=Oslo)"], (await client.AskAsync("What is the weather in Oslo?", options)).Lines());
        EngineException exception = await Assert.ThrowsAsync<EngineException>(() => client.AskAsync("Hello!", new() { ResponseFormat = ChatResponseFormat.Json }));
        Assert.Contains("tokenizer.json", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grammar_makes_the_model_call_a_tool_with_arguments_that_fit()
    {
        using var folder = new GuidedModelFolder();
        await using OnnxGenAIEngine engine = await folder.LoadAsync();
        using HarmonyChatClient client = engine.Client();
        foreach (FunctionCallContent call in await AssertCallsAsync(client, maxTokens: 400))
        {
            Assert.Null(call.Exception);
            string name = call.Name == "get_time" ? "city" : "location";
            Assert.Equal(JsonValueKind.String, Assert.IsType<JsonElement>(call.Arguments![name]).ValueKind);
        }
    }

    [Theory]
    [InlineData(ReasoningEffort.Low, null)]
    [InlineData(ReasoningEffort.Medium, 2)]
    public async Task A_grammar_makes_the_model_answer_in_the_form_that_is_asked_for(ReasoningEffort effort, int? budget)
    {
        using var folder = new GuidedModelFolder();
        await using OnnxGenAIEngine engine = await folder.LoadAsync();
        using HarmonyChatClient client = engine.Client(new() { ReasoningBudget = budget });
        JsonElement schema = JsonElement.Parse("""{"type":"object","properties":{"weather":{"enum":["sunny","rainy"]},"temperature":{"type":"integer","minimum":0,"maximum":9}},"required":["weather","temperature"],"additionalProperties":false}""");
        ChatOptions options = new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "report"), Temperature = 0, MaxOutputTokens = 400, Reasoning = new() { Effort = effort } };
        foreach (ChatResponse response in (ChatResponse[])[await client.AskAsync("Thank you.", options), (await client.StreamAsync("Thank you.", options)).ToChatResponse()])
        {
            Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
            Assert.Equal(budget ?? 0, response.Usage!.ReasoningTokenCount);
            JsonElement answer = JsonElement.Parse(response.Text);
            Assert.Contains(answer.GetProperty("weather").GetString(), (string[])["sunny", "rainy"]);
            Assert.InRange(answer.GetProperty("temperature").GetInt32(), 0, 9);
            Assert.Equal(2, answer.GetPropertyCount());
        }
    }

    [Fact]
    public async Task A_model_that_is_kept_from_answering_thinks_once_and_calls()
    {
        using var folder = new GuidedModelFolder();
        await using OnnxGenAIEngine engine = await folder.LoadAsync();
        using HarmonyChatClient client = engine.Client();
        ChatOptions options = new() { Tools = [Responses.Time], ToolMode = ChatToolMode.RequireAny, Temperature = 0, MaxOutputTokens = 200 };
        ChatResponse response = await client.AskAsync("What is the weather in Paris?", options);
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Collection(
            response.Messages[0].Contents,
            content => Assert.IsType<TextReasoningContent>(content),
            content => Assert.Equal("get_time", Assert.IsType<FunctionCallContent>(content).Name));
    }

    [Fact]
    public async Task Reasoning_is_ended_at_its_budget_and_the_answer_comes()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        using HarmonyChatClient client = engine.Client(new() { System = SystemContent.Default with { ReasoningEffort = ReasoningLevel.High } });
        ChatResponse free = await client.AskAsync("Thank you.", new() { Temperature = 0 });
        Assert.Equal(["reasoning: The user is making small talk. No tool is needed. I will answer in a friendly way.", "text: You are welcome!"], free.Lines());
        ChatOptions options = new() { Temperature = 0, AdditionalProperties = new() { [HarmonyChatClient.ReasoningBudgetProperty] = 7 } };
        foreach (ChatResponse response in (ChatResponse[])[await client.AskAsync("Thank you.", options), (await client.StreamAsync("Thank you.", options)).ToChatResponse()])
        {
            Assert.Equal("reasoning: The user is making small talk.", response.Lines()[0]);
            Assert.NotEqual("", response.Text);
            Assert.Equal((7, ChatFinishReason.Stop), (response.Usage!.ReasoningTokenCount!.Value, response.FinishReason!.Value));
        }
    }

    [Fact]
    public async Task High_temperatures_lose_nothing_and_throw_nothing()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        using HarmonyChatClient client = engine.Client();
        for (int seed = 0; seed < 12; seed++)
        {
            ChatOptions options = new() { Tools = [Responses.Weather, Responses.Time], Temperature = 3 + seed, Seed = seed, MaxOutputTokens = 80 };
            ChatResponse whole = await client.AskAsync("What is the weather in Oslo?", options);
            ChatResponse streamed = (await client.StreamAsync("What is the weather in Oslo?", options)).ToChatResponse();
            Assert.Equal(ReasoningOf(whole), ReasoningOf(streamed));
            Assert.Equal(whole.Text, streamed.Text);
            Assert.Equal(whole.FinishReason, streamed.FinishReason);
            Assert.Equal(whole.Usage!.OutputTokenCount, streamed.Usage!.OutputTokenCount);
        }
    }

    private static string ReasoningOf(ChatResponse response) =>
        string.Concat(response.Messages.SelectMany(message => message.Contents).OfType<TextReasoningContent>().Select(content => content.Text));

    /// <summary>What the model freely answers is a call where one is required.</summary>
    private static async Task<List<FunctionCallContent>> AssertCallsAsync(HarmonyChatClient client, int maxTokens)
    {
        ChatOptions options = new() { Tools = [Responses.Weather, Responses.Time], Temperature = 0, MaxOutputTokens = maxTokens, Reasoning = new() { Effort = ReasoningEffort.Low } };
        Assert.Equal(ChatFinishReason.Stop, (await client.AskAsync("Oslo", options)).FinishReason);
        List<FunctionCallContent> calls = [];
        foreach (ChatToolMode mode in (ChatToolMode[])[ChatToolMode.RequireAny, ChatToolMode.RequireSpecific("get_time"), ChatToolMode.RequireSpecific("get_current_weather")])
        {
            options.ToolMode = mode;
            ChatResponse response = await client.AskAsync("Oslo", options);
            Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
            FunctionCallContent call = response.Messages[0].Contents.OfType<FunctionCallContent>().Single();
            Assert.Contains(call.Name, mode is RequiredChatToolMode { RequiredFunctionName: { } name } ? [name] : (string[])["get_time", "get_current_weather"]);
            calls.Add(call);
        }

        return calls;
    }
}
