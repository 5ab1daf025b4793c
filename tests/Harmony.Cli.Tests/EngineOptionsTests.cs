using Harmony.OnnxGenAI;
using Harmony.Remote;

namespace Harmony.Cli.Tests;

/// <summary>Which engine the commands take, and what is said where there is none.</summary>
public sealed class EngineOptionsTests : EngineTests
{
    [Theory]
    [InlineData("chat")]
    [InlineData("generate", "-")]
    [InlineData("verify", "prompts.json")]
    public void Without_a_model_two_lines_say_how_to_get_one(params string[] args)
    {
        CommandResult result = FakeTerminal.Run("""{"messages":[]}""", args);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        string[] lines = result.Error.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.All(["--model DIR", "--engine URL", "HARMONY_MODEL", "hf download"], word => Assert.Contains(word, lines[0], StringComparison.Ordinal));
        Assert.Contains("--model tiny", lines[1], StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public void The_tiny_model_lies_beside_the_command() => Assert.All(["model.onnx", "genai_config.json"], file =>
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "models", "tiny-gpt-oss", file))));

    [Fact]
    public void A_model_is_configured_by_a_variable_and_an_option_wins()
    {
        using var terminal = new FakeTerminal([]) { Variables = { ["HARMONY_MODEL"] = "/no/such/model" } };
        Assert.Contains("/no/such/model has no genai_config.json", terminal.Run("chat").Error, StringComparison.Ordinal);
        using var other = new FakeTerminal([]) { Variables = { ["HARMONY_MODEL"] = "/no/such/model" } };
        Assert.Contains("/another has no genai_config.json", other.Run("chat", "--model", "/another").Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_is_asked_though_a_model_is_configured()
    {
        await using LoopbackServer server = Serve("completions/endoftext-stream");
        using var terminal = new FakeTerminal("Hello\n"u8.ToArray()) { Variables = { ["HARMONY_MODEL"] = "/no/such/model" } };
        Assert.Equal("Bye.\n", terminal.Run("chat", "--engine", server.Address.ToString()).Output);
    }

    [Fact]
    public async Task The_kind_of_server_says_where_it_is_asked()
    {
        await using LoopbackServer server = Serve("generate/return-stop-ids-stream");
        CommandResult result = FakeTerminal.Run("Hello\n", "chat", "--engine", server.Address.ToString(), "--server", "vllm-generate");
        AssertSucceeded(result);
        Assert.Equal("/inference/v1/generate", Assert.Single(server.Posts).Path);
    }

    [Fact]
    public void The_options_name_all_providers_and_servers_of_the_runtime()
    {
        string help = FakeTerminal.Run("", "chat", "--help").Output;
        Assert.Equal(ExecutionProvider.Names.Order(StringComparer.Ordinal), NamesOf("--provider"));
        Assert.Equal(ServerProtocol.Names.Order(StringComparer.Ordinal), NamesOf("--server"));

        string[] NamesOf(string option)
        {
            string names = help[(help.IndexOf($"{option} <", StringComparison.Ordinal) + option.Length + 2)..];
            return [.. names[..names.IndexOf('>', StringComparison.Ordinal)].Split('|').Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public void A_server_that_is_not_there_is_an_error_with_its_address()
    {
        string address = LoopbackServer.GetDeadAddress().ToString();
        CommandResult result = FakeTerminal.Run("", "chat", "--engine", address);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains(address, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--model is empty", "--model", "")]
    [InlineData("'gpu-1:8000' is not the address of a server", "--engine", "gpu-1:8000")]
    [InlineData("'ftp://x' is not the address of a server", "--engine", "ftp://x")]
    [InlineData("--model is for a model in this process", "--engine", "http://x", "--model", "tiny")]
    [InlineData("--provider is for a model in this process", "--engine", "http://x", "--provider", "cpu")]
    [InlineData("--server requires --engine", "--server", "sglang")]
    [InlineData("Argument 'tpu' not recognized", "--model", "tiny", "--provider", "tpu")]
    [InlineData("'-1' is not a number from 0", "--temperature", "-1")]
    [InlineData("'0' is not a number above 0, up to 1", "--top-p", "0")]
    [InlineData("'1.5' is not a whole number from 0", "--seed", "1.5")]
    [InlineData("'0' is not a whole number from 1", "--max-tokens", "0")]
    public void Options_that_do_not_fit_are_refused(string reason, params string[] options)
    {
        CommandResult result = FakeTerminal.Run("", ["chat", .. options]);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_provider_that_the_build_lacks_is_named_with_its_package()
    {
        EngineLibraries.SkipWithout();
        CommandResult result = FakeTerminal.Run("", "chat", "--model", "tiny", "--provider", "cuda");
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains("Microsoft.ML.OnnxRuntimeGenAI.Cuda", result.Error, StringComparison.Ordinal);
    }
}
