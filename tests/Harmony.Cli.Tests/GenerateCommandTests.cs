using System.Text.Json;
using Harmony.Conversations;
using Harmony.Rendering;

namespace Harmony.Cli.Tests;

public sealed class GenerateCommandTests : EngineTests, IDisposable
{
    private const string Call = "completions/call-stop-ids-stream";
    private const string Request = """{"model":"m","messages":[{"role":"user","content":"Hello!"}],"temperature":0}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("harmony-generate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_conversations_prompt_is_sent_and_the_answer_is_written()
    {
        await using LoopbackServer server = Serve(Greeting);
        string path = TestFiles.PathOf("samples", "weather.json");
        AssertOutput("Hello! 👋🏽 Grüße aus 東京.\n", FakeTerminal.Run("", Arguments(server, path)));
        Assert.Equal(HarmonyRenderer.Render(Conversation.FromJson(File.ReadAllBytes(path))), PromptOf(Assert.Single(server.Posts)));
    }

    [Fact]
    public async Task A_turn_comes_as_ids()
    {
        await using LoopbackServer server = Serve(Greeting);
        AssertOutput(
            string.Concat(Recording.Load(Greeting).Expected.Ids.Select(id => id + "\n")),
            FakeTerminal.Run(Request, Arguments(server, "-", "--output", "ids")));
    }

    [Fact]
    public async Task A_turn_comes_as_messages()
    {
        await using LoopbackServer server = Serve(Call);
        CommandResult result = FakeTerminal.Run(Request, Arguments(server, "-", "--output", "messages"));
        Assert.Equal("", result.Error);
        Conversation turn = Conversation.FromJson(result.Output);
        Assert.Equal("Need the weather.", turn[0].Text);
        Assert.Equal(("functions.get_current_weather", """{"location":"Tokyo"}"""), (turn[1].Recipient, turn[1].Text));
    }

    [Fact]
    public async Task A_turn_that_only_calls_a_tool_is_told_of()
    {
        await using LoopbackServer server = Serve(Call);
        CommandResult result = FakeTerminal.Run(Request, Arguments(server, "-"));
        Assert.Equal(("", ExitCode.Success), (result.Output, result.ExitCode));
        Assert.Contains("""the model calls functions.get_current_weather with {"location":"Tokyo"}""", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_cut_off_is_written_and_told_of()
    {
        await using LoopbackServer server = Serve("completions/length-24-stream");
        CommandResult result = FakeTerminal.Run(Request, Arguments(server, "-", "--max-tokens", "24"));
        Assert.Equal("Hello! 👋🏽 Grüße aus 東京\n", result.Output);
        Assert.Equal($"harmony: the turn was cut off after 24 tokens, the requested maximum{Environment.NewLine}", result.Error);
        Assert.Equal(24, BodyOf(Assert.Single(server.Posts)).GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task A_prompt_that_does_not_fit_is_refused_with_both_numbers()
    {
        await using LoopbackServer server = Serve(Greeting);
        CommandResult result = FakeTerminal.Run(Request.Replace("Hello!", string.Concat(Enumerable.Repeat(" word", 2100)), StringComparison.Ordinal), Arguments(server, "-"));
        Assert.Matches(@"^harmony: standard input: the prompt has 21\d\d tokens, and the context has room for 2048, answer included: shorten the conversation\r?\n$", result.Error);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Empty(server.Posts);
    }

    [Fact]
    public async Task What_a_request_says_of_the_generation_is_sent_and_options_win()
    {
        await using LoopbackServer server = Serve(Greeting);
        const string Settings = """{"model":"m","messages":[{"role":"user","content":"x"}],"temperature":0.5,"top_p":0.75,"seed":7,"max_completion_tokens":9,"logit_bias":{"13225":-1.5},"n":1,"stop":[],"frequency_penalty":0,"stream":true}""";
        AssertSucceeded(FakeTerminal.Run(Settings, Arguments(server, "-")));
        AssertSucceeded(FakeTerminal.Run(Settings, Arguments(server, "-", "--temperature", "0", "--top-p", "1", "--seed", "3", "--max-tokens", "5")));
        (double, double, int, int, double) SentBy(int index)
        {
            JsonElement body = BodyOf(server.Posts[index]);
            return (body.GetProperty("temperature").GetDouble(), body.GetProperty("top_p").GetDouble(), body.GetProperty("seed").GetInt32(), body.GetProperty("max_tokens").GetInt32(), body.GetProperty("logit_bias").GetProperty("13225").GetDouble());
        }

        Assert.Equal((0.5, 0.75, 7, 9, -1.5), SentBy(0));
        Assert.Equal((0, 1, 3, 5, -1.5), SentBy(1));
    }

    [Fact]
    public async Task An_answer_ends_at_a_stop_sequence()
    {
        await using LoopbackServer server = Serve(Greeting);
        AssertOutput("Hello! 👋🏽 \n", FakeTerminal.Run(Request.Replace("\"temperature\"", "\"stop\":[\"Gr\"],\"temperature\"", StringComparison.Ordinal), Arguments(server, "-")));
    }

    [Fact]
    public async Task An_answer_in_JSON_is_kept_to_the_schema_from_where_it_begins()
    {
        await using LoopbackServer server = Serve(Greeting);
        FakeTerminal.Run(Request.Replace("\"temperature\"", "\"response_format\":{\"type\":\"json_object\"},\"temperature\"", StringComparison.Ordinal), Arguments(server, "-"));
        Assert.Equal(2, server.Posts.Count);
        Assert.EndsWith("<|channel|>final<|message|>", Harmony.Tokenization.O200kTokenizer.Decode(PromptOf(server.Posts[1])), StringComparison.Ordinal);
        Assert.Contains("\"object\"", BodyOf(server.Posts[1]).GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"object\"", BodyOf(server.Posts[0]).GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_grammar_the_header_of_the_one_tool_is_written_for_the_model(bool isNamed)
    {
        await using LoopbackServer server = Serve(Greeting);
        string choice = isNamed ? """{"type":"function","function":{"name":"get_time"}}""" : "\"required\"";
        FakeTerminal.Run($$"""{"model":"m","messages":[{"role":"user","content":"x"}],"tools":{{Tools}},"tool_choice":{{choice}}}""", Arguments(server, "-"));
        Assert.EndsWith(
            "<|start|>assistant to=functions.get_time<|channel|>commentary <|constrain|>json<|message|>",
            Harmony.Tokenization.O200kTokenizer.Decode(PromptOf(Assert.Single(server.Posts))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"n\":2", "n is not supported")]
    [InlineData("\"stop\":1", "stop: expected a string, found a number")]
    [InlineData("\"logprobs\":true", "logprobs is not supported")]
    [InlineData("\"frequency_penalty\":0.5", "frequency_penalty is not supported: engines support repetition_penalty")]
    [InlineData("\"temperature\":\"x\"", "temperature: expected a number, found a string")]
    [InlineData("\"temperature\":-1", "temperature: -1 is out of range: a number at least 0 is expected")]
    [InlineData("\"seed\":1.5", "seed: expected a whole number, found 1.5")]
    [InlineData("\"max_tokens\":0", "max_tokens: 0 is out of range: a whole number of at least 1 is expected")]
    [InlineData("\"logit_bias\":[]", "logit_bias: expected an object with a number for each token id, found an array")]
    [InlineData("\"logit_bias\":{\"x\":1}", "logit_bias.x: 'x' is not a token id")]
    [InlineData("\"logit_bias\":{\"\\ud800\":1}", "this string has a lone surrogate")]
    [InlineData("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"\\ud800\"}}", "tool_choice.function.name: this string has a lone surrogate")]
    [InlineData("\"repetition_penalty\":1e-40", "repetition_penalty: 1E-40 is out of range: a number from 1e-30 to 1e30 is expected")]
    [InlineData("\"logit_bias\":{\"1\":\"x\"}", "logit_bias.1: expected a number, found a string")]
    [InlineData("\"tool_choice\":\"required\"", "a call is required, but there are no tools")]
    [InlineData("\"tool_choice\":\"some\"", "tool_choice: 'some' is not a tool choice")]
    [InlineData("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"g\"}},\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", "there is no tool of that name")]
    [InlineData("\"messages\":[{\"role\":\"critic\"}]", "unknown role 'critic'")]
    public async Task What_a_request_asks_for_in_vain_is_refused_by_name(string member, string reason)
    {
        await using LoopbackServer server = Serve(Greeting);
        CommandResult result = FakeTerminal.Run($$"""{"model":"m","messages":[],{{member}}}""", Arguments(server, "-"));
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Empty(server.Posts);
    }

    [Fact]
    public async Task Interrupted_it_ends_with_what_has_come()
    {
        // A server that falls silent after the word.
        await using LoopbackServer server = ServeGreeting(static exchange => exchange.ClientLeft);
        using var terminal = new FakeTerminal(System.Text.Encoding.UTF8.GetBytes(Request)) { InterruptedAt = "Hello!" };
        CommandResult result = terminal.Run(Arguments(server, "-"));
        Assert.Equal(ExitCode.Interrupted, result.ExitCode);
        Assert.Equal("Hello!\n", result.Output);
        Assert.Contains("interrupted", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_fails_in_the_middle_leaves_what_has_come()
    {
        await using LoopbackServer server = ServeGreeting(static exchange => exchange.EndStreamAsync());
        CommandResult result = FakeTerminal.Run(Request, Arguments(server, "-"));
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Equal("Hello!\n", result.Output);
        Assert.StartsWith("harmony: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tiny_model_answers()
    {
        EngineLibraries.SkipWithout();
        AssertOutput("Hello! How can I help you today?\n", FakeTerminal.Run(Request, "generate", "-", "--model", "tiny"));
        string messages = FakeTerminal.Run(Request.Replace("\"m\"", $"\"m\",\"tools\":{Tools}", StringComparison.Ordinal).Replace("Hello!", "What time is it in New Delhi?", StringComparison.Ordinal), "generate", "-", "--model", "tiny", "--output", "messages").Output;
        Message call = Assert.Single(Conversation.FromJson(messages), static message => message.IsToolCall);
        Assert.Equal(("functions.get_time", """{"city":"New Delhi"}"""), (call.Recipient, call.Text));
    }

    /// <summary>Without a constraint, the model would answer the greeting. The grammar needs our tokenizer's files.</summary>
    [Theory]
    [InlineData("\"required\"")]
    [InlineData("""{"type":"function","function":{"name":"get_time"}}""")]
    public void A_required_tool_is_called_with_the_exported_tokenizer(string toolChoice)
    {
        EngineLibraries.SkipWithout();
        foreach (string file in (string[])["model.onnx", "genai_config.json"])
        {
            File.CreateSymbolicLink(Path.Combine(_folder, file), Path.Combine(TestFiles.Data, "tiny-gpt-oss", file));
        }

        string request = $$"""{"model":"m","reasoning_effort":"low","messages":[{"role":"user","content":"Hello!"}],"tools":{{Tools}},"tool_choice":{{toolChoice}},"temperature":0,"max_tokens":400}""";

        // Without the tokenizer's files a mask keeps the envelope.
        AssertCalls();
        AssertSucceeded(FakeTerminal.Run("", "export-tokenizer", _folder));
        AssertCalls();

        void AssertCalls()
        {
            CommandResult result = FakeTerminal.Run(request, "generate", "-", "--model", _folder, "--output", "messages");
            AssertSucceeded(result);
            Assert.Equal("functions.get_time", Conversation.FromJson(result.Output)[^1].Recipient);
        }
    }

    private static string[] Arguments(LoopbackServer server, params string[] arguments) => ["generate", .. arguments, "--engine", server.Address.ToString()];

    private static void AssertOutput(string expected, CommandResult result)
    {
        Assert.Equal("", result.Error);
        Assert.Equal(expected, result.Output.ReplaceLineEndings("\n"));
        Assert.Equal(ExitCode.Success, result.ExitCode);
    }
}
