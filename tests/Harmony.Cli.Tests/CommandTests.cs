using System.Text;

namespace Harmony.Cli.Tests;

public class CommandTests
{
    private const string Conversation = """{"messages":[{"role":"user","content":"What is 2 + 2?"}]}""";
    private const string Ids = "200006,1428,200008,4827,382,220,17,659,220,17,30,200007,200006,173781";

    [Fact]
    public void Render_writes_json_where_the_output_is_redirected() => AssertOutput($"[{Ids}]\n", FakeTerminal.Run(Conversation, "render", "-"));

    [Fact]
    public void Render_shows_text_and_ids_on_a_terminal()
    {
        using var terminal = new FakeTerminal(Encoding.UTF8.GetBytes(Conversation)) { ShowsColor = true };
        CommandResult result = terminal.Run("render", "-");
        Assert.Equal(ExitCode.Success, result.ExitCode);
        Assert.Contains("\u001b[", result.Output, StringComparison.Ordinal);
        Assert.Contains(Ids[..30].Replace(',', ' '), result.Output, StringComparison.Ordinal);
        Assert.Contains("14 tokens", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_keeps_the_lines_of_a_long_text()
    {
        string text = new('x', 3_000);
        CommandResult result = FakeTerminal.Run(Conversation.Replace("What is 2 + 2?", text + "\\n\\u001b[31m" + text, StringComparison.Ordinal), "render", "-", "--output", "pretty");
        Assert.Contains($"<|message|>{text}\n\u241b[31m{text}<|end|>", result.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<|start|>user<|message|>What is 2 + 2?<|end|><|start|>assistant\n", "--output", "text")]
    [InlineData("<|start|>user<|message|>What is 2 + 2?<|end|>\n", "--output", "text", "--for", "conversation")]
    [InlineData("<|start|>user<|message|>What is 2 + 2?<|end|><|start|>developer\n", "--output", "text", "--next-role", "developer")]
    [InlineData("<|start|>user<|message|>What is 2 + 2?<|end|><|start|>assistant\n", "--output", "text", "--dialect", "oss", "--keep-analysis")]
    public void Render_takes_options(string expected, params string[] options) =>
        AssertOutput(expected, FakeTerminal.Run(Conversation, ["render", "-", .. options]));

    [Theory]
    [InlineData("type f = (_: any) => any;")]
    [InlineData("type f = (_: any) => any;", "--schema-style", "reference")]
    [InlineData("type f = (_: 3) => any;", "--schema-style", "faithful")]
    public void Render_writes_schemas_in_either_style(string expected, params string[] options)
    {
        const string Request = """{"model":"m","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"const":3}}}]}""";
        Assert.Contains(expected, FakeTerminal.Run(Request, ["render", "-", "--output", "text", .. options]).Output, StringComparison.Ordinal);
    }

    /// <summary>What has no sign of a request is a conversation, as it is for the reference; a profile makes it a request.</summary>
    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}]}""", false)]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}]}""", true, "--profile", "default")]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}]}""", true, "--profile", "vllm-mlx")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi"}]}""", true)]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}],"\u0074ools":[]}""", true)]
    [InlineData("""{"messages":[{"role":"user","content":"hi","tool_calls":[]}]}""", true)]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"hi","channel":null}]}""", false)]
    [InlineData("""{"other":{"model":[{"tools":1}]},"messages":[{"role":"user","content":[{"type":"text","text":"hi","tool_calls":1}]}]}""", false)]
    public void Render_tells_a_request_from_a_conversation(string json, bool isRequest, params string[] options)
    {
        CommandResult result = FakeTerminal.Run(json, ["render", "-", "--output", "text", .. options]);
        Assert.Equal("", result.Error);
        Assert.StartsWith(isRequest ? "<|start|>system<|message|>You are ChatGPT" : "<|start|>user", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("<|start|>user<|message|>hi<|end|><|start|>assistant\n", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%llguidance {}\n\nstart: turn\n", "\"x-guidance\"")]
    [InlineData("%llguidance {}\n\nstart: turn\n", "%json {\"type\":\"object\"} <|call|>", "--no-unicode-escapes")]
    [InlineData("%llguidance {}\n\nstart: turn\n", "? call_1\n", "--tool-choice", "required")]
    [InlineData("root ::= turn\n", "\" to=functions.f\"", "--format", "gbnf")]
    public void Grammar_writes_what_a_turn_may_be(string beginning, string part, params string[] options)
    {
        CommandResult result = FakeTerminal.Run("""{"model":"m","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"f"}}]}""", ["grammar", "-", .. options]);
        Assert.Equal("", result.Error);
        Assert.StartsWith(beginning, result.Output, StringComparison.Ordinal);
        Assert.Contains(part, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Grammar_cannot_require_a_call_without_tools()
    {
        CommandResult result = FakeTerminal.Run(Conversation, "grammar", "-", "--tool-choice", "required");
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains("a call is required, but the conversation has no tools", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_adds_what_the_host_says_to_a_request()
    {
        CommandResult result = FakeTerminal.Run("""{"model":"m","messages":[]}""", "render", "-", "--output", "text", "--date", "2026-01-31", "--identity", "You are Ada.", "--cutoff", "2025-01");
        Assert.StartsWith("<|start|>system<|message|>You are Ada.\nKnowledge cutoff: 2025-01\nCurrent date: 2026-01-31\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_keeps_the_analysis_of_a_request()
    {
        const string Request = """{"model":"m","messages":[{"role":"assistant","content":"y","reasoning_content":"why"},{"role":"user","content":"x"}]}""";
        Assert.DoesNotContain("why", FakeTerminal.Run(Request, "render", "-", "--output", "text").Output, StringComparison.Ordinal);
        Assert.Contains("<|channel|>analysis<|message|>why<|end|>", FakeTerminal.Run(Request, "render", "-", "--output", "text", "--keep-analysis").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"messages":[]}""", "--date is for chat requests", "--date", "2026-01-31")]
    [InlineData("""{"messages":[]}""", "vllm", "--profile", "vllm")]
    [InlineData("""{"model":"m","messages":[{"role":"critic"}]}""", "standard input: messages[0]: unknown role 'critic'")]
    [InlineData("""{"model":"m","messages":[""", "standard input: messages: ")]
    [InlineData("""{"\ud800":1,"model":"m","messages":[]}""", "this string has a lone surrogate")]
    public void Render_refuses_a_request_and_says_why(string json, string reason, params string[] options)
    {
        CommandResult result = FakeTerminal.Run(json, ["render", "-", .. options]);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_writes_one_id_a_line() =>
        AssertOutput(Ids.Replace(',', '\n') + "\n", FakeTerminal.Run(Conversation, "render", "-", "--output", "ids"));

    [Fact]
    public void Render_reads_a_file() =>
        AssertOutput(
            FakeTerminal.Run(TestFiles.Read("samples", "weather.json"), "render", "-").Output,
            FakeTerminal.Run("", "render", TestFiles.PathOf("samples", "weather.json")));

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_input()
    {
        AssertOutput($"[{Ids}]\n", FakeTerminal.Run("\ufeff" + Conversation, "render", "-"));
        AssertOutput("1\n", FakeTerminal.Run("\ufeffhello", "count"));
    }

    [Fact]
    public void Encode_and_decode_are_inverse()
    {
        AssertOutput("13225\n11\n2375\n", FakeTerminal.Run("Hello, world", "encode"));
        AssertOutput("[13225,11,2375]\n", FakeTerminal.Run("Hello, world", "encode", "--json"));
        AssertOutput("Hello, world\n", FakeTerminal.Run("[13225,11,2375]", "decode"));
        AssertOutput("Hello, world\n", FakeTerminal.Run("13225\n11 2375\r\n", "decode", "-"));
        AssertOutput("Hello, world", FakeTerminal.Run("13225 11 2375", "decode", "--raw"));
        AssertOutput("\n", FakeTerminal.Run("", "decode"));
    }

    [Fact]
    public void Specials_are_text_unless_they_are_asked_for()
    {
        AssertOutput("200006\n", FakeTerminal.Run("<|start|>", "encode", "--specials"));
        AssertOutput("5\n", FakeTerminal.Run("<|start|>", "count"));
        AssertOutput("1\n", FakeTerminal.Run("<|start|>", "count", "--specials"));
        AssertOutput("<|start|>\n", FakeTerminal.Run("200006", "decode"));
    }

    [Fact]
    public void Specials_are_listed()
    {
        CommandResult named = FakeTerminal.Run("", "specials");
        Assert.Contains("200012 <|call|>\n", named.Output, StringComparison.Ordinal);
        Assert.Equal(9, named.Output.Count(c => c == '\n'));
        Assert.Equal(1_091, FakeTerminal.Run("", "specials", "--all").Output.Count(c => c == '\n'));
    }

    [Fact]
    public void A_long_line_is_counted()
    {
        AssertOutput("4000000\n", FakeTerminal.Run(string.Concat(Enumerable.Repeat(" word", 4_000_000)), "count"));
        AssertOutput("524288\n", FakeTerminal.Run(new string('x', 4 << 20), "count"));
    }

    [Theory]
    [InlineData("{\"messages\":[\n{\"role\":\"user\"}]}", "standard input: messages[0]: a message needs the field 'content' (line 2, column 1)", "render", "-")]
    [InlineData("{\"messages\":[{\"role\":\"tool\",\"content\":\"\"}]}", "standard input: messages[0]: a tool's message needs the tool's name", "render", "-")]
    [InlineData("", "no/such/file.json: ", "render", "no/such/file.json")]
    [InlineData("", "/: this is a folder", "encode", "/")]
    [InlineData("", "a file name is empty", "encode", "")]
    [InlineData("", "@x: ", "encode", "@x")]
    [InlineData("", "Unrecognized command or argument 'x'", "specials", "x")]
    [InlineData("", "Unrecognized command or argument '--no'", "specials", "--no")]
    [InlineData("1\n2 x", "standard input: line 2: 'x' is not a token id", "decode")]
    [InlineData("201089", "'201089' is not a token id", "decode")]
    [InlineData("-1", "'-1' is not a token id", "decode")]
    [InlineData("99999999999999999999", "is not a token id", "decode")]
    [InlineData("", "Required argument missing", "render")]
    [InlineData("", "'nonsense'", "nonsense")]
    [InlineData("{}", "Argument 'latin' not recognized", "render", "-", "--dialect", "latin")]
    [InlineData("", "'--no' is not an option of this command", "count", "--no")]
    [InlineData("", "Required argument missing", "verify")]
    public void Bad_input_is_said_on_standard_error(string input, string reason, params string[] args)
    {
        CommandResult result = FakeTerminal.Run(input, args);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_bad_input()
    {
        CommandResult result = FakeTerminal.Run([(byte)'a', (byte)'\n', 0xFF], "count");
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains("standard input: line 2: byte 2 is not valid UTF-8", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_tells_of_everything()
    {
        string help = FakeTerminal.Run("", "--help").Output;
        Assert.All(["render", "parse", "encode", "decode", "count", "specials", "grammar", "chat", "generate", "export-tokenizer", "verify", "bench"], command => Assert.Contains($"  {command} ", help, StringComparison.Ordinal));
        Assert.Equal(help, FakeTerminal.Run("", "-h").Output);
        Assert.Contains(" count [<file>] [options]", FakeTerminal.Run("", "count", "-?").Output, StringComparison.Ordinal);
        string render = FakeTerminal.Run("", "render", "--help").Output;
        Assert.All(["--for", "--next-role", "--keep-analysis", "--dialect", "--schema-style", "--output"], option => Assert.Contains(option, render, StringComparison.Ordinal));
        string[] engine = ["--model <DIR>", "--provider", "--engine <URL>", "--server", "tiny", "HARMONY_MODEL"];
        string[] sampling = ["--temperature <N>", "--top-p <N>", "--seed <N>", "--max-tokens <N>"];
        AssertHelp("chat", [.. engine, .. sampling, "--instructions <TEXT>", "--tools <FILE>", "--effort <high|low|medium>", "--stats"]);
        AssertHelp("generate", [.. engine, .. sampling, "--output <ids|messages|text>", "--profile", "--identity", "--date", "--cutoff"]);
        AssertHelp("verify", engine);
        AssertHelp("export-tokenizer", ["<dir>", "tokenizer.json", "tokenizer_config.json"]);
    }

    private static void AssertHelp(string command, string[] parts)
    {
        string help = FakeTerminal.Run("", command, "--help").Output;
        Assert.All(parts, part => Assert.Contains(part, help, StringComparison.Ordinal));
    }

    private static void AssertOutput(string expected, CommandResult result)
    {
        Assert.Equal("", result.Error);
        Assert.Equal(expected, result.Output.ReplaceLineEndings("\n"));
        Assert.Equal(ExitCode.Success, result.ExitCode);
    }
}
