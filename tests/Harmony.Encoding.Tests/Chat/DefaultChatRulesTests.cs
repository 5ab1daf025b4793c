using System.Text;
using System.Text.Json;
using Harmony.Chat;
using Harmony.Conversations;

namespace Harmony.Tests.Chat;

/// <summary>The rules of tests/data/chat-rules.md, by their numbers.</summary>
public class DefaultChatRulesTests
{
    private const string Now = """{"type":"function","function":{"name":"now"}}""";
    private const string CallNow = """{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"now","arguments":"{}"}}]}""";
    private const string CallNowText = "<|start|>assistant to=functions.now<|channel|>commentary json<|message|>{}<|call|>";

    [Theory]
    [InlineData("", ReasoningLevel.Medium)]
    [InlineData(""","reasoning_effort":null""", ReasoningLevel.Medium)]
    [InlineData(""","reasoning_effort":"medium" """, ReasoningLevel.Medium)]
    [InlineData(""","reasoning_effort":"low" """, ReasoningLevel.Low)]
    [InlineData(""","reasoning_effort":"minimal" """, ReasoningLevel.Low)]
    [InlineData(""","reasoning_effort":"none" """, ReasoningLevel.Low)]
    [InlineData(""","reasoning_effort":"high" """, ReasoningLevel.High)]
    public void Rule_1_effort(string member, ReasoningLevel effort) =>
        Assert.Equal(
            [Message.System(SystemContent.Default with { ReasoningEffort = effort }), Message.User("x")],
            ChatPrompt.Read($$"""{"messages":[{"role":"user","content":"x"}]{{member}}}"""));

    [Fact]
    public void Rule_1_what_the_host_says()
    {
        var options = new ChatRequestOptions { ModelIdentity = "I", CurrentDate = "D", KnowledgeCutoff = "K" };
        Assert.Equal(
            [Message.System(SystemContent.Default with { ModelIdentity = "I", ConversationStartDate = "D", KnowledgeCutoff = "K" })],
            ChatPrompt.OfMessages("", options));
        Assert.Equal([Message.System(SystemContent.Default)], ChatPrompt.OfMessages(""));
    }

    [Theory]
    [InlineData("""{"role":"system","content":"A"},{"role":"developer","content":""},{"role":"developer","content":"B"},{"role":"system","content":null}""", "A\n\nB")]
    [InlineData("""{"role":"system","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]}""", "A\nB")]
    [InlineData("""{"role":"system","content":""}""", null)]
    public void Rule_2_leading_instructions_are_one_developer_message(string messages, string? instructions) =>
        Assert.Equal(
            instructions is null ? "" : $"<|start|>developer<|message|># Instructions\n\n{instructions}<|end|>",
            ChatPrompt.TextOfMessages(messages));

