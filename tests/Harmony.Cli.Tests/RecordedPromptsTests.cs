using System.Text.Json.Nodes;

namespace Harmony.Cli.Tests;

/// <summary><c>harmony verify</c> with recorded prompts.</summary>
public sealed class RecordedPromptsTests : EngineTests, IDisposable
{
    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("harmony-prompts-").FullName, "prompts.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void The_tiny_model_gives_all_its_recorded_ids()
    {
        EngineLibraries.SkipWithout();
        CommandResult result = FakeTerminal.Run("", "verify", PathOfPrompts, "--model", "tiny");
        Assert.Equal("", result.Error);
        Assert.Equal($"{PathOfPrompts}: 49 passed, 0 failed\n49 passed, 0 failed\n", result.Output);
        Assert.Equal(ExitCode.Success, result.ExitCode);
    }

    [Fact]
    public void An_id_that_differs_on_the_real_engine_fails()
    {
        EngineLibraries.SkipWithout();
        string prompts = File.ReadAllText(PathOfPrompts);
        File.WriteAllText(_path, prompts.Replace("200005, 35644, 200008, 976, 1825, 382, 4137", "200005, 35644, 200008, 976, 1825, 382, 4138", StringComparison.Ordinal));
        CommandResult result = FakeTerminal.Run("", "verify", _path, "--model", "tiny");
        Assert.Contains("\n  greeting, no tools: the answer: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("the first difference is at index 6", result.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.CheckFailed, result.ExitCode);
    }

    [Fact]
    public void A_prompt_that_the_engine_does_not_take_fails_and_the_others_are_replayed()
    {
        EngineLibraries.SkipWithout();
        JsonArray prompts = JsonNode.Parse(File.ReadAllText(PathOfPrompts))!.AsArray();
        JsonNode good = prompts[0]!.DeepClone();
        JsonNode Wrong(string name, params int[] ids) => new JsonObject { ["name"] = name, ["prompt_ids"] = new JsonArray([.. ids.Select(id => (JsonNode)id)]), ["expected_ids"] = new JsonArray(1) };
        File.WriteAllText(_path, new JsonArray(Wrong("unknown id", 1, 201088), Wrong("too long", new int[2048]), Wrong("padded", 1, 199999), good).ToJsonString());
        CommandResult result = FakeTerminal.Run("", "verify", _path, "--model", "tiny");
        Assert.Contains($"{_path}: 1 passed, 3 failed", result.Output, StringComparison.Ordinal);
        Assert.Contains("\n  unknown id: Prompt[1]: tiny-gpt-oss has no id 201088", result.Output, StringComparison.Ordinal);
        Assert.Contains("\n  too long: the prompt has 2048 tokens, and the engine has room for 2048", result.Output, StringComparison.Ordinal);
        Assert.Contains("\n  padded: The prompt ends with the model's padding id 199999", result.Output, StringComparison.Ordinal);
        Assert.Equal(("", ExitCode.CheckFailed), (result.Error, result.ExitCode));
    }

    [Fact]
    public async Task A_servers_ids_are_compared_with_those_that_were_recorded_along_with_golden_files()
    {
        await using LoopbackServer server = Serve(Greeting);
        int[] right = Recording.Load(Greeting).Expected.Ids;
        int[] wrong = [.. right[..^1], 200012];
        File.WriteAllText(_path, "[" + Prompt("right", right) + "," + Prompt("wrong", wrong) + "]");
        string golden = Path.Combine(TestFiles.Data, "specials.jsonl");
        CommandResult result = FakeTerminal.Run("", "verify", golden, _path, "--engine", server.Address.ToString());
        Assert.Contains($"{_path}: 1 passed, 1 failed\n  wrong: the answer: ", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n1093 passed, 1 failed\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.CheckFailed, result.ExitCode);
        Assert.Equal(0, BodyOf(server.Posts[0]).GetProperty("temperature").GetDouble());
    }

    [Theory]
    [InlineData("{}", "not a file of recorded prompts")]
    [InlineData("""[{"name":"x"}]""", "not a file of recorded prompts")]
    [InlineData("""[{"name":"x","prompt_ids":[1],"expected_ids":[]}]""", "has no ids")]
    [InlineData("[]", "nothing was checked")]
    [InlineData("[", "not a file of recorded prompts")]
    public async Task What_is_no_file_of_prompts_is_bad_input(string content, string reason)
    {
        await using LoopbackServer server = Serve(Greeting);
        File.WriteAllText(_path, content);
        CommandResult result = FakeTerminal.Run("", "verify", _path, "--engine", server.Address.ToString());
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_engine_without_recorded_prompts_has_nothing_to_do()
    {
        CommandResult result = FakeTerminal.Run("", "verify", TestFiles.Data, "--model", "tiny");
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains("no path ends with .json", result.Error, StringComparison.Ordinal);
    }

    private static string Prompt(string name, int[] expected) =>
        $$"""{"name":"{{name}}","prompt_ids":[200006],"expected_ids":[{{string.Join(',', expected)}}]}""";
}
