using Harmony.Chat;

namespace Harmony.Tests.Chat;

/// <summary>The profile of vllm-mlx: the cases of its own tests that are about rendering, and the rest of its rules.</summary>
public class VllmMlxChatRulesTests
{
    private const string User = """{"role":"user","content":"What time is it?"}""";
    private const string UserText = "<|start|>user<|message|>What time is it?<|end|>";
    private const string Call = """{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"now","arguments":"{\"zone\":\"UTC\"}"}}]}""";
    private const string CallText = "<|start|>assistant to=functions.now<|channel|>commentary json<|message|>{\"zone\":\"UTC\"}<|call|>";
    private const string Tools = """[{"type":"function","function":{"name":"now"}},{"type":"function","function":{"name":"read_file","description":"Reads.","parameters":{"type":"object","properties":{"path":{"type":"string"}}}}}]""";

    [Fact]
    public void A_single_user_turn() => Assert.Equal(UserText, Text(User));

    [Fact]
    public void The_developer_namespace_holds_both_tools() =>
        Assert.Equal(
            """
            <|start|>developer<|message|># Tools

            ## functions

            namespace functions {

            type now = (_: any) => any;

            // Reads.
            type read_file = (_: {
            path?: string,
            }) => any;

            } // namespace functions<|end|>
            """ + UserText,
            ChatPrompt.AfterSystem(
                ChatPrompt.Text(ChatPrompt.Read($$"""{"messages":[{{User}}],"tools":{{Tools}}}""", ChatPrompt.VllmMlx)),
                ChatPrompt.DefaultSystemWithFunctions));

    [Fact]
    public void System_stands_before_developer_and_developer_before_user() =>
        Assert.Equal(
            "<|start|>system<|message|>S1<|end|><|start|>system<|message|>S2<|end|><|start|>developer<|message|>D<|end|>" + UserText + ChatPrompt.End,
            ChatPrompt.Text(ChatPrompt.OfMessages(User + """,{"role":"system","content":"S1"},{"role":"developer","content":"D"},{"role":"system","content":"S2"}""", ChatPrompt.VllmMlx)));

    [Fact]
    public void A_call_is_on_commentary_with_a_recipient_and_the_call_token()
    {
        string text = Text(User + "," + Call);
        Assert.Equal(UserText + CallText, text);
        Assert.DoesNotContain("[Calling tool:", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_is_from_the_function_to_the_assistant() =>
        Assert.Equal(
            UserText + CallText + "<|start|>functions.now to=assistant<|channel|>commentary<|message|>12:00<|end|>",
            Text(User + "," + Call + """,{"role":"tool","tool_call_id":"c1","content":"12:00"}"""));

    [Fact]
    public void Thinking_is_analysis_before_the_call() =>
        Assert.Equal(
            UserText + "<|start|>assistant<|channel|>analysis<|message|>Look it up.<|end|>" + CallText,
            Text(User + "," + Call.Replace("""{"role":"assistant",""", """{"thinking":"Look it up.","reasoning_content":"no","role":"assistant",""", StringComparison.Ordinal)));

    [Theory]
    [InlineData("""{"a":1,"b":[true,null,{"c":{}}]}""", """{"a": 1, "b": [true, null, {"c": {}}]}""")]
    [InlineData("""{ "a" : "\u00e9,:\/ \"" , "b":2, "a" : 3.50 }""", """{"a": 3.50, "b": 2}""")]
    [InlineData("""["\u00e9,:\/ \""]""", """["é,:/ \""]""")]
    [InlineData("null", "{}")]
    [InlineData("\"{\\\"a\\\":1}\"", """{"a":1}""")]
    public void Arguments_that_are_a_dictionary(string arguments, string written) =>
        Assert.Equal(
            $"<|start|>assistant to=functions.f<|channel|>commentary json<|message|>{written}<|call|>",
            Text($$$"""{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{{{arguments}}}}}]}"""));

    [Fact]
    public void Earlier_content_is_final() =>
        Assert.Equal(
            UserText + "<|start|>assistant<|channel|>final<|message|>Noon.<|end|>" + UserText,
            Text(User + """,{"role":"assistant","content":"Noon.","reasoning_content":"gone"},""" + User));

    [Fact]
    public void The_prompt_ends_with_the_generation_prompt() =>
        Assert.EndsWith("<|end|><|start|>assistant", ChatPrompt.Text(ChatPrompt.OfMessages(User, ChatPrompt.VllmMlx)), StringComparison.Ordinal);

    [Fact]
    public void With_a_developer_message_there_are_no_tools() =>
        Assert.Equal(
            "<|start|>developer<|message|>D<|end|>",
            ChatPrompt.AfterSystem(
                ChatPrompt.Text(ChatPrompt.Read($$"""{"messages":[{"role":"developer","content":"D"}],"tools":{{Tools}}}""", ChatPrompt.VllmMlx)),
                ChatPrompt.DefaultSystem));

    [Theory]
    [InlineData("""{"role":"critic","content":"x"}""", "")]
    [InlineData("""{"content":"x"}""", "")]
    [InlineData("""{"role":"function","name":"now","content":"x"}""", "")]
    [InlineData("""{"role":"assistant","refusal":"x","function_call":{"name":"now"}}""", "")]
    [InlineData("""{"role":"user","content":[{"type":"image_url"},{"type":"text","text":"a"},{"type":"input_text","text":"no"},{"type":"text"},{"text":"no"}]}""", "<|start|>user<|message|>a\n<|end|>")]
    [InlineData("""{"role":"tool","tool_call_id":"nope","content":"x"}""", "<|start|>functions.unknown to=assistant<|channel|>commentary<|message|>x<|end|>")]
    [InlineData("""{"role":"assistant","content":"no","tool_calls":[{"id":"c"}]}""", "<|start|>assistant to=functions.unknown<|channel|>commentary json<|message|>{}<|call|>")]
    [InlineData("""{"role":"assistant","tool_calls":[{"function":{"name":"functions.f"}}]}""", "<|start|>assistant to=functions.functions.f<|channel|>commentary json<|message|>{}<|call|>")]
    public void What_is_not_known_is_left_out_or_has_a_name_of_its_own(string message, string text) => Assert.Equal(text, Text(message));

    [Theory]
    [InlineData("""{"messages":[],"reasoning_effort":"extreme","tools":[{"type":"web_search"},{"function":{"name":""}}]}""")]
    [InlineData("""{"messages":[],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{}}}}""")]
    public void What_it_does_not_know_of_a_request_is_left_out(string request) =>
        Assert.Equal("", ChatPrompt.AfterSystem(ChatPrompt.Text(ChatPrompt.Read(request, ChatPrompt.VllmMlx)), ChatPrompt.DefaultSystem));

    [Fact]
    public void The_host_may_say_something_where_the_request_has_no_system_message()
    {
        ChatRequestOptions options = ChatPrompt.VllmMlx with { ModelIdentity = "I", CurrentDate = "D", KnowledgeCutoff = "K" };
        Assert.StartsWith("<|start|>system<|message|>I\nKnowledge cutoff: K\nCurrent date: D\n", ChatPrompt.Text(ChatPrompt.OfMessages("", options)), StringComparison.Ordinal);
        Assert.StartsWith("<|start|>system<|message|>S<|end|>", ChatPrompt.Text(ChatPrompt.OfMessages("""{"role":"system","content":"S"}""", options)), StringComparison.Ordinal);
    }

    private static string Text(string messages) => ChatPrompt.TextOfMessages(messages, ChatPrompt.VllmMlx);
}
