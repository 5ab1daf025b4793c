using Harmony.Constraints;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.OnnxGenAI;
using Harmony.Parsing;
using Harmony.Rendering;
using Harmony.Tokenization;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>Answers that keep to a grammar, by the engine's own guidance, which reads the vocabulary from our files.</summary>
public sealed class GuidanceTests : IDisposable
{
    private static readonly ToolNamespace Tools = ToolNamespace.Functions(
    [
        new("get_time", "Gets the current time in the location.", ToolParameters.Parse("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""")),
    ]);

    private readonly GuidedModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_tool_that_has_to_be_called_is_called_with_arguments_that_fit()
    {
        await using OnnxGenAIEngine engine = await LoadAsync();
        Assert.True(engine.Description.Features.HasFlag(EngineFeatures.Lark | EngineFeatures.JsonSchema));
        Conversation conversation = new([Message.System(SystemContent.Default with { ReasoningEffort = ReasoningLevel.Low }), Message.Developer(new DeveloperContent { Tools = [Tools] }), Message.User("Hello!")]);
        int[] prompt = HarmonyRenderer.Render(conversation);
        var constraint = new GrammarConstraint(GrammarLanguage.Lark, EngineGrammar.For(conversation, ToolChoice.Required).ToLark(allowUnicodeEscapes: false));
        foreach (SamplingOptions sampling in (SamplingOptions[])[SamplingOptions.Greedy, new() { Temperature = 1, TopP = 0.95, Seed = 4 }, SamplingOptions.Greedy])
        {
            Answer answer = await engine.GenerateAsync(new(prompt) { Sampling = sampling, Constraint = constraint, MaxTokens = 400 });
            Assert.True(answer.StopId == Vocabulary.SpecialTokens.Call, O200kTokenizer.Decode(answer.Ids));
            Assert.Equal(answer.Ids.Length, answer.Usage.GeneratedTokens);
            Message call = HarmonyParser.Parse(answer.Ids, Role.Assistant).Messages[^1];
            Assert.Equal("functions.get_time", call.Recipient);
            using var arguments = System.Text.Json.JsonDocument.Parse(call.Text);
            Assert.Equal(System.Text.Json.JsonValueKind.String, arguments.RootElement.GetProperty("city").ValueKind);
        }

        // Freely, the model would not call it; and what was read for the grammar is not mixed up with it.
        Answer free = await engine.GenerateAsync(new(prompt) { Sampling = SamplingOptions.Greedy });
        Assert.Equal(Vocabulary.SpecialTokens.Return, free.StopId);
    }

    [Fact]
    public async Task A_grammar_starts_anew_where_a_conversation_goes_on()
    {
        await using OnnxGenAIEngine engine = await LoadAsync();
        TinyPrompt prompt = TinyModel.LongestPrompt;
        var constraint = new GrammarConstraint(GrammarLanguage.Lark, "start: <|channel|> \"final\" <|message|> \"one two three\"\n");
        Answer first = await engine.GenerateAsync(prompt.ToRequest() with { Constraint = constraint });
        Assert.Equal("one two three", Assert.Single(HarmonyParser.Parse(first.Ids, Role.Assistant).Messages).Text);
        int[] longer = [.. prompt.PromptTokens, .. first.Ids, 200006, 1428, 200008, 13225, 0, 200007, 200006, 173781];
        Answer second = await engine.GenerateAsync(new(longer) { Sampling = SamplingOptions.Greedy, Constraint = constraint });
        Assert.Equal(first.Ids, second.Ids);
        Assert.InRange(second.Usage.CachedTokens!.Value, prompt.PromptTokens.Length, prompt.PromptTokens.Length + first.Ids.Length - 1);
    }

    [Fact]
    public async Task What_a_grammar_does_not_go_with_and_what_is_no_grammar_are_refused()
    {
        await using OnnxGenAIEngine engine = await LoadAsync();
        var constraint = new GrammarConstraint(GrammarLanguage.Lark, "start: \"a\"\n");
        GenerationRequest request = TinyModel.Prompts[0].ToRequest() with { Constraint = constraint };
        Assert.Contains("LogitBias", (await Refused(request with { LogitBias = TinyModel.NoEnd }, EngineError.Unsupported)).Message, StringComparison.Ordinal);
        Assert.Contains("MinP", (await Refused(request with { Sampling = new() { MinP = 0.1 } }, EngineError.Unsupported)).Message, StringComparison.Ordinal);
        Assert.Contains("GBNF", (await Refused(request with { Constraint = new GrammarConstraint(GrammarLanguage.Gbnf, "root ::= \"a\"") }, EngineError.Unsupported)).Message, StringComparison.Ordinal);
        EngineException exception = await Refused(request with { Constraint = new GrammarConstraint(GrammarLanguage.Lark, "start: nothing_of_that_name") }, EngineError.BadRequest);
        Assert.Contains("grammar", exception.Message, StringComparison.Ordinal);
        Assert.Equal(TinyModel.Prompts[0].ExpectedIds, (await engine.GenerateAsync(TinyModel.Prompts[0].ToRequest())).Ids);

        async Task<EngineException> Refused(GenerationRequest request, EngineError error)
        {
            EngineException exception = await Assert.ThrowsAsync<EngineException>(() => engine.GenerateAsync(request));
            Assert.Equal(error, exception.Error);
            return exception;
        }
    }

    [Fact]
    public async Task Without_the_tokenizers_files_a_grammar_is_refused_by_name()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        EngineException exception = await Assert.ThrowsAsync<EngineException>(() =>
            engine.GenerateAsync(TinyModel.Prompts[0].ToRequest() with { Constraint = new GrammarConstraint(GrammarLanguage.Lark, "start: \"a\"\n") }));
        Assert.Equal(EngineError.Unsupported, exception.Error);
        Assert.Contains("Lark", exception.Message, StringComparison.Ordinal);
        Assert.Contains("tokenizer.json", exception.Message, StringComparison.Ordinal);
    }

    private Task<OnnxGenAIEngine> LoadAsync() => _folder.LoadAsync();
}
