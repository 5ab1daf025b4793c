using Microsoft.Extensions.AI;

namespace Harmony.Runtime.Tests.ChatClient;

/// <summary>A stop sequence is a text, wherever the ids have their borders.</summary>
public class StopSequenceTests
{
    [Theory]
    [InlineData("One. Two. Three.", "Two", "One. ")]
    [InlineData("One. Two. Three.", ". T", "One")]
    [InlineData("One. Two. Three.", "One", "")]
    [InlineData("One. Two. Three.", "Three.", "One. Two. ")]
    [InlineData("One. Two. Three.", "Three.!", "One. Two. Three.")]
    [InlineData("One. Two. Three.", "four", "One. Two. Three.")]
    [InlineData("aaab", "aab", "a")]
    [InlineData("ababac", "abac", "ab")]
    [InlineData("A 🧑‍🚀 flies", "‍🚀", "A 🧑")]
    [InlineData("A 🧑‍🚀 flies", "🚀 f", "A 🧑‍")]
    public async Task An_answer_ends_before_the_sequence(string text, string stop, string expected)
    {
        ChatOptions options = new() { StopSequences = [stop] };
        foreach (int batchSize in (int[])[1, 2, 5, 64])
        {
            int[] ids = ScriptedEngine.Ids($"<|channel|>final<|message|>{text}<|return|>");
            var engine = new ScriptedEngine(ids, ids) { BatchSize = batchSize };
            using var client = engine.Client();
            ChatResponse response = await client.AskAsync("Hi", options);
            Assert.Equal(expected, response.Text);
            Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
            List<ChatResponseUpdate> updates = await client.StreamAsync("Hi", options);
            Assert.Equal(expected, string.Concat(updates.Select(update => update.Text)));
            Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
            Assert.Equal(2, engine.Disposed);
        }
    }

    [Fact]
    public async Task Of_several_sequences_the_first_in_the_text_counts()
    {
        using var client = ScriptedEngine.Of("<|channel|>final<|message|>One. Two. Three.<|return|>").Client();
        Assert.Equal("One", (await client.AskAsync("Hi", new() { StopSequences = ["Three", "Two", "", "."] })).Text);
    }

    [Fact]
    public async Task Reasoning_preambles_and_arguments_are_not_looked_at()
    {
        const string Turn = "<|channel|>analysis<|message|>Stop here.<|end|><|start|>assistant<|channel|>commentary<|message|>Stop now.<|end|><|start|>assistant to=functions.f<|channel|>commentary json<|message|>{\"a\":\"Stop\"}<|call|>";
        using var client = ScriptedEngine.Of(Turn).Client();
        Assert.Equal(["reasoning: Stop here.", "text: Stop now.", "call: f(a=Stop)"], (await client.AskAsync("Hi", new() { StopSequences = ["Stop"] })).Lines());
    }

    [Fact]
    public async Task Text_that_may_begin_a_sequence_is_held_back_until_it_is_known()
    {
        using var client = ScriptedEngine.Of("<|channel|>final<|message|>One. Two<|return|>").Client();
        List<ChatResponseUpdate> updates = await client.StreamAsync("Hi", new() { StopSequences = [". Three"] });
        Assert.Equal(["One", ". Two"], updates.Select(update => update.Text).Where(text => text.Length > 0));
    }
}
