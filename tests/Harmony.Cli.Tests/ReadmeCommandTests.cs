using System.Text.RegularExpressions;

namespace Harmony.Cli.Tests;

/// <summary>The README's commands with an engine: they are understood, and those with the model that comes with the command are run.</summary>
public sealed partial class ReadmeCommandTests : EngineTests
{
    [Fact]
    public void Commands_for_other_models_fail_for_the_want_of_these_alone()
    {
        string[][] others = [.. Commands().Where(command => !command.Contains("tiny") && command[0] != "export-tokenizer")];
        Assert.Contains(others, command => command.Contains("--engine"));
        Assert.Contains(others, command => command.Contains("--model"));
        Assert.All(others, command =>
        {
            // A port where nobody listens.
            CommandResult result = FakeTerminal.Run("", [.. command.Select(word => word.Replace(":8000", ":1", StringComparison.Ordinal))]);
            Assert.Matches("gpt-oss-20b-onnx has no genai_config.json|http://localhost:1/ cannot be reached", result.Error);
        });
    }

    [Fact]
    public void Commands_with_the_tiny_model_run()
    {
        EngineLibraries.SkipWithout();
        string[][] commands = [.. Commands().Where(command => command.Contains("tiny"))];
        Assert.Equal(["chat", "generate"], commands.Select(command => command[0]));
        Assert.All(commands, command =>
        {
            CommandResult result = FakeTerminal.Run("Hello!\n", [.. command.Select(word => word.StartsWith("samples/", StringComparison.Ordinal) ? TestFiles.PathOf(word) : word)]);
            AssertSucceeded(result);
            Assert.NotEqual("", result.Output);
        });
    }

    private static IEnumerable<string[]> Commands() => CommandLines().Matches(TestFiles.Read("README.md"))
        .Select(match => match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A line of a block of commands, without what is remarked on it.</summary>
    [GeneratedRegex(@"^harmony ([^#\r\n]*)", RegexOptions.Multiline)]
    private static partial Regex CommandLines();
}