    [Fact]
    public void Rule_2_the_memory_for_many_instructions_grows_with_their_number()
    {
        const int Count = 10_000;
        byte[] request = Encoding.UTF8.GetBytes($$"""{"messages":[{{string.Join(',', Enumerable.Repeat("""{"role":"system","content":"0123456789"}""", Count))}}]}""");
        long before = GC.GetAllocatedBytesForCurrentThread();
        ChatRequest.Read(request).Conversation;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Count * 2_000L);
    }

    [Fact]
    public void Rule_2_tools_are_the_namespace_functions()
    {
        string request = """{"messages":[],"tools":[{"function":{"name":"f","description":"D","parameters":{"type": "object"}}},{"type":"function","function":{"name":"g","parameters":null}}]}""";
        var tools = ToolNamespace.Functions(
            new ToolDescription("f", "D", ToolParameters.Parse("""{"type":"object"}""")),
            new ToolDescription("g", ""));
        Assert.Equal(
            [Message.System(SystemContent.Default), Message.Developer(new DeveloperContent { Tools = [tools] })],
            ChatPrompt.Read(request));
    }

    [Theory]
    [InlineData("""{"messages":[],"tools":[]}""")]
    [InlineData("""{"messages":[],"tools":null}""")]
    [InlineData($$"""{"messages":[],"tools":[{{Now}}],"tool_choice":"none"}""")]
    public void Rule_2_without_tools_there_is_no_developer_message(string request) =>
        Assert.Equal([Message.System(SystemContent.Default)], ChatPrompt.Read(request));

    [Theory]
    [InlineData("\"auto\"")]
    [InlineData("\"required\"")]
    [InlineData("null")]
    [InlineData("""{"type":"function","function":{"name":"now"}}""")]
    public void Rule_2_any_other_choice_leaves_the_tools(string choice) =>
        Assert.Equal(2, ChatPrompt.Read($$"""{"messages":[],"tool_choice":{{choice}},"tools":[{{Now}}]}""").Count);

    [Theory]
    [InlineData("system", "Later.")]
    [InlineData("developer", "")]
    public void Rule_3_a_later_instruction_stays_where_it_is(string role, string text) =>
        Assert.Equal(
            [Message.System(SystemContent.Default), Message.User("x"), Message.Developer(text), Message.User("y")],
            ChatPrompt.OfMessages($$"""{"role":"user","content":"x"},{"role":"{{role}}","content":"{{text}}"},{"role":"user","content":"y"}"""));

    [Theory]
    [InlineData("\"a\\u00e9\\n\"", "aé\n")]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("""[{"type":"input_text","text":"a"},{"type":"output_text","text":""},{"refusal":"c","type":"refusal"},{"type":"text","text":"d"}]""", "a\n\nc\nd")]
    public void Rule_4_content_is_a_text_or_parts(string content, string text) =>
        Assert.Equal(Message.User(text), ChatPrompt.OfMessages($$"""{"role":"user","content":{{content}}}""")[1]);

    [Fact]
    public void Rule_5_a_user_message() =>
        Assert.Equal("<|start|>user<|message|>x<|end|>", ChatPrompt.TextOfMessages("""{"role":"user","content":"x"}"""));

    [Fact]
    public void Rule_6_reasoning_then_content_then_calls() =>
        Assert.Equal(
            "<|start|>assistant<|channel|>analysis<|message|>R<|end|><|start|>assistant<|channel|>commentary<|message|>C<|end|>"
            + CallNowText + "<|start|>assistant to=functions.f<|channel|>commentary json<|message|>x<|call|>",
            ChatPrompt.TextOfMessages("""{"role":"assistant","tool_calls":[{"function":{"name":"now"}},{"function":{"arguments":"x","name":"functions.f"}}],"content":"C","reasoning_content":"R"}"""));

    [Theory]
    [InlineData("""{"role":"assistant","content":"C"}""", "C")]
    [InlineData("""{"role":"assistant","refusal":"No.","content":null}""", "No.")]
    [InlineData("""{"role":"assistant","refusal":"No.","content":"C"}""", "C")]
    [InlineData("""{"role":"assistant","content":"C","tool_calls":[],"function_call":null}""", "C")]
    [InlineData("""{"role":"assistant","content":""}""", null)]
    [InlineData("""{"role":"assistant"}""", null)]
    public void Rule_6_content_without_calls_is_final(string message, string? text) =>
        Assert.Equal(text is null ? "" : $"<|start|>assistant<|channel|>final<|message|>{text}<|end|>", ChatPrompt.TextOfMessages(message));

    [Theory]
    [InlineData(""" "reasoning":"1","reasoning_content":"2","thinking":"3" """, "1")]
    [InlineData(""" "thinking":"3","reasoning_content":"2","reasoning":"" """, "2")]
    [InlineData(""" "reasoning":null,"thinking":"3" """, "3")]
    public void Rule_6_the_first_reasoning_that_is_not_empty(string members, string text) =>
        Assert.Equal(
            $"<|start|>assistant<|channel|>analysis<|message|>{text}<|end|>",
            ChatPrompt.TextOfMessages($$"""{"role":"assistant",{{members}}}"""));

    [Theory]
    [InlineData("\"{ \\\"a\\\": 1 \"", "{ \"a\": 1 ")]
    [InlineData("\"\"", "")]
    [InlineData("null", "{}")]
    [InlineData("{ \"\\u00e9\":[1.50 , \"\\ud800\"], \"a\":1,\"a\":2}", "{ \"\\u00e9\":[1.50 , \"\\ud800\"], \"a\":1,\"a\":2}")]
    [InlineData("[1 ]", "[1 ]")]
    [InlineData("true", "true")]
    [InlineData("1e999", "1e999")]
    public void Rule_6_arguments_are_those_of_the_request(string arguments, string text) =>
        Assert.Equal(
            Message.ToolCall("functions.f", text, "json"),
            ChatPrompt.OfMessages($$$"""{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{{{arguments}}}}}]}""")[1]);

    [Fact]
    public void Rule_6_a_legacy_call_counts_as_a_call() =>
        Assert.Equal(
            "<|start|>assistant<|channel|>commentary<|message|>C<|end|>" + CallNowText,
            ChatPrompt.TextOfMessages("""{"role":"assistant","content":"C","function_call":{"name":"now","arguments":"{}"}}"""));

    [Theory]
    [InlineData("""{"role":"tool","tool_call_id":"c1","name":"other","content":"12"}""", "now")]
    [InlineData("""{"role":"tool","tool_call_id":"c2","name":"other","content":"12"}""", "other")]
    [InlineData("""{"role":"tool","name":"functions.other","content":"12"}""", "other")]
    [InlineData("""{"role":"function","name":"now","content":[{"type":"text","text":"12"}]}""", "now")]
    public void Rule_7_a_result_is_its_functions(string message, string name) =>
        Assert.Equal(
            CallNowText + $"<|start|>functions.{name} to=assistant<|channel|>commentary<|message|>12<|end|>",
            ChatPrompt.TextOfMessages(CallNow + "," + message));

    [Fact]
    public void Rule_7_of_one_id_the_latest_call_counts() =>
        Assert.EndsWith(
            "<|start|>functions.f to=assistant<|channel|>commentary<|message|>2<|end|>",
            ChatPrompt.TextOfMessages(CallNow + "," + CallNow.Replace("now", "functions.f", StringComparison.Ordinal) + ""","""
                + """{"role":"tool","tool_call_id":"c1","content":"2"}"""),
            StringComparison.Ordinal);

    [Fact]
    public void Rule_8_analysis_before_the_last_final_message_is_left_out()
    {
        const string Messages =
            """
            {"role":"assistant","content":"f1","reasoning":"a1"},
            {"role":"assistant","reasoning":"a2","tool_calls":[{"function":{"name":"now"}}]},
            {"role":"assistant","content":"f2","reasoning":"a3"},
            {"role":"assistant","reasoning":"a4","tool_calls":[{"function":{"name":"now"}}]}
            """;
        static string[] Analysis(Conversation conversation) =>
            [.. conversation.Where(message => message.Channel == Channels.Analysis).Select(message => ((TextPart)message.Content[0]).Text)];
        Assert.Equal(["a4"], Analysis(ChatPrompt.OfMessages(Messages)));
        Assert.Equal(["a1", "a2", "a3", "a4"], Analysis(ChatPrompt.OfMessages(Messages, new ChatRequestOptions { KeepAnalysis = true })));
    }

    [Fact]
    public void Rule_9_the_prompt_ends_with_the_assistants_beginning() =>
        Assert.Equal(ChatPrompt.DefaultSystem + "<|start|>assistant", ChatPrompt.Text(ChatPrompt.OfMessages("")));

    // Rule 10 is ChatRefusalTests and ChatPropertyTests.
    [Theory]
    [InlineData("", "")]
    [InlineData(""","description":"D" """, "// D\n")]
    public void Rule_11_a_response_format_is_a_section(string description, string line)
    {
        string request = $$$"""{"response_format":{"json_schema":{"schema":{"a": 1.0, "a": "\u00e9"},"strict":true{{{description}}},"name":"n"},"type":"json_schema"},"messages":[],"tools":[{{{Now}}}]}""";
        Assert.EndsWith(
            $"}} // namespace functions\n\n# Response Formats\n\n## n\n\n{line}{{\"a\":1.0,\"a\":\"\\u00e9\"}}<|end|>",
            ChatPrompt.AfterSystem(ChatPrompt.Text(ChatPrompt.Read(request)), ChatPrompt.DefaultSystemWithFunctions),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"type":"text"}""")]
    [InlineData("""{"type":"json_object"}""")]
    public void Rule_11_other_formats_add_nothing(string format) =>
        Assert.Equal([Message.System(SystemContent.Default)], ChatPrompt.Read($$"""{"messages":[],"response_format":{{format}}}"""));

    [Fact]
    public void A_conversation_of_a_request_comes_back_from_json()
    {
        Conversation conversation = ChatPrompt.Read($$$"""{"response_format":{"type":"json_schema","json_schema":{"schema":[1.50],"name":"n"}},"messages":[{"role":"system","content":"S"},{{{CallNow}}}],"tools":[{{{Now}}}]}""");
        Assert.Equal(conversation, Conversation.FromJson(conversation.ToJson()));
    }

    [Fact]
    public void There_is_no_third_profile() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChatRequestOptions { Profile = (ChatProfile)2 });

    [Fact]
    public void A_schema_may_be_as_deep_as_a_conversation_can_have_it()
    {
        string deepest = new string('[', 118) + new string(']', 118);
        Conversation conversation = ChatPrompt.Read($$$"""{"messages":[],"tools":[{"function":{"name":"f","parameters":{{{deepest}}}}}]}""");
        Assert.Equal(conversation, Conversation.FromJson(conversation.ToJson()));
        Assert.Throws<JsonException>(() => ChatPrompt.Read($$$"""{"messages":[],"tools":[{"function":{"name":"f","parameters":[{{{deepest}}}]}}]}"""));
    }
}
