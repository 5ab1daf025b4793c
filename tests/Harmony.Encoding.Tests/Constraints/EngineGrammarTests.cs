using Harmony.Constraints;
using Harmony.Conversations;

namespace Harmony.Tests.Constraints;

public class EngineGrammarTests
{
    private static readonly ToolNamespace Weather = ToolNamespace.Functions(new ToolDescription(
        "get_weather",
        "The weather.",
        ToolParameters.Parse("""{"type":"object","properties":{"city":{"type":"string","description":"Where."},"days":{"type":"integer","nullable":true}},"required":["city"]}""")));

    [Fact]
    public void Lark_reads_as_the_rules_do() => Assert.Equal(
        """
        %llguidance {}

        start: turn
        turn: (thought <|start|> "assistant")* (call_1 | call_2 | answer)
        thought: <|channel|> ("analysis" | "commentary") <|message|> TEXT <|end|>
        call_1: (address_1 <|channel|> call_channel call_type? | <|channel|> call_channel address_1 call_type?) <|message|> %json {"type":"object","properties":{"city":{"type":"string"},"days":{"anyOf":[{"type":"integer"},{"type":"null"}]}},"required":["city"]} <|call|>
        call_2: (address_2 <|channel|> call_channel call_type? | <|channel|> call_channel address_2 call_type?) <|message|> TEXT <|call|>
        address_1: " to=functions.get_weather"
        address_2: " to=python"
        call_channel: "commentary" | "analysis"
        call_type: " " ("json" | "code") | " "? <|constrain|> ("json" | "code")
        answer: <|channel|> "final" <|message|> TEXT answer_end
        answer_end: <|return|> | <|end|>
        TEXT: /(?s:.*)/

        """,
        new EngineGrammar([Weather, ToolNamespace.Python]).ToLark(allowUnicodeEscapes: false));

    [Fact]
    public void Gbnf_leaves_the_tokens_that_end_a_turn_to_the_engine() => Assert.Equal(
        """
        root ::= turn
        turn ::= (thought <|start|> "assistant")* answer
        thought ::= <|channel|> ("analysis" | "commentary") <|message|> text <|end|>
        answer ::= <|channel|> "final" <|message|> text answer-end
        answer-end ::= "" | <|end|>
        text ::= ([^<] | "<"+ [^<|])* "<"*

        """,
        new EngineGrammar([]).ToGbnf());

    [Fact]
    public void Unicode_escapes_are_an_option_of_each_schema()
    {
        var format = new ResponseFormat("any", "{}");
        Assert.Contains("%json {\"x-guidance\":{\"json_allow_general_unicode_escapes\":true}} ", new EngineGrammar([], format).ToLark(), StringComparison.Ordinal);
        Assert.Contains("%json {\"x-guidance\":{\"json_allow_general_unicode_escapes\":true},\"type\":\"object\"", new EngineGrammar([Weather]).ToLark(), StringComparison.Ordinal);
        Assert.Contains("%json {} ", new EngineGrammar([], format).ToLark(allowUnicodeEscapes: false), StringComparison.Ordinal);
    }

    [Fact]
    public void A_conversations_tools_and_form_of_the_answer_are_all_of_its_messages()
    {
        var conversation = new Conversation(
            Message.System(SystemContent.Default with { Tools = [ToolNamespace.Python] }),
            Message.Developer(new DeveloperContent { Tools = [Weather], ResponseFormat = new ResponseFormat("first", """{"const":1}""") }),
            Message.Developer(new DeveloperContent { Tools = [Weather], ResponseFormat = new ResponseFormat("last", """{"const":2}""") }),
            Message.Developer("Be brief."));
        Assert.Equal(
            new EngineGrammar([ToolNamespace.Python, Weather], new ResponseFormat("last", """{"const":2}""")).ToLark(),
            EngineGrammar.For(conversation).ToLark());
    }

    [Fact]
    public void A_tool_choice_leaves_out_calls_or_answers()
    {
        var format = new ResponseFormat("any", "{}");
        Assert.Equal(new EngineGrammar([]).ToLark(), new EngineGrammar([Weather], toolChoice: ToolChoice.None).ToLark());
        foreach (ResponseFormat? asked in (ResponseFormat?[])[null, format])
        {
            string required = new EngineGrammar([Weather], asked, ToolChoice.Required).ToLark();
            Assert.Contains("turn: (thought <|start|> \"assistant\")? call_1\n", required, StringComparison.Ordinal);
            Assert.DoesNotContain("answer", required, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_call_that_is_required_needs_a_tool()
    {
        Assert.Throws<ArgumentException>(() => new EngineGrammar([], toolChoice: ToolChoice.Required));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EngineGrammar([], toolChoice: (ToolChoice)3));
        Assert.Throws<ArgumentNullException>(() => new EngineGrammar(null!));
    }

    [Fact]
    public void Names_stay_text_whatever_is_in_them()
    {
        var grammar = new EngineGrammar([new ToolNamespace("a\"b\\c\nd")]);
        Assert.Contains("address_1: \" to=a\\\"b\\\\c\\nd\"\n", grammar.ToLark(), StringComparison.Ordinal);
        Assert.Contains("address-1 ::= \" to=a\\\"b\\\\c\\x0Ad\"\n", grammar.ToGbnf(), StringComparison.Ordinal);
    }
}
