using System.Text.Json;
using Harmony.Engines;
using Microsoft.Extensions.AI;

namespace Harmony.Runtime.Tests.ChatClient;

/// <summary>Answers of a JSON form, by what an engine can follow.</summary>
public class ResponseFormatTests
{
    private const string Thinking = "<|channel|>analysis<|message|>One two three<|end|><|start|>assistant";
    private const string Header = "<|channel|>final<|message|>";
    private const string Json = "{\"city\":\"Oslo\"}<|return|>";

    private static readonly ChatResponseFormat City = ChatResponseFormat.ForJsonSchema(
        JsonElement.Parse("""{ "type": "object", "properties": { "city": { "type": "string" } }, "required": ["city"] }"""), "city_answer", "A city.");

    [Theory]
    [InlineData(EngineFeatures.Lark | EngineFeatures.JsonSchema, GrammarLanguage.Lark)]
    [InlineData(EngineFeatures.Gbnf | EngineFeatures.JsonSchema, GrammarLanguage.Gbnf)]
    public async Task The_grammar_of_the_whole_turn_has_the_answers_schema(EngineFeatures features, GrammarLanguage language)
    {
        var engine = new ScriptedEngine(ScriptedEngine.Ids(Header + Json)) { Features = features };
        using var client = engine.Client();
        Assert.Equal("{\"city\":\"Oslo\"}", (await client.AskAsync("Hi", new() { ResponseFormat = City, Tools = [Responses.Time] })).Text);
        var constraint = Assert.IsType<GrammarConstraint>(engine.Requests[0].Constraint);
        Assert.Equal(language, constraint.Language);
        Assert.Contains("city", constraint.Text, StringComparison.Ordinal);
        Assert.Contains("analysis", constraint.Text, StringComparison.Ordinal);
        Assert.Contains("functions.get_time", constraint.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_prompt_says_a_schema_and_not_that_an_answer_is_json()
    {
        var engine = new ScriptedEngine(_ => ScriptedEngine.Ids(Header + Json)) { Features = EngineFeatures.Lark };
        using var client = engine.Client();
        await client.AskAsync("Hi", new() { ResponseFormat = City });
        await client.AskAsync("Hi", new() { ResponseFormat = ChatResponseFormat.Json });
        await client.AskAsync("Hi", new() { ResponseFormat = ChatResponseFormat.Text });
        Assert.Contains(
            "# Response Formats\n\n## city_answer\n\n// A city.\n{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}<|end|>",
            engine.Prompt(),
            StringComparison.Ordinal);
        Assert.DoesNotContain("# Response Formats", engine.Prompt(1), StringComparison.Ordinal);
        Assert.NotNull(engine.Requests[1].Constraint);
        Assert.Null(engine.Requests[2].Constraint);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(64)]
    public async Task An_engine_that_follows_a_schema_alone_is_given_it_as_the_answer_begins(int batchSize)
    {
        // What it would have written after the header freely is left out.
        var engine = new ScriptedEngine(ScriptedEngine.Ids(Thinking + Header + "Freely.<|return|>"), ScriptedEngine.Ids(Json))
        {
            Features = EngineFeatures.JsonSchema,
            BatchSize = batchSize,
        };
        using var client = engine.Client();
        ChatResponse response = await client.AskAsync("Hi", new() { ResponseFormat = City });
        Assert.Equal(["reasoning: One two three", "text: {\"city\":\"Oslo\"}"], response.Lines());
        Assert.Null(engine.Requests[0].Constraint);
        Assert.Equal(engine.Prompt(0) + Thinking + Header, engine.Prompt(1));
        var constraint = Assert.IsType<GrammarConstraint>(engine.Requests[1].Constraint);
        Assert.Equal((GrammarLanguage.JsonSchema, """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""), (constraint.Language, constraint.Text));
        Assert.Equal(2, engine.Disposed);
        Assert.Equal(ScriptedEngine.Ids(Thinking + Header + Json).Length, response.Usage!.OutputTokenCount);
        Assert.Equal(engine.Requests[0].Prompt.Length, response.Usage.InputTokenCount);
    }

    [Fact]
    public async Task A_call_in_the_place_of_the_answer_needs_no_schema()
    {
        var engine = new ScriptedEngine(ScriptedEngine.Ids("<|channel|>commentary to=functions.get_time json<|message|>{}<|call|>")) { Features = EngineFeatures.JsonSchema };
        using var client = engine.Client();
        Assert.Equal(["call: get_time()"], (await client.AskAsync("Hi", new() { ResponseFormat = City, Tools = [Responses.Time] })).Lines());
        Assert.Single(engine.Requests);
    }

    [Theory]
    [InlineData(EngineFeatures.JsonSchema | EngineFeatures.Lark, GrammarLanguage.JsonSchema)]
    [InlineData(EngineFeatures.JsonSchema, GrammarLanguage.JsonSchema)]
    [InlineData(EngineFeatures.Lark, GrammarLanguage.Lark)]
    public async Task Where_reasoning_was_ended_the_answer_alone_has_the_schema(EngineFeatures features, GrammarLanguage language)
    {
        var engine = new ScriptedEngine(ScriptedEngine.Ids(Thinking), ScriptedEngine.Ids(Json)) { Features = features };
        using var client = engine.Client(new() { ReasoningBudget = 1 });
        Assert.Equal(["reasoning: One", "text: {\"city\":\"Oslo\"}"], (await client.AskAsync("Hi", new() { ResponseFormat = City })).Lines());
        var constraint = Assert.IsType<GrammarConstraint>(engine.Requests[1].Constraint);
        Assert.Equal(language, constraint.Language);
        Assert.Contains("\"city\"", constraint.Text, StringComparison.Ordinal);
        Assert.EndsWith("One<|end|><|start|>assistant<|channel|>final<|message|>", engine.Prompt(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_maximum_that_ends_with_the_header_is_not_asked_for_more()
    {
        var engine = new ScriptedEngine(ScriptedEngine.Ids(Header + "Freely.")) { Features = EngineFeatures.JsonSchema };
        using var client = engine.Client();
        ChatResponse response = await client.AskAsync("Hi", new() { ResponseFormat = City, MaxOutputTokens = 3 });
        Assert.Equal(("", "length"), (response.Text, response.FinishReason!.Value.Value));
        Assert.Single(engine.Requests);
    }
}
