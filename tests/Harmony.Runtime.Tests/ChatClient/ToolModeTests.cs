using Harmony.Engines;
using Harmony.Vocabulary;
using Microsoft.Extensions.AI;

namespace Harmony.Runtime.Tests.ChatClient;

/// <summary>Which tools are declared, and by what means a call is required.</summary>
public class ToolModeTests
{
    private const string Answer = "<|channel|>final<|message|>Hi.<|return|>";
    private const string TimeHeader = " to=functions.get_time<|channel|>commentary <|constrain|>json<|message|>";

    [Fact]
    public async Task By_default_tools_are_declared_and_the_turn_is_free()
    {
        var engine = ScriptedEngine.Of(Answer, Answer);
        using var client = engine.Client();
        foreach (ChatToolMode? mode in (ChatToolMode?[])[null, ChatToolMode.Auto])
        {
            await client.AskAsync("Hi", new() { Tools = [Responses.Weather, Responses.Time], ToolMode = mode });
            Assert.Contains(
                "// Gets the current time in a city.\ntype get_time = (_: {\ncity: string,\n}) => any;", engine.Prompt(engine.Requests.Count - 1), StringComparison.Ordinal);
            Assert.Contains("type get_current_weather", engine.Prompt(engine.Requests.Count - 1), StringComparison.Ordinal);
            Assert.Null(engine.Requests[^1].Constraint);
        }
    }

