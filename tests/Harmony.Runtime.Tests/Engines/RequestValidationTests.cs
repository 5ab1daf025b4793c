using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.Engines;

/// <summary>What an engine cannot honour is refused by name before anything starts.</summary>
public class RequestValidationTests
{
    private static readonly int[] Prompt = [200006, 1428, 200008];

    private static readonly EngineDescription Plain = new("Plain 1.0", "tiny", "cpu") { ContextLength = 16, Features = EngineFeatures.None };

    private static readonly EngineDescription Able = Plain with { Features = (EngineFeatures)2047 };

    public static TheoryData<GenerationRequest, string> Extras => new()
    {
        { new(Prompt) { Sampling = new() { TopP = 0.5 } }, "TopP" },
        { new(Prompt) { Sampling = new() { TopK = 5 } }, "TopK" },
        { new(Prompt) { Sampling = new() { MinP = 0.1 } }, "MinP" },
        { new(Prompt) { Sampling = new() { Seed = 1 } }, "Seed" },
        { new(Prompt) { Sampling = new() { RepetitionPenalty = 1.1 } }, "RepetitionPenalty" },
        { new(Prompt) { LogitBias = new Dictionary<int, float> { [5] = 1 } }, "LogitBias" },
        { new(Prompt) { Constraint = new AnyIds() }, "NextIdConstraint" },
        { new(Prompt) { Constraint = new GrammarConstraint(GrammarLanguage.Lark, "start: \"a\"") }, "Lark" },
        { new(Prompt) { Constraint = new GrammarConstraint(GrammarLanguage.Gbnf, "root ::= \"a\"") }, "GBNF" },
        { new(Prompt) { Constraint = new GrammarConstraint(GrammarLanguage.JsonSchema, "{}") }, "JSON schema" },
    };

    [Theory]
    [MemberData(nameof(Extras))]
    public void What_an_engine_cannot_do_is_named(GenerationRequest request, string name)
    {
        EngineException exception = Assert.Throws<EngineException>(() => request.Validate(Plain));
        Assert.Equal(EngineError.Unsupported, exception.Error);
        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        Assert.Contains("Plain 1.0", exception.Message, StringComparison.Ordinal);
        request.Validate(Able);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(201088)]
    public void An_id_without_a_row_in_the_model_is_refused_wherever_it_stands(int id)
    {
        GenerationRequest[] requests =
        [
            new(new[] { 1, id }),
            new(Prompt) { StopIds = new[] { id } },
            new(Prompt) { LogitBias = new Dictionary<int, float> { [id] = 1 } },
        ];
        Assert.All(requests, request =>
        {
            EngineException exception = Assert.Throws<EngineException>(() => request.Validate(Able));
            Assert.Equal(EngineError.BadRequest, exception.Error);
            Assert.Contains($"{id}", exception.Message, StringComparison.Ordinal);
        });
        int[] edges = [0, 201087];
        new GenerationRequest(edges).Validate(Plain);
    }

    [Fact]
    public void A_prompt_is_neither_empty_nor_longer_than_the_context()
    {
        Assert.Equal(EngineError.BadRequest, Assert.Throws<EngineException>(() => new GenerationRequest(Array.Empty<int>()).Validate(Plain)).Error);
        Assert.Equal(EngineError.ContextExceeded, Assert.Throws<EngineException>(() => new GenerationRequest(new int[16]).Validate(Plain)).Error);
        new GenerationRequest(new int[15]).Validate(Plain);
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.Equal(EngineError.BadRequest, Assert.Throws<EngineException>(() => new GenerationRequest(Prompt) { MaxTokens = 0 }.Validate(Plain)).Error);
        Assert.Equal(EngineError.BadRequest, Assert.Throws<EngineException>(() => new GenerationRequest(Prompt) { LogitBias = new Dictionary<int, float> { [1] = float.NaN } }.Validate(Able)).Error);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { Temperature = -0.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { Temperature = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { Temperature = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { TopP = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { TopK = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { MinP = 1.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { Seed = -1 });
        Assert.All([double.NaN, 0, -1, 1e-300, 1e-40, 1e39, double.PositiveInfinity], penalty =>
            Assert.Contains("1e-30 to 1e30", Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { RepetitionPenalty = penalty }).Message, StringComparison.Ordinal));
        Assert.Throws<ArgumentNullException>(() => new GenerationRequest(Prompt) { Sampling = null! });
        Assert.Throws<ArgumentNullException>(() => new OnnxGenAIOptions { Providers = null! });
        Assert.Equal("ContextLength", Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxGenAIOptions { ContextLength = 1 }).ParamName);
        Assert.Equal("MaxCacheBytes", Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxGenAIOptions { MaxCacheBytes = 0 }).ParamName);
        Assert.Throws<ArgumentException>(() => { _ = NextIds.Only([]); });
    }

    [Fact]
    public void Ids_prefilled_are_those_of_the_prompt_that_were_not_kept()
    {
        Assert.Equal(3, new TokenUsage(10, 2) { CachedTokens = 7 }.PrefilledTokens);
        Assert.Null(new TokenUsage(10, 2).PrefilledTokens);
    }

    private sealed class AnyIds : NextIdConstraint
    {
        public override NextIds GetNext(ReadOnlySpan<int> generated) => NextIds.Any;
    }
}
