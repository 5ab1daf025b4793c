using Harmony.Vocabulary;
using Microsoft.Extensions.AI;

namespace Harmony.Runtime.Tests.ChatClient;

/// <summary>What the model wrote, as contents.</summary>
public class ResponseContentTests
{
    private const string Call = "<|channel|>commentary to=functions.get_time <|constrain|>json<|message|>{\"city\":\"Oslo\"}<|call|>";

    public static TheoryData<string, string[], string> Turns => new()
    {
        { "<|channel|>final<|message|>Hello!<|return|>", ["text: Hello!"], "stop" },
        { "<|channel|>analysis<|message|>Think.<|end|><|start|>assistant<|channel|>final<|message|>Hello!<|return|>", ["reasoning: Think.", "text: Hello!"], "stop" },
        { Call, ["call: get_time(city=Oslo)"], "tool_calls" },
        { " to=functions.get_time<|channel|>commentary <|constrain|>json<|message|>{\"city\":\"Oslo\"}<|call|>", ["call: get_time(city=Oslo)"], "tool_calls" },
        { $"<|channel|>analysis<|message|>Think.<|end|><|start|>assistant<|channel|>commentary<|message|>I will look.<|end|><|start|>assistant{Call}", ["reasoning: Think.", "text: I will look.", "call: get_time(city=Oslo)"], "tool_calls" },
        { $"<|channel|>commentary to=functions.get_time json<|message|>{{\"city\":\"Rome\"}}<|end|><|start|>assistant{Call}", ["call: get_time(city=Rome)", "call: get_time(city=Oslo)"], "tool_calls" },
        { "<|channel|>commentary<|message|>First.<|end|><|start|>assistant<|channel|>final<|message|>Then.<|return|>", ["text: First.", "text: \n\nThen."], "stop" },
        { "<|channel|>analysis<|message|>A.<|end|><|start|>assistant<|channel|>analysis<|message|>B.<|end|><|start|>assistant<|channel|>final<|message|>C.<|return|>", ["reasoning: A.", "reasoning: \n\nB.", "text: C."], "stop" },
        { " to=browser.search<|channel|>commentary <|constrain|>json<|message|>{}<|call|>", ["call: browser.search()"], "tool_calls" },
        { " to=python<|channel|>analysis <|constrain|>code<|message|>print(1)<|call|>", ["call: python() wrong"], "tool_calls" },
        { "<|channel|>commentary to=functions.get_time <|constrain|>json<|message|>{\"city\":<|call|>", ["call: get_time() wrong"], "tool_calls" },
        { "<|channel|>commentary to=functions.get_time <|constrain|>json<|message|>[1]<|call|>", ["call: get_time() wrong"], "tool_calls" },
        { "<|channel|>commentary to=functions.get_time<|message|><|call|>", ["call: get_time()"], "tool_calls" },
        { "<|channel|>commentary to=functions.get_time <|constrain|>json<|message|>{\"a\":1,\"a\":[null],\"b\":null}<|call|>", ["call: get_time(a=[null], b=null)"], "tool_calls" },
        { "<|channel|>final<|message|>Cut", ["text: Cut"], "length" },
        { "<|channel|>commentary to=functions.get_time <|constrain|>json<|message|>{\"city\":\"Oslo\"}", [], "length" },
        { "<|channel|>commentary to=functions.get_time", [], "length" },
        { "<|channel|>final<|message|>Done.<|end|><|start|>user<|message|>I make this up.<|end|>", ["text: Done."], "stop" },
        { "<|channel|>commentary<|message|>Done.<|end|><|start|>user<|message|>I make this up.<|end|>", ["text: Done."], "stop" },
        { "Hello<|return|>", ["text: Hello"], "stop" },
        { "<|channel|>odd<|message|>What?<|return|>", ["text: What?"], "stop" },
        { "<|channel|>analysis<|message|>No end<|channel|>final<|message|>Answer<|return|>", ["reasoning: No end", "text: Answer"], "stop" },
        { "<|channel|>final<|message|><|return|>", [], "stop" },
    };

    [Theory]
    [MemberData(nameof(Turns))]
    public async Task A_turn_becomes_contents_and_says_why_it_is_over(string written, string[] lines, string reason)
    {
        using var client = ScriptedEngine.Of(written).Client();
        ChatResponse response = await client.AskAsync();
        Assert.Equal(lines, response.Lines());
        Assert.Equal(reason, response.FinishReason!.Value.Value);
    }