    [Fact]
    public async Task Where_no_tool_may_be_called_none_is_declared()
    {
        var engine = ScriptedEngine.Of(Answer);
        using var client = engine.Client();
        await client.AskAsync("Hi", new() { Tools = [Responses.Weather], ToolMode = ChatToolMode.None });
        Assert.DoesNotContain("get_current_weather", engine.Prompt(), StringComparison.Ordinal);
        Assert.DoesNotContain("functions", engine.Prompt(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_required_call_is_kept_to_by_the_engines_grammar()
    {
        foreach (EngineFeatures features in (EngineFeatures[])[EngineFeatures.Lark | EngineFeatures.Gbnf | EngineFeatures.NextIds, EngineFeatures.Gbnf | EngineFeatures.JsonSchema])
        {
            var engine = new ScriptedEngine(ScriptedEngine.Ids(TimeHeader + "{\"city\":\"Oslo\"}<|call|>")) { Features = features };
            using var client = engine.Client();
            ChatResponse response = await client.AskAsync("Hi", new() { Tools = [Responses.Weather, Responses.Time], ToolMode = ChatToolMode.RequireAny });
            Assert.Equal(["call: get_time(city=Oslo)"], response.Lines());
            var constraint = Assert.IsType<GrammarConstraint>(engine.Requests[0].Constraint);
            Assert.Equal(features.HasFlag(EngineFeatures.Lark) ? GrammarLanguage.Lark : GrammarLanguage.Gbnf, constraint.Language);
            Assert.Contains("functions.get_time", constraint.Text, StringComparison.Ordinal);
            Assert.Contains("functions.get_current_weather", constraint.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("final", constraint.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_named_tool_is_the_only_one_in_the_grammar_and_all_are_declared()
    {
        var engine = new ScriptedEngine(ScriptedEngine.Ids(TimeHeader + "{\"city\":\"Oslo\"}<|call|>")) { Features = EngineFeatures.Lark };
        using var client = engine.Client();
        await client.AskAsync("Hi", new() { Tools = [Responses.Weather, Responses.Time], ToolMode = ChatToolMode.RequireSpecific("get_time") });
        string grammar = Assert.IsType<GrammarConstraint>(engine.Requests[0].Constraint).Text;
        Assert.Contains("functions.get_time", grammar, StringComparison.Ordinal);
        Assert.DoesNotContain("get_current_weather", grammar, StringComparison.Ordinal);
        Assert.Contains("type get_current_weather", engine.Prompt(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_grammar_the_envelope_is_masked()
    {
        var engine = new ScriptedEngine(ScriptedEngine.Ids(TimeHeader + "{\"city\":\"Oslo\"}<|call|>")) { Features = EngineFeatures.NextIds };
        using var client = engine.Client();
        await client.AskAsync("Hi", new() { Tools = [Responses.Weather, Responses.Time], ToolMode = ChatToolMode.RequireAny });
        Assert.IsAssignableFrom<NextIdConstraint>(engine.Requests[0].Constraint);
        Assert.EndsWith("<|start|>assistant", engine.Prompt(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_neither_the_header_of_the_one_tool_is_written_for_the_model(bool isNamed)
    {
        var engine = ScriptedEngine.Of("{\"city\":\"Oslo\"}<|call|>", "{\"city\":\"Oslo\"}<|call|>");
        using var client = engine.Client();
        ChatOptions options = isNamed
            ? new() { Tools = [Responses.Weather, Responses.Time], ToolMode = ChatToolMode.RequireSpecific("get_time") }
            : new() { Tools = [Responses.Time], ToolMode = ChatToolMode.RequireAny };
        ChatResponse response = await client.AskAsync("Hi", options);
        Assert.Equal(["call: get_time(city=Oslo)"], response.Lines());
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.EndsWith("<|start|>assistant" + TimeHeader, engine.Prompt(), StringComparison.Ordinal);

        // What was written for the model it has read.
        Assert.Equal(engine.Requests[0].Prompt.Length, response.Usage!.InputTokenCount);
        Assert.Equal(["call: get_time(city=Oslo)", "UsageContent"], (await client.StreamAsync("Hi", options)).SelectMany(update => update.Contents).Select(Responses.Line));
    }

    [Fact]
    public async Task Where_reasoning_was_ended_the_call_is_made_at_once()
    {
        var engine = new ScriptedEngine(
            ScriptedEngine.Ids("<|channel|>analysis<|message|>One two three"),
            ScriptedEngine.Ids("{\"city\":\"Oslo\"}<|call|>"))
        { Features = EngineFeatures.Lark };
        using var client = engine.Client(new() { ReasoningBudget = 2 });
        ChatResponse response = await client.AskAsync("Hi", new() { Tools = [Responses.Weather, Responses.Time], ToolMode = ChatToolMode.RequireSpecific("get_time") });
        Assert.Equal(["reasoning: One two", "call: get_time(city=Oslo)"], response.Lines());
        Assert.EndsWith("<|message|>One two<|end|><|start|>assistant" + TimeHeader, engine.Prompt(1), StringComparison.Ordinal);
        Assert.Null(engine.Requests[1].Constraint);
    }

    [Fact]
    public async Task Where_reasoning_was_ended_and_several_tools_may_be_called_the_mask_chooses_no_reasoning()
    {
        var engine = new ScriptedEngine(
            ScriptedEngine.Ids("<|channel|>analysis<|message|>One two three"),
            ScriptedEngine.Ids(TimeHeader + "{\"city\":\"Oslo\"}<|call|>"))
        { Features = EngineFeatures.Lark | EngineFeatures.NextIds };
        using var client = engine.Client(new() { ReasoningBudget = 2 });
        ChatOptions options = new() { Tools = [Responses.Weather, Responses.Time], ToolMode = ChatToolMode.RequireAny };
        Assert.Equal(["reasoning: One two", "call: get_time(city=Oslo)"], (await client.AskAsync("Hi", options)).Lines());
        Assert.EndsWith("<|end|><|start|>assistant", engine.Prompt(1), StringComparison.Ordinal);
        var mask = Assert.IsAssignableFrom<NextIdConstraint>(engine.Requests[1].Constraint);
        Assert.Equal([SpecialTokens.Channel, ScriptedEngine.Ids(" to")[0]], mask.GetNext([]).Ids.ToArray().OrderDescending());
        Assert.Equal(ScriptedEngine.Ids("commentary")[..1], mask.GetNext([SpecialTokens.Channel]).Ids.ToArray());

        using var without = new ScriptedEngine(ScriptedEngine.Ids(Answer)) { Features = EngineFeatures.Lark }.Client(new() { ReasoningBudget = 2 });
        EngineException exception = await Assert.ThrowsAsync<EngineException>(() => without.AskAsync("Hi", options));
        Assert.Contains("with a budget for reasoning", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_that_were_made_are_the_turn_where_reasoning_would_have_to_be_ended()
    {
        const string Call = "<|channel|>commentary to=functions.get_time json<|message|>{}<|end|><|start|>assistant";
        var engine = ScriptedEngine.Of(Call + "<|channel|>analysis<|message|>One two three");
        using var client = engine.Client(new() { ReasoningBudget = 2 });
        ChatResponse response = await client.AskAsync();
        Assert.Equal(["call: get_time()", "reasoning: One two"], response.Lines());
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Single(engine.Requests);
    }

    [Fact]
    public async Task A_tool_without_properties_is_declared_as_the_reference_has_it()
    {
        var engine = ScriptedEngine.Of(Answer);
        using var client = engine.Client();
        await client.AskAsync("Hi", new() { Tools = [AIFunctionFactory.Create(() => 4, "roll", "Rolls a die."), AIFunctionFactory.CreateDeclaration("wait", "Waits.", Empty)] });
        Assert.Contains("// Rolls a die.\ntype roll = (_: {\n}) => any;\n\n// Waits.\ntype wait = (_: {\n}) => any;", engine.Prompt(), StringComparison.Ordinal);
        Assert.Contains("Calls to these tools must go to the commentary channel: 'functions'.", engine.Prompt(), StringComparison.Ordinal);
        Assert.Equal(SpecialTokens.Start, engine.Requests[0].Prompt.Span[^2]);
    }

    private static System.Text.Json.JsonElement Empty => System.Text.Json.JsonElement.Parse("""{"type":"object"}""");
}
