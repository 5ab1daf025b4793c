using System.Text.Json;
using Harmony.ChatClient;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Vocabulary;
using Microsoft.Extensions.AI;

namespace Harmony.Runtime.Tests.ChatClient;

/// <summary>What the options of a request become, and what is refused.</summary>
public class ChatOptionsTests
{
    private const string Answer = "<|channel|>final<|message|>Hi.<|return|>";

    [Fact]
    public async Task Without_options_the_engine_is_asked_by_its_own_defaults()
    {
        GenerationRequest request = await RequestOf(null);
        Assert.Equal(SamplingOptions.Default, request.Sampling);
        Assert.Null(request.MaxTokens);
        Assert.Null(request.Constraint);
        Assert.Equal([SpecialTokens.Return, SpecialTokens.Call], request.StopIds.ToArray().Order());
    }

    [Fact]
    public async Task Sampling_and_the_maximum_are_the_engines()
    {
        GenerationRequest request = await RequestOf(new() { Temperature = 0.5f, TopP = 0.75f, TopK = 40, Seed = 7, MaxOutputTokens = 99, FrequencyPenalty = 0, PresencePenalty = 0 });
        Assert.Equal(new SamplingOptions { Temperature = 0.5, TopP = 0.75, TopK = 40, Seed = 7 }, request.Sampling);
        Assert.Equal(99, request.MaxTokens);
    }

    [Theory]
    [InlineData(-1L, int.MaxValue)]
    [InlineData(1L << 31, 0)]
    [InlineData((1L << 40) + 5, 5)]
    public async Task A_seed_of_64_bits_is_taken_to_31(long seed, int expected) =>
        Assert.Equal(expected, (await RequestOf(new() { Seed = seed })).Sampling.Seed);