    [Theory]
    [MemberData(nameof(Turns))]
    public async Task A_stream_says_the_same_as_the_whole_however_the_ids_come(string written, string[] lines, string reason)
    {
        _ = lines;
        using var whole = ScriptedEngine.Of(written).Client();
        string expected = string.Join('|', Joined((await whole.AskAsync()).Messages.SelectMany(message => message.Contents)));
        foreach (int batchSize in (int[])[1, 2, 3, 7, 64])
        {
            var engine = new ScriptedEngine(ScriptedEngine.Ids(written)) { BatchSize = batchSize };
            using var client = engine.Client();
            List<ChatResponseUpdate> updates = await client.StreamAsync();
            Assert.Equal(expected, string.Join('|', Joined(updates.SelectMany(update => update.Contents).Where(content => content is not UsageContent))));
            Assert.Equal(reason, updates[^1].FinishReason!.Value.Value);
            Assert.All(updates[..^1], update => Assert.Null(update.FinishReason));
            Assert.Single(updates.Select(update => (update.ResponseId, update.MessageId, update.ModelId, update.Role)).Distinct());
            Assert.Equal(1, engine.Disposed);
        }
    }

    [Fact]
    public async Task Text_is_streamed_as_it_comes_and_a_call_when_it_is_whole()
    {
        using var client = ScriptedEngine.Of($"<|channel|>analysis<|message|>I think.<|end|><|start|>assistant{Call}").Client();
        List<ChatResponseUpdate> updates = await client.StreamAsync();
        Assert.Equal(["reasoning: I", "reasoning:  think", "reasoning: .", "call: get_time(city=Oslo)", "UsageContent"], updates.SelectMany(update => update.Contents).Select(Responses.Line));
    }

    [Fact]
    public async Task A_character_of_several_ids_is_not_torn()
    {
        const string Text = "Größe 🧑‍🚀 䨻 \U00020BB7";
        using var client = ScriptedEngine.Of($"<|channel|>final<|message|>{Text}<|return|>").Client();
        List<ChatResponseUpdate> updates = await client.StreamAsync();
        Assert.Equal(Text, string.Concat(updates.Select(update => update.Text)));
        Assert.DoesNotContain(updates, update => update.Text.Contains('\uFFFD', StringComparison.Ordinal) || (update.Text.Length > 0 && char.IsLowSurrogate(update.Text[0])));
    }

