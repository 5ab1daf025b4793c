using System.Text.Json.Nodes;
using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>What a model's own configuration says of searching does not change what is generated: only a request does.</summary>
public sealed class ModelSearchSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("harmony-search-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("no_repeat_ngram_size", 2, false)]
    [InlineData("no_repeat_ngram_size", 2, true)]
    [InlineData("repetition_penalty", 50, false)]
    [InlineData("repetition_penalty", 50, true)]
    [InlineData("min_length", 400, false)]
    [InlineData("min_length", 400, true)]
    [InlineData("num_beams", 4, false)]
    [InlineData("num_beams", 4, true)]
    [InlineData("num_return_sequences", 2, false)]
    [InlineData("random_seed", 5, false)]
    [InlineData("batch_size", 2, false)]
    [InlineData("chunk_size", 16, false)]
    public async Task Greedy_ids_are_those_of_the_plain_configuration(string setting, int value, bool neverContinue)
    {
        await using OnnxGenAIEngine engine = await LoadAsync(neverContinue, search => search[setting] = value);
        foreach (TinyPrompt prompt in TinyModel.Prompts.Take(5))
        {
            Assert.Equal(prompt.ExpectedIds, (await engine.GenerateAsync(prompt.ToRequest())).Ids);
        }
    }

    [Fact]
    public async Task Without_a_seed_a_generation_begins_anew_whatever_seed_is_configured()
    {
        await using OnnxGenAIEngine engine = await LoadAsync(neverContinue: true, search => search["random_seed"] = 5);
        GenerationRequest hot = TinyModel.Prompts[0].ToRequest() with { Sampling = new() { Temperature = 20, TopK = 50 }, MaxTokens = 20 };
        Assert.NotEqual((await engine.GenerateAsync(hot)).Ids, (await engine.GenerateAsync(hot)).Ids);
    }

    /// <param name="neverContinue">Whether GenAI is to choose.</param>
    /// <param name="change">Changes the tiny model's settings.</param>
    private Task<OnnxGenAIEngine> LoadAsync(bool neverContinue, Action<JsonObject> change)
    {
        EngineLibraries.SkipWithout();
        JsonObject config = JsonNode.Parse(File.ReadAllText(Path.Combine(TinyModel.Folder, GenAIModelConfig.FileName)))!.AsObject();
        change(config["search"]!.AsObject());
        File.WriteAllText(Path.Combine(_folder, GenAIModelConfig.FileName), config.ToJsonString());
        File.CreateSymbolicLink(Path.Combine(_folder, "model.onnx"), Path.Combine(TinyModel.Folder, "model.onnx"));
        return OnnxGenAIEngine.LoadAsync(_folder, new() { ContextLength = 1024 }, neverContinue ? new UsedOncePolicy() : GeneratorPolicy.Default);
    }
}
