using System.Text;

namespace Harmony.Cli.Tests;

public class ParseCommandTests
{
    private const string Turn = "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>{\"a\": 1}<|call|>";
    private const string Messages = """{"messages":[{"role":"assistant","content":"Hm.","channel":"analysis"},{"role":"assistant","recipient":"functions.f","content":"{\"a\": 1}","channel":"commentary","content_type":"<|constrain|>json"}]}""";

    [Fact]
    public void Text_with_specials_becomes_messages()
    {
        CommandResult result = FakeTerminal.Run(Turn + "\n", "parse", "-", "--text", "--role", "assistant");
        Assert.Equal((ExitCode.Success, Messages + "\n", ""), (result.ExitCode, result.Output.ReplaceLineEndings("\n"), result.Error));
    }

    [Theory]
    [InlineData("[200006,1428,200008,12194,200007]")]
    [InlineData("200006 1428\n200008\t12194\r\n200007\n")]
    public void Ids_become_messages(string ids)
    {
        CommandResult result = FakeTerminal.Run(ids, "parse");
        Assert.Equal((ExitCode.Success, """{"messages":[{"role":"user","content":"Hi"}]}""" + "\n", ""), (result.ExitCode, result.Output.ReplaceLineEndings("\n"), result.Error));
    }

    [Fact]
    public void Messages_can_be_rendered_again()
    {
        string json = FakeTerminal.Run(Turn, "parse", "--text", "--role", "assistant").Output;
        Assert.Equal("<|start|>assistant" + Turn + "\n", FakeTerminal.Run(json, "render", "-", "--for", "conversation", "--dialect", "oss", "--output", "text").Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void What_was_repaired_is_told_with_its_position()
    {
        CommandResult result = FakeTerminal.Run("[200008, 12194, -5, 4294967295, 99999999999999999999, -99999999999999999999, 200007, 200012]", "parse");
        Assert.Equal(ExitCode.Success, result.ExitCode);
        Assert.Equal(["id 0: MissingStart", "id 2: OutsideVocabulary", "id 3: OutsideVocabulary", "id 4: OutsideVocabulary", "id 5: OutsideVocabulary", "id 7: UnexpectedStop"],
            result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(':', line["harmony: ".Length..].Split(':')[..2])));
    }

    [Fact]
    public void Events_are_lines_of_JSON()
    {
        CommandResult result = FakeTerminal.Run("<|start|>user:bob<|message|>Hi there", "parse", "--text", "--events");
        Assert.Equal(
            """
            {"event":"message_started","role":"user","name":"bob","first_id":0,"id_count":5}
            {"event":"text","text":"Hi","first_id":5,"id_count":1}
            {"event":"text","text":" there","first_id":6,"id_count":1}
            {"event":"message_ended","by":"end_of_input","first_id":7,"id_count":0}

            """.ReplaceLineEndings("\n"),
            result.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_reference_refuses()
    {
        Assert.Equal(Messages + "\n", FakeTerminal.Run(Turn, "parse", "--text", "--role", "assistant", "--reference", "--strict").Output.ReplaceLineEndings("\n"));
        CommandResult refused = FakeTerminal.Run("Hi<|end|>", "parse", "--text", "--reference");
        Assert.Equal((ExitCode.BadInput, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("index 0", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_dialects_differ_in_a_second_channel()
    {
        const string Stream = "<|channel|>analysis<|channel|>final<|message|>a<|end|>";
        Assert.Contains("\"recipient\"", FakeTerminal.Run(Stream, "parse", "--text", "--role", "assistant", "--reference").Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"recipient\"", FakeTerminal.Run(Stream, "parse", "--text", "--role", "assistant", "--reference", "--dialect", "oss").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--strict")]
    [InlineData("--dialect", "oss")]
    [InlineData("--reference", "--events")]
    [InlineData("--role", "nobody")]
    public void Options_that_mean_nothing_together_are_refused(params string[] options)
    {
        CommandResult result = FakeTerminal.Run("200006", ["parse", "-", .. options]);
        Assert.Equal((ExitCode.BadInput, ""), (result.ExitCode, result.Output));
        Assert.Contains("Try 'harmony parse --help'", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("200006 x", "line 1: 'x' is not an integer")]
    [InlineData("1\n2\n--3", "line 3: '--3' is not an integer")]
    [InlineData("1 -", "line 1: '-' is not an integer")]
    [InlineData("1.5", "line 1: '1.5' is not an integer")]
    public void What_is_no_integer_is_refused(string input, string expected)
    {
        CommandResult result = FakeTerminal.Run(input, "parse");
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_gets_colours_and_no_controls()
    {
        using var terminal = new FakeTerminal(Encoding.UTF8.GetBytes("<|start|>user<|message|>a\u001b[31m")) { ShowsColor = true };
        CommandResult result = terminal.Run("parse", "-", "--text");
        Assert.Contains("\u001b[", result.Output, StringComparison.Ordinal);
        Assert.Contains("a\u241b[31m", result.Output, StringComparison.Ordinal);
    }
}
