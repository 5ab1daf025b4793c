using System.Text.Json;
using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>The tiny model of tests/data, on the real engine.</summary>
internal static class TinyModel
{
    private static readonly Lazy<TinyPrompt[]> LazyPrompts = new(ReadPrompts);

    public static string Folder { get; } = Path.Combine(TestFiles.Data, "tiny-gpt-oss");

    /// <summary>What the engine was recorded to answer, by greedy search.</summary>
    public static TinyPrompt[] Prompts => LazyPrompts.Value;

    public static TinyPrompt LongestPrompt => Prompts.MaxBy(prompt => prompt.PromptTokens.Length)!;

    public static TinyPrompt ShortestPrompt => Prompts.MinBy(prompt => prompt.PromptTokens.Length)!;

    /// <summary>Keeps the model from ending.</summary>
    public static Dictionary<int, float> NoEnd { get; } = new()
    {
        [Vocabulary.SpecialTokens.Return] = float.NegativeInfinity,
        [Vocabulary.SpecialTokens.Call] = float.NegativeInfinity,
        [Vocabulary.SpecialTokens.EndOfText] = float.NegativeInfinity,
    };

    public static Task<OnnxGenAIEngine> LoadAsync(OnnxGenAIOptions? options = null, GeneratorPolicy? policy = null)
    {
        EngineLibraries.SkipWithout();
        return OnnxGenAIEngine.LoadAsync(Folder, options ?? new OnnxGenAIOptions { ContextLength = 2048 }, policy ?? GeneratorPolicy.Default);
    }

    /// <summary>A prompt longer than any that the model was trained for: it takes the engine a while.</summary>
    public static int[] LongIds(int length)
    {
        var ids = new int[length];
        for (int i = 0; i < length; i++)
        {
            ids[i] = LongestPrompt.PromptTokens[i % LongestPrompt.PromptTokens.Length];
        }

        return ids;
    }

    private static TinyPrompt[] ReadPrompts()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "prompts.json")));
        return [.. document.RootElement.EnumerateArray().Select(prompt => new TinyPrompt(
            prompt.GetProperty("name").GetString()!, ReadIds(prompt.GetProperty("prompt_ids")), ReadIds(prompt.GetProperty("expected_ids"))))];
    }

    private static int[] ReadIds(JsonElement ids) => [.. ids.EnumerateArray().Select(id => id.GetInt32())];
}

internal sealed record TinyPrompt(string Name, int[] PromptTokens, int[] ExpectedIds)
{
    public GenerationRequest ToRequest() => new(PromptTokens) { Sampling = SamplingOptions.Greedy };
}

/// <summary>A generation that was read to its end.</summary>
internal sealed record Answer(int[] Ids, TokenUsage Usage, FinishReason? FinishReason, int? StopId);

internal static class EngineExtensions
{
    public static async Task<Answer> GenerateAsync(this ITokenEngine engine, GenerationRequest request)
    {
        var ids = new System.Buffers.ArrayBufferWriter<int>();
        await using TokenGeneration generation = await engine.StartAsync(request, TestContext.Current.CancellationToken);
        await generation.ReadToEndAsync(ids, TestContext.Current.CancellationToken);
        return new Answer(ids.WrittenSpan.ToArray(), generation.Usage, generation.FinishReason, generation.StopId);
    }
}
