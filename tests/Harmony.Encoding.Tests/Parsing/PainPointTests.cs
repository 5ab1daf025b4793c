using Harmony.Chat;
using Harmony.Conversations;
using Harmony.Parsing;

namespace Harmony.Tests.Parsing;

/// <summary>
/// What has gone wrong in public for those who serve GPT-OSS, as streams after a prompt that ends with
/// <c>&lt;|start|&gt;assistant</c>: no error, no leaked special token, no lost call.
/// </summary>
public class PainPointTests
{
    // github.com/openai/harmony/issues/38, github.com/vllm-project/vllm/issues/23567: "unexpected tokens remaining in
    // message header" ends the stream.
    [Fact]
    public void Words_too_many_in_a_header() =>
        Check("<|channel|>commentary to=functions.f json please<|message|>{}<|call|>", "assistant to=functions.f commentary json: {} (Call)");

    // github.com/openai/harmony/issues/60: "Unexpected token ... expecting start token 200006" after an <|end|>.
    [Fact]
    public void A_message_without_its_start() =>
        Check("<|channel|>analysis<|message|>Hm.<|end|>assistant<|channel|>final<|message|>Hi.<|return|>", "assistant analysis: Hm. (End)\nassistant final: Hi. (Return)");

    // github.com/exo-explore/exo/issues/1126: "Unknown role: <|start|>assistant".
    [Fact]
    public void A_start_twice() =>
        Check("<|start|>assistant<|start|>assistant<|channel|>final<|message|>Hi.<|return|>", "assistant final: Hi. (Return)");

    // github.com/ggml-org/llama.cpp/issues/27720: "<|channel|>??" or nothing at all, in one turn of twenty-five.
    [Theory]
    [InlineData("<|channel|>??<|message|>Hi.<|return|>", "assistant ??: Hi. (Return)")]
    [InlineData("<|channel|><|message|>Hi.<|return|>", "assistant: Hi. (Return)")]
    public void A_channel_that_is_none(string stream, string expected)
    {
        Check(stream, expected);
        Assert.Equal("Hi.", Answer(stream).Content);
    }

    // github.com/vllm-project/vllm/issues/46464: an end of the turn after the end of the turn.
    [Fact]
    public void A_second_return() =>
        Check("<|channel|>final<|message|>Hi.<|return|><|return|><|endoftext|>", "assistant final: Hi. (Return)");

    // github.com/vllm-project/vllm/issues/28139, /35907: a call on the channel analysis is no reasoning.
    [Fact]
    public void A_call_on_the_wrong_channel()
    {
        ChatAnswer answer = Answer("<|channel|>analysis to=functions.f code<|message|>{}<|call|>");
        Assert.Equal("f", Assert.Single(answer.ToolCalls).Name);
        Assert.Null(answer.Reasoning);
    }

    // github.com/openai/harmony/issues/40: the recipient before the channel, and after it.
    [Theory]
    [InlineData(" to=functions.f<|channel|>commentary json<|message|>{}<|call|>")]
    [InlineData("<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}<|call|>")]
    public void Both_orders_of_a_call(string stream) => Assert.Equal("f", Assert.Single(Answer(stream).ToolCalls).Name);

    // github.com/ollama/ollama/issues/12132: the tool "create_event<|channel|>analysis" is not found.
    [Theory]
    [InlineData(" to=functions.create_event<|channel|>analysis<|message|>{}<|call|>")]
    [InlineData(" to=functions.create_event<|channel|>analysis code<|message|>{}<|call|>")]
    public void A_recipient_with_a_channel_in_it(string stream) => Assert.Equal("create_event", Assert.Single(Answer(stream).ToolCalls).Name);

    // github.com/openai/harmony/issues/144, github.com/vllm-project/vllm/issues/45570: a final answer in JSON becomes a call
    // of "<|constrain|>json".
    [Theory]
    [InlineData("<|channel|>final <|constrain|>json<|message|>{}<|return|>")]
    [InlineData("<|channel|>final json<|message|>{}<|return|>")]
    public void A_content_type_that_is_no_recipient(string stream)
    {
        ChatAnswer answer = Answer(stream);
        Assert.Empty(answer.ToolCalls);
        Assert.Equal("{}", answer.Content);
    }

