using System.Text.RegularExpressions;
using Harmony.Cli.Generation;
using Harmony.Parsing;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Cli.Tests;

public sealed partial class ChatCommandTests : EngineTests, IDisposable
{
    private const string Call = "completions/call-stop-ids-stream";

    private readonly string _tools = Path.Combine(Directory.CreateTempSubdirectory("harmony-chat-").FullName, "tools.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_tools)!, recursive: true);

    [Fact]
    public async Task Each_line_is_a_message_and_the_conversation_grows()
    {
        await using LoopbackServer server = Serve(Greeting);
        CommandResult result = FakeTerminal.Run("Hello\n\nAgain\n/exit\nNever\n", Arguments(server));
        Assert.Equal("analysis: The user wants a greeting.\nHello! 👋🏽 Grüße aus 東京.\n", result.Output[..(result.Output.Length / 2)]);
        Assert.Equal(result.Output[..(result.Output.Length / 2)], result.Output[(result.Output.Length / 2)..]);
        Assert.Equal(("", ExitCode.Success), (result.Error, result.ExitCode));
        Assert.Equal(2, server.Posts.Count);
        Assert.EndsWith(
            "<|start|>user<|message|>Hello<|end|><|start|>assistant<|channel|>final<|message|>Hello! 👋🏽 Grüße aus 東京.<|end|><|start|>user<|message|>Again<|end|><|start|>assistant",
            TextOf(server, 1), StringComparison.Ordinal);
    }

    /// <summary>The model wrote the call in another order than it would be rendered in: its own ids are sent again.</summary>
    [Fact]
    public async Task The_user_is_asked_for_a_calls_result_and_the_prompt_goes_on_from_the_ids_that_the_engine_has_seen()
    {
        await using LoopbackServer server = Serve(Call, Greeting);
        CommandResult result = FakeTerminal.Run("Weather?\n{\"temperature\":20}\n", Arguments(server));
        Assert.StartsWith("analysis: Need the weather.\ncall: functions.get_current_weather {\"location\":\"Tokyo\"}\nanalysis: ", result.Output, StringComparison.Ordinal);
        int[] seen = [.. PromptOf(server.Posts[0]), .. Recording.Load(Call).Expected.Ids];
        int[] second = PromptOf(server.Posts[1]);
        Assert.Equal(seen, second[..seen.Length]);
        Assert.Equal(
            "<|start|>functions.get_current_weather to=assistant<|channel|>commentary<|message|>{\"temperature\":20}<|end|><|start|>assistant",
            O200kTokenizer.Decode(second.AsSpan(seen.Length)));
    }

    [Fact]
    public async Task Input_that_ends_where_a_result_is_waited_for_ends_the_chat()
    {
        await using LoopbackServer server = Serve(Call);
        AssertSucceeded(FakeTerminal.Run("Weather?\n", Arguments(server)));
        Assert.Single(server.Posts);
    }

    [Fact]
    public async Task Effort_instructions_and_tools_stand_in_the_prompt()
    {
        await using LoopbackServer server = Serve(Greeting);
        File.WriteAllText(_tools, Tools);
        AssertSucceeded(FakeTerminal.Run("Hello\n", Arguments(server, "--effort", "high", "--instructions", "Be brief.", "--tools", _tools, "--temperature", "0.25")));
        string prompt = TextOf(server, 0);
        Assert.Contains("Reasoning: high\n", prompt, StringComparison.Ordinal);
        Assert.Contains("# Instructions\n\nBe brief.\n\n# Tools\n\n## functions\n\nnamespace functions {\n\n// Gets the current time in the location.\ntype get_time = (_: {\ncity: string,\n}) => any;", prompt, StringComparison.Ordinal);
        Assert.Equal(0.25, BodyOf(server.Posts[0]).GetProperty("temperature").GetDouble());
    }

    [Fact]
    public async Task Statistics_follow_each_turn()
    {
        await using LoopbackServer server = Serve("completions/usage-stream");
        CommandResult result = FakeTerminal.Run("Hello\nAgain\n", Arguments(server, "--stats"));
        Assert.Equal(2, Statistics().Count(result.Error));
        Assert.Contains($"{PromptOf(server.Posts[1]).Length} prompt tokens (", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_turn_that_fails_is_as_if_it_had_not_been_asked_for()
    {
        await using LoopbackServer server = Serve("errors/completions-too-long", Greeting);
        CommandResult result = FakeTerminal.Run("Too long\nHello\n", Arguments(server));
        Assert.Contains("as it was before", result.Error, StringComparison.Ordinal);
        Assert.Contains("Grüße", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Too long", TextOf(server, 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_does_not_fit_says_to_leave_something_out()
    {
        await using LoopbackServer server = Serve(Greeting);
        CommandResult result = FakeTerminal.Run(string.Concat(Enumerable.Repeat(" word", 2100)) + "\nHello\n", Arguments(server));
        Assert.Contains("does not fit into the context of 2048 tokens", result.Error, StringComparison.Ordinal);
        Assert.Contains("shorten your message. (The conversation is as it was", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("TryFit", result.Error, StringComparison.Ordinal);
        Assert.Single(server.Posts);
    }

    [Fact]
    public async Task Where_the_context_is_nearly_full_the_earliest_messages_go()
    {
        await using LoopbackServer server = Serve(Greeting);
        string words = string.Concat(Enumerable.Repeat(" word", 850));
        CommandResult result = FakeTerminal.Run($"First{words}\nSecond{words}\n", Arguments(server));
        Assert.Matches(@"^harmony: the conversation has 1\d{3} tokens of 2048: its earliest messages are left out", result.Error);
        Assert.Contains("<|message|>First word", TextOf(server, 0), StringComparison.Ordinal);
        Assert.Contains("<|message|>Second word", TextOf(server, 1), StringComparison.Ordinal);
        Assert.DoesNotContain("First", TextOf(server, 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupting_ends_the_turn_and_not_the_chat()
    {
        int requests = 0;
        await using var server = new LoopbackServer(async exchange =>
        {
            if (exchange.Method != "POST")
            {
                await exchange.ReplayAsync(Recording.Load("server/models"));
            }
            else if (Interlocked.Increment(ref requests) > 1)
            {
                await exchange.ReplayAsync(Recording.Load("completions/endoftext-stream"));
            }
            else
            {
                await exchange.BeginStreamAsync();
                foreach (string text in Recording.Load(Greeting).Events.Take(17))
                {
                    await exchange.SendChunkAsync(text);
                }

                await exchange.ClientLeft;
            }
        });
        using var terminal = new FakeTerminal("Hello\nAnd?\n"u8.ToArray()) { InterruptedAt = "Hello!" };
        CommandResult result = terminal.Run(Arguments(server));
        Assert.Equal("analysis: The user wants a greeting.\nHello!\nBye.\n", result.Output);
        Assert.Contains("interrupted", result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, result.ExitCode);
        Assert.EndsWith("Hello!<|end|><|start|>user<|message|>And?<|end|><|start|>assistant", TextOf(server, 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_terminal_reasoning_is_dim_and_the_user_is_prompted()
    {
        await using LoopbackServer server = Serve(Greeting);
        using var terminal = new FakeTerminal("Hello\n"u8.ToArray()) { ShowsColor = true };
        string output = terminal.Run(Arguments(server)).Output;
        Assert.StartsWith("gpt-oss-tiny by ", output, StringComparison.Ordinal);
        Assert.EndsWith("\n> \e[2mThe user wants a greeting.\e[0m\nHello! 👋🏽 Grüße aus 東京.\n> ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_model_writes_does_not_drive_the_terminal()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var writer = new ChatTurnWriter(output, isTerminal: true);
        using var reader = new TurnReader();
        foreach (int id in O200kTokenizer.Encode("<|channel|>commentary to=functions.f json<|message|>\e[31m\tx<|call|>", SpecialTokenSet.All))
        {
            reader.Read(id);
            while (reader.TryNext(out TurnEvent next))
            {
                writer.Write(next);
            }
        }

        Assert.Equal("\e[33mfunctions.f \u241b[31m\tx\e[0m\n", output.ToString());
    }

    [Theory]
    [InlineData("{}", "tools are a list")]
    [InlineData("[", "tools.json: ")]
    [InlineData("""[{"type":"function"}]""", "tools[0]")]
    [InlineData(null, "tools.json: ")]
    public void A_file_that_has_no_tools_is_refused_by_name(string? content, string reason)
    {
        if (content is not null)
        {
            File.WriteAllText(_tools, content);
        }

        CommandResult result = FakeTerminal.Run("", "chat", "--engine", "http://127.0.0.1:1", "--tools", _tools);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains(_tools, result.Error, StringComparison.Ordinal);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    /// <summary>A tool's whole flow on the real engine, and of each prompt only what is new is read.</summary>
    [Fact]
    public void The_tiny_model_calls_a_tool_and_answers_with_its_result()
    {
        EngineLibraries.SkipWithout();
        File.WriteAllText(_tools, Tools);
        CommandResult result = FakeTerminal.Run(
            "What time is it in New Delhi?\n{\"time\":\"14:05\"}\nThank you.\n", "chat", "--model", "tiny", "--temperature", "0", "--effort", "low", "--tools", _tools, "--stats");
        Assert.Equal("call: functions.get_time {\"city\":\"New Delhi\"}\nNew Delhi: 14:05.\nYou are welcome!\n", result.Output);
        Assert.Contains("CPUExecutionProvider: ", result.Error, StringComparison.Ordinal);
        (int Prompt, int Cached, int Generated)[] turns = [.. Statistics().Matches(result.Error).Select(match =>
            (int.Parse(match.Groups[1].Value), int.Parse(match.Groups[2].Value), int.Parse(match.Groups[3].Value)))];
        Assert.Equal(3, turns.Length);
        Assert.Equal(0, turns[0].Cached);
        for (int i = 1; i < turns.Length; i++)
        {
            // All but the last id that was generated, which no engine has read.
            Assert.InRange(turns[i].Cached, turns[i - 1].Prompt + turns[i - 1].Generated - 2, turns[i].Prompt - 1);
        }
    }

    [GeneratedRegex(@"^(\d+) prompt tokens \((\d+) cached\), (\d+) generated, first after [\d.]+ ms(?:, then [\d.]+ tokens/s)?\r?$", RegexOptions.Multiline)]
    private static partial Regex Statistics();

    private static string TextOf(LoopbackServer server, int index) => O200kTokenizer.Decode(PromptOf(server.Posts[index]));

    private static string[] Arguments(LoopbackServer server, params string[] arguments) => ["chat", .. arguments, "--engine", server.Address.ToString()];
}