    [Fact]
    public async Task Any_ids_become_a_response_and_nothing_throws()
    {
        var random = new Random(20261123);
        int[] specials = [SpecialTokens.Start, SpecialTokens.Channel, SpecialTokens.Message, SpecialTokens.End, SpecialTokens.Constrain, SpecialTokens.Call, SpecialTokens.Return, SpecialTokens.EndOfText];
        int[] words = [.. ScriptedEngine.Ids(" to=functions.get_time analysis commentary final assistant user json {\"a\":")];
        for (int round = 0; round < 300; round++)
        {
            int[] ids = new int[random.Next(1, 60)];
            for (int i = 0; i < ids.Length; i++)
            {
                ids[i] = random.Next(3) switch { 0 => specials[random.Next(specials.Length)], 1 => words[random.Next(words.Length)], _ => random.Next(201088) };
            }

            using var client = new ScriptedEngine(ids, ids).Client(new() { ReasoningBudget = round % 2 == 0 ? null : 1000 });
            ChatResponse response = await client.AskAsync();
            ChatResponse streamed = (await client.StreamAsync()).ToChatResponse();
            Assert.Equal(Joined(response.Messages[0].Contents), Joined(streamed.Messages.SelectMany(message => message.Contents)));

            // And what was read can be said again.
            List<ChatMessage> messages = [new(ChatRole.User, "Hi"), .. response.Messages];
            messages.AddRange(response.Messages[0].Contents.OfType<FunctionCallContent>().Select(call => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, "ok")])));
            using var next = ScriptedEngine.Of("<|channel|>final<|message|>ok<|return|>").Client();
            Assert.Equal("ok", (await next.AskAsync(messages)).Text);
        }
    }

    [Fact]
    public async Task What_the_model_wrote_comes_back_as_the_ids_that_it_wrote()
    {
        // Neither the header's order nor the ids of the texts are the renderer's own.
        int[] written =
        [
            .. ScriptedEngine.Ids("<|channel|>analysis<|message|>"), .. ScriptedEngine.Ids("Th"), .. ScriptedEngine.Ids("ink"), SpecialTokens.End,
            .. ScriptedEngine.Ids("<|start|>assistant<|channel|>commentary to=functions.get_time <|constrain|>json<|message|>{ \"city\" : \"Oslo\" }<|call|>"),
        ];
        var engine = new ScriptedEngine(written, ScriptedEngine.Ids("<|channel|>final<|message|>Now.<|return|>"));
        using var client = engine.Client();
        ChatResponse response = await client.AskAsync();
        var call = response.Messages[0].Contents.OfType<FunctionCallContent>().Single();
        await client.AskAsync([new(ChatRole.User, "Hi"), .. response.Messages, new(ChatRole.Tool, [new FunctionResultContent(call.CallId, "12:00")])]);
        int[] seen = [.. engine.Requests[0].Prompt.Span, .. written];
        Assert.Equal(seen, engine.Requests[1].Prompt.Span[..seen.Length].ToArray());
        Assert.EndsWith("<|call|><|start|>functions.get_time to=assistant<|channel|>commentary<|message|>12:00<|end|><|start|>assistant", engine.Prompt(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_changed_is_rendered_anew()
    {
        var engine = ScriptedEngine.Of($"<|channel|>analysis<|message|>Think<|end|><|start|>assistant{Call}", "<|channel|>final<|message|>Now.<|return|>");
        using var client = engine.Client();
        ChatMessage answer = (await client.AskAsync()).Messages[0];
        ((TextReasoningContent)answer.Contents[0]).Text = "Other";
        var call = (FunctionCallContent)answer.Contents[1];
        call.Arguments!["city"] = "Rome";
        await client.AskAsync([new(ChatRole.User, "Hi"), answer, new(ChatRole.Tool, [new FunctionResultContent(call.CallId, "12:00")])]);
        Assert.Contains(
            "<|start|>assistant<|channel|>analysis<|message|>Other<|end|><|start|>assistant to=functions.get_time<|channel|>commentary json<|message|>{\"city\":\"Rome\"}<|call|>",
            engine.Prompt(1),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_call_may_be_all_that_is_allowed()
    {
        var engine = ScriptedEngine.Of($"<|channel|>commentary to=functions.get_time json<|message|>{{\"city\":\"Rome\"}}<|end|><|start|>assistant{Call}");
        using var client = engine.Client();
        ChatResponse response = await client.AskAsync("Hi", new() { AllowMultipleToolCalls = false });
        Assert.Equal(["call: get_time(city=Rome)"], response.Lines());
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Fact]
    public async Task Reasoning_is_left_out_where_it_is_not_wanted_and_counted_all_the_same()
    {
        var engine = ScriptedEngine.Of("<|channel|>analysis<|message|>I think.<|end|><|start|>assistant<|channel|>final<|message|>Hi.<|return|>");
        using var client = engine.Client();
        ChatResponse response = await client.AskAsync("Hi", new() { Reasoning = new() { Output = ReasoningOutput.None } });
        Assert.Equal(["text: Hi."], response.Lines());
        Assert.Equal(3, response.Usage!.ReasoningTokenCount);
    }

    [Fact]
    public async Task Usage_is_what_the_engine_counted()
    {
        var engine = ScriptedEngine.Of("<|channel|>analysis<|message|>I think.<|end|><|start|>assistant<|channel|>final<|message|>Hi.<|return|>");
        using var client = engine.Client();
        UsageDetails usage = (await client.AskAsync()).Usage!;
        int prompt = engine.Requests[0].Prompt.Length;
        Assert.Equal((prompt, 15, prompt + 15, prompt / 2, 3), ((int)usage.InputTokenCount!, (int)usage.OutputTokenCount!, (int)usage.TotalTokenCount!, (int)usage.CachedInputTokenCount!, (int)usage.ReasoningTokenCount!));
    }

    [Fact]
    public async Task A_cancelled_turn_throws_and_ends_the_generation()
    {
        var engine = ScriptedEngine.Of("<|channel|>final<|message|>One two three four five<|return|>");
        using var client = engine.Client();
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync([new(ChatRole.User, "Hi")], null, source.Token))
            {
                await source.CancelAsync();
            }
        });
        Assert.Equal(1, engine.Disposed);
    }

    /// <summary>The contents, texts that follow one another joined.</summary>
    private static List<string> Joined(IEnumerable<AIContent> contents)
    {
        List<string> lines = [];
        Type? last = null;
        foreach (AIContent content in contents)
        {
            if (content is TextContent or TextReasoningContent && content.GetType() == last)
            {
                lines[^1] += content is TextContent text ? text.Text : ((TextReasoningContent)content).Text;
            }
            else
            {
                lines.Add(Responses.Line(content));
            }

            last = content.GetType();
        }

        return lines;
    }
}