    [Fact]
    public async Task A_raw_request_gives_what_the_options_have_no_word_for()
    {
        var engine = new ScriptedEngine(ScriptedEngine.Ids(Answer)) { Features = EngineFeatures.MinP | EngineFeatures.LogitBias };
        using var client = engine.Client();
        IChatClient? asked = null;
        ChatOptions options = new()
        {
            Temperature = 0.25f,
            RawRepresentationFactory = from =>
            {
                asked = from;
                return new GenerationRequest(ScriptedEngine.Ids("not looked at"))
                {
                    Sampling = new() { Temperature = 2, MinP = 0.5 },
                    MaxTokens = 50,
                    LogitBias = new Dictionary<int, float> { [5] = 1 },
                    SessionKey = "one",
                };
            },
        };
        await client.AskAsync("Hi", options);
        GenerationRequest request = engine.Requests[0];
        Assert.Same(client, asked);
        Assert.Equal(new SamplingOptions { Temperature = 0.25, MinP = 0.5 }, request.Sampling);
        Assert.Equal((50, "one", 1f), (request.MaxTokens!.Value, request.SessionKey, request.LogitBias![5]));
        Assert.EndsWith("Hi<|end|><|start|>assistant", engine.Prompt(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_raw_representation_of_something_else_is_not_looked_at() =>
        Assert.Equal(SamplingOptions.Default, (await RequestOf(new() { RawRepresentationFactory = _ => "no request" })).Sampling);

    [Theory]
    [InlineData(ReasoningEffort.None, "low")]
    [InlineData(ReasoningEffort.Low, "low")]
    [InlineData(ReasoningEffort.Medium, "medium")]
    [InlineData(ReasoningEffort.High, "high")]
    [InlineData(ReasoningEffort.ExtraHigh, "high")]
    public async Task The_effort_is_said_in_the_system_message(ReasoningEffort effort, string said)
    {
        var engine = ScriptedEngine.Of(Answer);
        using var client = engine.Client();
        await client.AskAsync("Hi", new() { Reasoning = new() { Effort = effort } });
        Assert.Contains($"Reasoning: {said}\n", engine.Prompt(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_clients_own_system_content_counts_where_a_request_says_nothing()
    {
        var engine = ScriptedEngine.Of(Answer);
        var system = Conversations.SystemContent.Default with { ReasoningEffort = ReasoningLevel.High, ConversationStartDate = "2026-11-23" };
        using var client = engine.Client(new() { System = system });
        await client.AskAsync("Hi", new() { ModelId = "another", Instructions = "Be brief." });
        Assert.Contains("Reasoning: high\n", engine.Prompt(), StringComparison.Ordinal);
        Assert.Contains("Current date: 2026-11-23\n", engine.Prompt(), StringComparison.Ordinal);
        Assert.Contains("<|start|>developer<|message|># Instructions\n\nBe brief.<|end|>", engine.Prompt(), StringComparison.Ordinal);
    }

    public static TheoryData<ChatOptions, EngineError, string[]> Refused => new()
    {
        { new() { ConversationId = "c1" }, EngineError.Unsupported, ["ConversationId", "all messages"] },
        { new() { FrequencyPenalty = 0.5f }, EngineError.Unsupported, ["FrequencyPenalty", "RepetitionPenalty", "RawRepresentationFactory"] },
        { new() { PresencePenalty = -1 }, EngineError.Unsupported, ["PresencePenalty", "RepetitionPenalty"] },
        { new() { MaxOutputTokens = 0 }, EngineError.BadRequest, ["MaxTokens is 0"] },
        { new() { Tools = [new HostedWebSearchTool()] }, EngineError.Unsupported, ["tools[0]", "HostedWebSearchTool", "Only functions"] },
        { new() { Tools = [Responses.Time, Responses.Weather, Responses.Time] }, EngineError.BadRequest, ["tools[2]", "get_time"] },
        { new() { ToolMode = ChatToolMode.RequireAny }, EngineError.BadRequest, ["required", "no tools"] },
        { new() { ToolMode = ChatToolMode.RequireSpecific("other"), Tools = [Responses.Time] }, EngineError.BadRequest, ["'other'", "no tool of that name"] },
        { new() { ToolMode = ChatToolMode.RequireAny, Tools = [Responses.Time, Responses.Weather] }, EngineError.Unsupported, ["ToolMode", "Scripted 1.0", "TopP", "tokenizer.json"] },
        { new() { StopSequences = ["a", null!] }, EngineError.BadRequest, ["StopSequences[1] is null"] },
        { new() { ResponseFormat = ChatResponseFormat.Json }, EngineError.Unsupported, ["ResponseFormat", "JSON", "UsesLlguidance"] },
        { new() { RawRepresentationFactory = _ => new GenerationRequest(default) { Sampling = new() { MinP = 0.5 } } }, EngineError.Unsupported, ["MinP"] },
        { new() { AdditionalProperties = new() { ["reasoning_budget"] = JsonElement.Parse("-3") } }, EngineError.BadRequest, ["reasoning_budget", "-3"] },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task What_cannot_be_done_is_refused_before_anything_is_generated(ChatOptions options, EngineError error, string[] said)
    {
        var engine = ScriptedEngine.Of(Answer);
        using var client = engine.Client();
        EngineException exception = await Assert.ThrowsAsync<EngineException>(() => client.AskAsync("Hi", options));
        EngineException streamed = await Assert.ThrowsAsync<EngineException>(() => client.StreamAsync("Hi", options));
        Assert.Equal(error, exception.Error);
        Assert.All(said, word => Assert.Contains(word, exception.Message, StringComparison.Ordinal));
        Assert.Equal(exception.Message, streamed.Message);
        Assert.Empty(engine.Requests);
    }

    [Fact]
    public async Task A_number_out_of_range_is_an_argument_out_of_range()
    {
        using var client = ScriptedEngine.Of(Answer).Client();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.AskAsync("Hi", new() { Temperature = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new HarmonyChatClientOptions { ReasoningBudget = -1 });
        Assert.Throws<ArgumentException>(() => new HarmonyChatClientOptions { Rendering = new() { NextRole = Conversations.Role.User } });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_constraint_of_ones_own_goes_with_no_other(bool hasBudget)
    {
        var engine = new ScriptedEngine(ScriptedEngine.Ids(Answer)) { Features = EngineFeatures.Lark };
        using var client = engine.Client();
        var constraint = new GrammarConstraint(GrammarLanguage.Lark, "start: \"a\"\n");
        ChatOptions options = new() { RawRepresentationFactory = _ => new GenerationRequest(default) { Constraint = constraint } };
        await client.AskAsync("Hi", options);
        Assert.Same(constraint, engine.Requests[0].Constraint);
        options.ResponseFormat = hasBudget ? null : ChatResponseFormat.Json;
        options.AdditionalProperties = hasBudget ? new() { ["reasoning_budget"] = 5 } : null;
        EngineException exception = await Assert.ThrowsAsync<EngineException>(() => client.AskAsync("Hi", options));
        Assert.Contains("Constraint of its own", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<GenerationRequest> RequestOf(ChatOptions? options)
    {
        var engine = ScriptedEngine.Of(Answer);
        using var client = engine.Client();
        await client.AskAsync("Hi", options);
        return engine.Requests[0];
    }
}
