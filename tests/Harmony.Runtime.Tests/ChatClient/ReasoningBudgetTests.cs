using Harmony.Engines;
using Microsoft.Extensions.AI;

namespace Harmony.Runtime.Tests.ChatClient;

/// <summary>Where the reasoning has taken what it may, it is ended and the answer comes all the same.</summary>
public class ReasoningBudgetTests
{
    private const string Thinking = "<|channel|>analysis<|message|>One two three four five six";
    private const string Forced = "<|end|><|start|>assistant<|channel|>final<|message|>";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public async Task Reasoning_is_ended_at_its_budget_and_the_answer_comes(int batchSize)
    {
        var engine = new ScriptedEngine(ScriptedEngine.Ids(Thinking + "<|end|>"), ScriptedEngine.Ids("Four.<|return|>")) { BatchSize = batchSize };
        using var client = engine.Client(new() { ReasoningBudget = 4 });
        ChatResponse response = await client.AskAsync();
        Assert.Equal(["reasoning: One two three four", "text: Four."], response.Lines());
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal(engine.Prompt(0) + "<|channel|>analysis<|message|>One two three four" + Forced, engine.Prompt(1));
        Assert.Equal(2, engine.Disposed);

        // Written by the model: the header, four ids, three of the answer. What was written for it, it read.
        Assert.Equal((4L, 10L, engine.Requests[0].Prompt.Length + 6L), (response.Usage!.ReasoningTokenCount!.Value, response.Usage.OutputTokenCount!.Value, response.Usage.InputTokenCount!.Value));
    }

    [Fact]
    public async Task Reasoning_that_ends_within_its_budget_is_left_alone()
    {
        var engine = ScriptedEngine.Of("<|channel|>analysis<|message|>One two<|end|><|start|>assistant<|channel|>final<|message|>Four.<|return|>");
        using var client = engine.Client(new() { ReasoningBudget = 2 });
        Assert.Equal(["reasoning: One two", "text: Four."], (await client.AskAsync()).Lines());
        Assert.Single(engine.Requests);
    }

    [Fact]
    public async Task A_budget_of_nothing_leaves_calls_and_answers()
    {
        var engine = ScriptedEngine.Of(Thinking, "Four.<|return|>", " to=functions.f<|channel|>commentary json<|message|>{}<|call|>");
        using var client = engine.Client();
        ChatOptions options = new() { AdditionalProperties = new() { ["reasoning_budget"] = 0 } };
        Assert.Equal(["text: Four."], (await client.AskAsync("Hi", options)).Lines());
        Assert.Equal(["call: f()"], (await client.AskAsync("Hi", options)).Lines());
    }

    [Fact]
    public async Task A_request_says_its_own_budget()
    {
        var engine = ScriptedEngine.Of(Thinking, "Four.<|return|>");
        using var client = engine.Client(new() { ReasoningBudget = 100 });
        ChatResponse response = await client.AskAsync("Hi", new() { AdditionalProperties = new() { [Harmony.ChatClient.HarmonyChatClient.ReasoningBudgetProperty] = 2L } });
        Assert.Equal(["reasoning: One two", "text: Four."], response.Lines());
    }

    [Theory]
    [InlineData("many")]
    [InlineData(-1)]
    [InlineData(1.5)]
    public async Task A_budget_that_is_no_number_of_ids_is_refused(object value)
    {
        using var client = new ScriptedEngine().Client();
        EngineException exception = await Assert.ThrowsAsync<EngineException>(() => client.AskAsync("Hi", new() { AdditionalProperties = new() { ["reasoning_budget"] = value } }));
        Assert.Equal(EngineError.BadRequest, exception.Error);
        Assert.Contains("reasoning_budget", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_maximum_counts_for_both_generations()
    {
        var engine = ScriptedEngine.Of(Thinking, "Four five six.<|return|>");
        using var client = engine.Client(new() { ReasoningBudget = 3 });
        ChatResponse response = await client.AskAsync("Hi", new() { MaxOutputTokens = 8 });
        Assert.Equal(["reasoning: One two three", "text: Four five"], response.Lines());
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
        Assert.Equal((8, 2), (engine.Requests[0].MaxTokens!.Value, engine.Requests[1].MaxTokens!.Value));
        Assert.Equal(8, response.Usage!.OutputTokenCount);
    }

    [Fact]
    public async Task Where_the_context_is_full_the_turn_is_cut_off()
    {
        var probe = ScriptedEngine.Of("<|channel|>final<|message|>x<|return|>");
        using var first = probe.Client();
        await first.AskAsync();
        int[] ids = ScriptedEngine.Ids(Thinking);
        using var client = new ScriptedEngine(ids) { ContextLength = probe.Requests[0].Prompt.Length + 8 }.Client(new() { ReasoningBudget = 3 });
        ChatResponse response = await client.AskAsync();
        Assert.Equal(["reasoning: One two three"], response.Lines());
        Assert.Equal(ChatFinishReason.Length, response.FinishReason);
    }

    [Fact]
    public async Task A_stream_ends_its_reasoning_in_the_same_way()
    {
        var engine = ScriptedEngine.Of(Thinking, "Four.<|return|>");
        using var client = engine.Client(new() { ReasoningBudget = 2 });
        List<ChatResponseUpdate> updates = await client.StreamAsync();
        Assert.Equal(["reasoning: One", "reasoning:  two", "text: Four", "text: .", "UsageContent"], updates.SelectMany(update => update.Contents).Select(Responses.Line));
    }
}