    // github.com/vllm-project/vllm/issues/41902: the limit is reached in the analysis; what there is, is given.
    [Fact]
    public void Cut_in_the_analysis()
    {
        ChatAnswer answer = Answer("<|channel|>analysis<|message|>We need to");
        Assert.Equal(("We need to", null, TurnFinishReason.Length), (answer.Reasoning, answer.Content, answer.FinishReason));
    }

    // github.com/vllm-project/vllm/issues/47062: cut inside a header.
    [Fact]
    public void Cut_in_a_header()
    {
        ChatAnswer answer = Answer("<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary to=functions.f");
        Assert.Equal(("Hm.", null, TurnFinishReason.Length), (answer.Reasoning, answer.Content, answer.FinishReason));
        Assert.Empty(answer.ToolCalls);
    }

    // No header at all: the raw text with <|return|> is shown to the user.
    [Fact]
    public void No_header()
    {
        ChatAnswer answer = Answer("Hello there.<|return|>");
        Assert.Equal(("Hello there.", TurnFinishReason.Stop), (answer.Content, answer.FinishReason));
    }

    // A missing <|end|>: everything after it becomes reasoning, special tokens included.
    [Fact]
    public void No_end_of_the_analysis()
    {
        ChatAnswer answer = Answer("<|channel|>analysis<|message|>Hm.<|start|>assistant<|channel|>final<|message|>Hi.<|return|>");
        Assert.Equal(("Hm.", "Hi."), (answer.Reasoning, answer.Content));
    }

    // github.com/ggml-org/llama.cpp/issues/21286: the small model addresses a preamble to the assistant.
    [Fact]
    public void A_preamble_to_the_assistant()
    {
        ChatAnswer answer = Answer("<|channel|>commentary to=assistant<|message|>I will look.<|end|>");
        Assert.Empty(answer.ToolCalls);
        Assert.Equal("I will look.", answer.Content);
    }

    // github.com/ollama/ollama/issues/12884, /11704: arguments that are no JSON end the server.
    [Theory]
    [InlineData("{\"a\": ")]
    [InlineData("not json")]
    [InlineData("{\"a\": \"\\\"}")]
    public void Arguments_that_are_no_JSON(string arguments) =>
        Assert.Equal(arguments, Assert.Single(Answer($"<|channel|>commentary to=functions.f json<|message|>{arguments}<|call|>").ToolCalls).Arguments);

    // Arguments, and the <|message|> before them, that the model left out; and only the <|message|>.
    [Theory]
    [InlineData("<|channel|>commentary to=functions.now<|call|>", "")]
    [InlineData(" to=functions.now<|call|>", "")]
    [InlineData(" to=functions.now {\"a\": 1}<|call|>", "{\"a\": 1}")]
    [InlineData("<|channel|>commentary to=functions.now <|constrain|>json{\"a\": 1}<|call|>", "{\"a\": 1}")]
    [InlineData("<|channel|>functions.now {\"a\": 1}<|call|>", "{\"a\": 1}")]
    public void A_call_without_its_message(string stream, string arguments)
    {
        ChatToolCall call = Assert.Single(Answer(stream).ToolCalls);
        Assert.Equal(("now", arguments), (call.Name, call.Arguments));
    }

    // github.com/openai/harmony/issues/47: <|constrain|> glued to the recipient.
    [Fact]
    public void A_constrain_without_space() =>
        Check("<|channel|>commentary to=functions.f<|constrain|>json<|message|>{}<|call|>", "assistant to=functions.f commentary <|constrain|>json: {} (Call)");

    private static ChatAnswer Answer(string stream) => ChatAnswer.FromTurn(TurnReader.Parse(Streams.Ids(stream)));

    private static void Check(string stream, string expected) => Assert.Equal(expected, Streams.Messages(stream, Role.Assistant));
}
