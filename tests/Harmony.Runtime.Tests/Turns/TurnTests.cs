using System.Text;
using Harmony.Chat;
using Harmony.Constraints;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Parsing;
using Harmony.Turns;
using Harmony.Vocabulary;

namespace Harmony.Runtime.Tests.Turns;

/// <summary>A turn over an engine, without any chat client above it.</summary>
public class TurnTests
{
    private const string Analysis = "<|channel|>analysis<|message|>";
    private const string Next = "<|end|><|start|>assistant";
    private const string Final = "<|channel|>final<|message|>";
    private const string Call = "<|channel|>commentary to=functions.get_time <|constrain|>json<|message|>{\"city\":\"Oslo\"}<|call|>";

    private static readonly ToolNamespace Tools = new("functions", [new ToolDescription("get_time", "Gets the time.", null), new ToolDescription("wait", "Waits.", null)]);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public async Task Events_come_in_order_however_the_ids_come(int batchSize)
    {
        var engine = new ScriptedEngine(ScriptedEngine.Ids($"{Analysis}I think.{Next}<|channel|>commentary<|message|>I look.{Next}{Call}")) { BatchSize = batchSize };
        using var runner = new TurnRunner(engine);
        await using Turn turn = runner.Start(Request());
        (string events, _) = await ReadAsync(turn);
        Assert.Equal("[Reasoning I think.][Preamble I look.][Call functions.get_time {\"city\":\"Oslo\"}]", events);
        Assert.Equal((TurnFinishReason.ToolCalls, null, false), (turn.FinishReason, turn.StopSequence, turn.IsInterrupted));
        Assert.Equal((engine.Requests[0].Prompt.Length, turn.Ids.Length, 3), (turn.Usage.PromptTokens, turn.Usage.GeneratedTokens, turn.Usage.ReasoningTokens));
        Assert.Equal(engine.Requests[0].Prompt.Length / 2, turn.Usage.CachedTokens);
        Assert.False(await turn.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(1, engine.Disposed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    public async Task A_stop_sequence_over_several_batches_ends_the_answer(int batchSize)
    {
        var engine = new ScriptedEngine(ScriptedEngine.Ids($"{Analysis}Two. Three.{Next}{Final}One. Two. Three.<|return|>")) { BatchSize = batchSize };
        using var runner = new TurnRunner(engine);
        await using Turn turn = runner.Start(Request(new ChatSettings { Stop = ["x", ". Three"] }));
        (string events, _) = await ReadAsync(turn);
        Assert.Equal("[Reasoning Two. Three.][Answer One. Two]", events);
        Assert.Equal((TurnFinishReason.Stop, ". Three"), (turn.FinishReason, turn.StopSequence));
        Assert.Equal(1, engine.Disposed);
    }

    [Fact]
    public async Task Reasoning_is_ended_at_its_budget_and_the_answer_is_forced()
    {
        var engine = ScriptedEngine.Of($"{Analysis}One two three four", "Four.<|return|>");
        using var runner = new TurnRunner(engine);
        await using Turn turn = runner.Start(Request(new ChatSettings { ReasoningBudget = 2 }));
        (string events, List<Message> messages) = await ReadAsync(turn);
        Assert.Equal("[Reasoning One two][Answer Four.]", events);
        Assert.Equal(engine.Prompt(0) + $"{Analysis}One two{Next}{Final}", engine.Prompt(1));

        // The ids of the messages are what the engine has read and written.
        int[] seen = [.. engine.Requests[0].Prompt.Span, .. turn.Ids];
        Assert.Equal(seen[^messages.Sum(message => message.RawIds!.Count)..], messages.SelectMany(message => message.RawIds!));
        Assert.Equal((6, 5 + 3), (turn.Usage.PromptTokens - engine.Requests[0].Prompt.Length, turn.Usage.GeneratedTokens));
    }

    [Fact]
    public async Task A_cancelled_read_ends_the_turn_with_what_came()
    {
        var engine = new ScriptedEngine(ScriptedEngine.Ids($"{Final}One two three<|return|>")) { WaitsAfter = 5 };
        using var runner = new TurnRunner(engine);
        await using Turn turn = runner.Start(Request());
        using var source = new CancellationTokenSource();
        Message? message = null;
        while (await turn.ReadAsync(source.Token))
        {
            while (turn.TryNext(out TurnEvent next))
            {
                message = next.Kind == TurnEventKind.MessageEnded && next.IsCut ? next.ToMessage() : message;
            }

            if (turn.Ids.Length == 5)
            {
                source.CancelAfter(1);
            }
        }

        Assert.Equal((true, TurnFinishReason.Length), (turn.IsInterrupted, turn.FinishReason));
        Assert.Equal("One two", message!.Text);
        Assert.Equal(SpecialTokens.End, message.RawIds![^1]);
        Assert.Equal(1, engine.Disposed);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(5, "[Answer One two]")]
    [InlineData(6, "[Answer One two three]")]
    public async Task An_engine_that_fails_gives_what_came_before(int failsAfter, string expected)
    {
        // The last word is held back for the stop sequence until it is known that it is no part of one.
        var engine = new ScriptedEngine(ScriptedEngine.Ids($"{Final}One two three four<|return|>")) { FailsAfter = failsAfter };
        using var runner = new TurnRunner(engine);
        await using Turn turn = runner.Start(Request(new ChatSettings { Stop = [" three five"] }));
        var events = new StringBuilder();
        EngineException failure = await Assert.ThrowsAsync<EngineException>(async () =>
        {
            while (await turn.ReadAsync(TestContext.Current.CancellationToken))
            {
                Append(turn, events, []);
            }
        });
        Assert.Equal(("The script says so.", expected), (failure.Message, events.ToString()));
    }

    [Fact]
    public async Task A_turn_is_read_to_its_end_at_once()
    {
        using var runner = new TurnRunner(ScriptedEngine.Of($"{Analysis}A.{Next}{Final}B.<|return|>"));
        await using Turn turn = runner.Start(Request());
        TurnResult result = await turn.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("A.", "B.", TurnFinishReason.Stop), (result.Reasoning, result.Text, result.FinishReason));
        Assert.Equal([MessageKind.Reasoning, MessageKind.Answer], result.Messages.Select(message => message.Kind));
    }

    [Fact]
    public async Task No_id_and_no_event_allocates()
    {
        OptimizedBuild.SkipWithout();
        int[] ids = [.. ScriptedEngine.Ids(Analysis), .. Enumerable.Repeat(ScriptedEngine.Ids(" word")[0], 1000), .. ScriptedEngine.Ids($"{Next}{Final}"), .. Enumerable.Repeat(ScriptedEngine.Ids(" word")[0], 1000), SpecialTokens.Return];
        var engine = new ScriptedEngine(_ => ids);
        using var runner = new TurnRunner(engine);

        // Another test's thread can take a rented array at any time, so the best of a few tries counts.
        long allocated = long.MaxValue;
        for (int i = 0; i < 10 && allocated > 0; i++)
        {
            await using Turn turn = runner.Start(Request(new ChatSettings { Stop = ["never", " word word words"] }));
            allocated = Math.Min(allocated, Allocated(turn, TestContext.Current.CancellationToken));
            Assert.Equal(ids.Length, turn.Ids.Length);
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task A_turn_keeps_to_the_conversation_that_it_was_started_with()
    {
        var engine = ScriptedEngine.Of($"{Final}Hi.<|return|>", $"{Final}Hi.<|return|>");
        using var runner = new TurnRunner(engine);
        Conversation conversation = [Message.User("One")];
        await using Turn first = runner.Start(TurnRequest.Create(conversation, ChatSettings.Default));
        conversation.Add(Message.User("Two"));
        await using Turn second = runner.Start(TurnRequest.Create(conversation, ChatSettings.Default));
        await first.ReadToEndAsync(TestContext.Current.CancellationToken);
        await second.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.EndsWith("<|message|>One<|end|><|start|>assistant", engine.Prompt(0), StringComparison.Ordinal);
        Assert.EndsWith("<|message|>One<|end|><|start|>user<|message|>Two<|end|><|start|>assistant", engine.Prompt(1), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_become_the_engines()
    {
        var bias = new Dictionary<int, float> { [5] = 1 };
        TurnRequest request = TurnRequest.Create(
            [Message.User("Hi")],
            new ChatSettings { MaxTokens = 9, Temperature = 0.5, TopP = 0.75, TopK = 4, MinP = 0.25, RepetitionPenalty = 1.5, Seed = (1L << 40) + 5, LogitBias = bias, PromptCacheKey = "key", ParallelToolCalls = false, ReasoningBudget = 7 });
        Assert.Equal(new SamplingOptions { Temperature = 0.5, TopP = 0.75, TopK = 4, MinP = 0.25, RepetitionPenalty = 1.5, Seed = 5 }, request.Generation.Sampling);
        Assert.Equal((9, "key", 7, false), (request.Generation.MaxTokens!.Value, request.Generation.SessionKey!, request.ReasoningBudget!.Value, request.AllowsSeveralCalls));
        Assert.Same(bias, request.Generation.LogitBias);
    }

    public static TheoryData<ChatSettings, EngineError, string> Refused => new()
    {
        { new() { Choices = 2 }, EngineError.Unsupported, "n is not supported" },
        { new() { LogProbs = true }, EngineError.Unsupported, "logprobs is not supported" },
        { new() { FrequencyPenalty = 1 }, EngineError.Unsupported, "frequency_penalty is not supported: engines support repetition_penalty" },
        { new() { PresencePenalty = 1 }, EngineError.Unsupported, "presence_penalty is not supported" },
        { new() { Stop = ["a", null!] }, EngineError.BadRequest, "stop[1] is null" },
        { new() { ToolChoice = ToolChoice.Required, ToolName = "other" }, EngineError.BadRequest, "tool_choice: a call of 'other' is required, but there is no tool of that name" },
        { new() { ToolChoice = ToolChoice.Required }, EngineError.Unsupported, "A call of one of several tools (tool_choice) needs an engine" },
        { new() { ResponseFormat = ChatSettings.AnyJsonObject }, EngineError.Unsupported, "An answer in JSON (response_format) needs an engine" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void What_is_not_supported_is_refused_by_name(ChatSettings settings, EngineError error, string said)
    {
        using var runner = new TurnRunner(new ScriptedEngine());
        Conversation conversation = [Message.Developer(new DeveloperContent { Tools = [Tools] }), Message.User("Hi")];
        EngineException exception = Assert.Throws<EngineException>(() => runner.Start(TurnRequest.Create(conversation, settings)));
        Assert.Equal(error, exception.Error);
        Assert.Contains(said, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("get_time")]
    [InlineData("functions.get_time")]
    public async Task The_header_of_a_required_tool_is_written_for_the_model(string name)
    {
        var engine = ScriptedEngine.Of("{}<|call|>");
        using var runner = new TurnRunner(engine);
        await using Turn turn = runner.Start(TurnRequest.Create(
            [Message.Developer(new DeveloperContent { Tools = [Tools] }), Message.User("Hi")], new ChatSettings { ToolChoice = ToolChoice.Required, ToolName = name }));
        (string events, _) = await ReadAsync(turn);
        Assert.Equal("[Call functions.get_time {}]", events);
        Assert.EndsWith("<|start|>assistant to=functions.get_time<|channel|>commentary <|constrain|>json<|message|>", engine.Prompt(), StringComparison.Ordinal);
        Assert.Equal((engine.Requests[0].Prompt.Length, 2), (turn.Usage.PromptTokens, turn.Usage.GeneratedTokens));
    }

    private static TurnRequest Request(ChatSettings? settings = null) => TurnRequest.Create([Message.User("Hi")], settings ?? ChatSettings.Default);

    private static async Task<(string Events, List<Message> Messages)> ReadAsync(Turn turn)
    {
        var events = new StringBuilder();
        List<Message> messages = [];
        while (await turn.ReadAsync(TestContext.Current.CancellationToken))
        {
            Append(turn, events, messages);
        }

        return (events.ToString(), messages);
    }

    private static void Append(Turn turn, StringBuilder events, List<Message> messages)
    {
        while (turn.TryNext(out TurnEvent next))
        {
            switch (next.Kind)
            {
                case TurnEventKind.MessageStarted:
                    events.Append($"[{next.MessageKind} ");
                    break;
                case TurnEventKind.CallStarted:
                    events.Append($"[Call {Encoding.UTF8.GetString(next.Header.Recipient)} ");
                    break;
                case TurnEventKind.MessageEnded or TurnEventKind.CallEnded:
                    events.Append(']');
                    messages.Add(next.ToMessage());
                    break;
                default:
                    events.Append(Encoding.UTF8.GetString(next.Text));
                    break;
            }
        }
    }

    /// <summary>Reads a turn of an engine that never makes anyone wait.</summary>
    /// <returns>The bytes that were allocated after the first hundred ids.</returns>
    private static long Allocated(Turn turn, CancellationToken cancellationToken)
    {
        long before = 0;
        while (true)
        {
            ValueTask<bool> read = turn.ReadAsync(cancellationToken);
            if (!(read.IsCompletedSuccessfully ? read.Result : throw new InvalidOperationException("The engine made the turn wait.")))
            {
                return GC.GetAllocatedBytesForCurrentThread() - before;
            }

            while (turn.TryNext(out _))
            {
            }

            if (turn.Ids.Length == 100)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }
        }
    }
}
