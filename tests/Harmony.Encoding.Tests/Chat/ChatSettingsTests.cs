using System.Text;
using System.Text.Json;
using Harmony.Chat;
using Harmony.Constraints;
using Harmony.Conversations;

namespace Harmony.Tests.Chat;

/// <summary>What a request says beside its conversation.</summary>
public class ChatSettingsTests
{
    private const string Tool = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";

    public static TheoryData<string, ChatSettings> Followed => new()
    {
        { "\"model\":\"m\"", new() { Model = "m" } },
        { "\"max_tokens\":5", new() { MaxTokens = 5 } },
        { "\"max_tokens\":1e2", new() { MaxTokens = 100 } },
        { "\"max_tokens\":100.0", new() { MaxTokens = 100 } },
        { "\"max_completion_tokens\":7,\"max_tokens\":5", new() { MaxTokens = 7 } },
        { "\"max_tokens\":5,\"max_completion_tokens\":null", new() { MaxTokens = 5 } },
        { "\"temperature\":0.5,\"temperature\":0", new() { Temperature = 0 } },
        { "\"temperature\":0.5,\"temperature\":null", new() },
        { "\"top_p\":1", new() { TopP = 1 } },
        { "\"top_k\":20", new() { TopK = 20 } },
        { "\"top_k\":-1", new() },
        { "\"top_k\":0", new() },
        { "\"min_p\":0.25", new() { MinP = 0.25 } },
        { "\"min_p\":0", new() },
        { "\"repetition_penalty\":1.5", new() { RepetitionPenalty = 1.5 } },
        { "\"frequency_penalty\":-2,\"presence_penalty\":2", new() { FrequencyPenalty = -2, PresencePenalty = 2 } },
        { "\"seed\":-9223372036854775808", new() { Seed = long.MinValue } },
        { "\"seed\":9223372036854775807", new() { Seed = long.MaxValue } },
        { "\"stream\":true,\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":true}", new() { Stream = true, IncludeUsage = true } },
        { "\"stream_options\":{\"include_usage\":true}", new() { IncludeUsage = true } },
        { "\"stream\":null,\"stream_options\":null", new() },
        { "\"n\":2", new() { Choices = 2 } },
        { "\"logprobs\":true,\"top_logprobs\":20", new() { LogProbs = true, TopLogProbs = 20 } },
        { "\"parallel_tool_calls\":false", new() { ParallelToolCalls = false } },
        { "\"prompt_cache_key\":\"k\"", new() { PromptCacheKey = "k" } },
        { "\"reasoning\":{\"effort\":\"low\",\"max_tokens\":9,\"exclude\":true}", new() { ReasoningBudget = 9, IncludeReasoning = false } },
        { "\"reasoning\":{\"exclude\":null},\"thinking_token_budget\":0", new() { ReasoningBudget = 0 } },
        { "\"include_reasoning\":false", new() { IncludeReasoning = false } },
        { "\"modalities\":[\"text\"]", new() },
        { "\"tool_choice\":\"none\"," + Tool, new() { ToolChoice = ToolChoice.None } },
        { "\"tool_choice\":\"auto\"", new() },
        { "\"tool_choice\":\"required\"," + Tool, new() { ToolChoice = ToolChoice.Required } },
        { "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}," + Tool, new() { ToolChoice = ToolChoice.Required, ToolName = "f" } },
        { "\"tool_choice\":{\"function\":{\"name\":\"absent\"}}", new() { ToolChoice = ToolChoice.Required, ToolName = "absent" } },
        { "\"function_call\":{\"name\":\"f\"},\"functions\":[{\"name\":\"f\"}]", new() { ToolChoice = ToolChoice.Required, ToolName = "f" } },
        { "\"function_call\":\"none\",\"functions\":[{\"name\":\"f\"}]", new() { ToolChoice = ToolChoice.None } },
        { "\"function_call\":\"none\",\"tool_choice\":\"auto\"", new() },
        { "\"response_format\":{\"type\":\"text\"}", new() },
        { "\"response_format\":{\"type\":\"json_object\"}", new() { ResponseFormat = ChatSettings.AnyJsonObject } },
        { "\"response_format\":{\"type\":\"json_object\",\"schema\":{\"type\":\"array\"}}", new() { ResponseFormat = new("answer", "{\"type\":\"array\"}") } },
        { "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{}}}", new() { ResponseFormat = new("n", "{}") } },
    };

    [Theory]
    [MemberData(nameof(Followed), DisableDiscoveryEnumeration = true)]
    public void What_a_request_says_is_a_setting(string members, ChatSettings expected)
    {
        ChatSettings settings = Read(members).Settings;
        Assert.Equal(expected, settings with { Stop = expected.Stop, LogitBias = expected.LogitBias });
        Assert.Empty(settings.Stop);
        Assert.Null(settings.LogitBias);
    }

    [Theory]
    [InlineData("null", new string[0])]
    [InlineData("[]", new string[0])]
    [InlineData("\"a\"", new[] { "a" })]
    [InlineData("[\"1\",\"2\",\"3\",\"4\",\"5\"]", new[] { "1", "2", "3", "4", "5" })]
    public void A_stop_is_a_text_or_any_number_of_texts(string stop, string[] texts) => Assert.Equal(texts, Read($"\"stop\":{stop}").Settings.Stop);

    [Fact]
    public void A_bias_is_a_number_for_a_token_id()
    {
        var expected = new Dictionary<int, float> { [5] = -100, [200_000] = 1.5f };
        Assert.Equal(expected, Read("""
            "logit_bias":{"5":1,"200000":1.5,"\u0035":-1e2}
            """).Settings.LogitBias);
    }

    [Theory]
    [InlineData("\"max_tokens\":0", "max_tokens: 0 is out of range: a whole number of at least 1 is expected")]
    [InlineData("\"max_tokens\":-1", "max_tokens: -1 is out of range")]
    [InlineData("\"max_tokens\":1.5", "max_tokens: expected a whole number, found 1.5")]
    [InlineData("\"max_tokens\":1e400", "max_tokens: 1e400 is out of range")]
    [InlineData("\"max_tokens\":99999999999", "max_tokens: 99999999999 is out of range")]
    [InlineData("\"max_tokens\":\"5\"", "max_tokens: expected a whole number, found a string")]
    [InlineData("\"n\":0", "n: 0 is out of range")]
    [InlineData("\"seed\":9223372036854775808", "seed: 9223372036854775808 is out of range: a whole number from -9223372036854775808 to 9223372036854775807 is expected")]
    [InlineData("\"temperature\":-0.1", "temperature: -0.1 is out of range: a number at least 0 is expected")]
    [InlineData("\"temperature\":1e999", "temperature: this number is out of range")]
    [InlineData("\"top_p\":0", "top_p: 0 is out of range: a number above 0 and at most 1 is expected")]
    [InlineData("\"top_k\":-2", "top_k: -2 is out of range")]
    [InlineData("\"min_p\":1.5", "min_p: 1.5 is out of range: a number above 0 and at most 1 is expected")]
    [InlineData("\"repetition_penalty\":0", "repetition_penalty: 0 is out of range: a number from 1e-30 to 1e30 is expected")]
    [InlineData("\"presence_penalty\":2.5", "presence_penalty: 2.5 is out of range: a number from -2 to 2 is expected")]
    [InlineData("\"top_logprobs\":21", "top_logprobs: 21 is out of range: a whole number from 0 to 20 is expected")]
    [InlineData("\"logprobs\":1", "logprobs: expected true or false, found a number")]
    [InlineData("\"stream\":\"true\"", "stream: expected true or false, found a string")]
    [InlineData("\"stream_options\":true", "stream_options: expected stream options, found true or false")]
    [InlineData("\"stop\":\"\"", "stop: a stop text cannot be empty")]
    [InlineData("\"stop\":[\"a\",null]", "stop[1]: expected a string, found null")]
    [InlineData("\"stop\":[\"a\",\"\"]", "stop[1]: a stop text cannot be empty")]
    [InlineData("\"stop\":[\"\\ud800\"]", "stop[0]: this string has a lone surrogate")]
    [InlineData("\"logit_bias\":{\"a\":1}", "logit_bias.a: 'a' is not a token id")]
    [InlineData("\"logit_bias\":{\"-1\":1}", "logit_bias.-1: '-1' is not a token id")]
    [InlineData("\"logit_bias\":{\"1\":1e39}", "logit_bias.1: this number is out of range")]
    [InlineData("\"modalities\":[\"text\",\"audio\"]", "modalities[1]: 'audio' is not supported")]
    [InlineData("\"model\":5", "model: expected a string, found a number")]
    public void What_is_wrong_is_refused_with_its_place_by_every_profile(string members, string reason)
    {
        foreach (ChatRequestOptions options in (ChatRequestOptions[])[ChatRequestOptions.Default, ChatPrompt.VllmMlx])
        {
            Assert.StartsWith(reason, Assert.Throws<JsonException>(() => Read(members, options)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nested_efforts_count_where_the_request_has_no_other()
    {
        Assert.Equal(ReasoningLevel.High, EffortOf("\"chat_template_kwargs\":{\"reasoning_effort\":\"high\",\"enable_thinking\":true}"));
        Assert.Equal(ReasoningLevel.Low, EffortOf("\"reasoning\":{\"effort\":\"low\"}"));
        Assert.Equal(ReasoningLevel.High, EffortOf("\"reasoning_effort\":\"high\",\"reasoning\":{\"effort\":\"low\"}"));
    }

    [Fact]
    public void Legacy_functions_are_tools_if_there_are_no_others()
    {
        Conversation expected = ChatPrompt.Read("""{"messages":[],"tools":[{"type":"function","function":{"name":"f","description":"D"}}]}""");
        Assert.Equal(expected, Read("\"functions\":[{\"name\":\"f\",\"description\":\"D\"}]").Conversation);
        Assert.Equal([Message.System(SystemContent.Default)], Read("\"functions\":[{\"name\":\"f\"}],\"tools\":[]").Conversation);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", false)]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"metadata":{}}""", false)]
    [InlineData("""{"model":"m","messages":[]}""", true)]
    [InlineData("""{"messages":[],"tem\u0070erature":1}""", true)]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[]}]}""", true)]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","channel":"final"}]}""", false)]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{"channel":1}}]}]}""", true)]
    [InlineData("""{"model":"m","messages":[""", true)]
    [InlineData("""{"\ud800":1,"model":"m"}""", false)]
    [InlineData("5", false)]
    [InlineData("", false)]
    public void A_request_is_known_by_its_members(string json, bool isRequest) => Assert.Equal(isRequest, ChatRequest.IsRequest(Encoding.UTF8.GetBytes(json)));

    private static ReasoningLevel? EffortOf(string members) => ((SystemContent)Read(members).Conversation[0].Content[0]).ReasoningEffort;

    private static ChatRequest Read(string members, ChatRequestOptions? options = null) => ChatRequest.Read(Encoding.UTF8.GetBytes($$"""{"messages":[],{{members}}}"""), options);
}
