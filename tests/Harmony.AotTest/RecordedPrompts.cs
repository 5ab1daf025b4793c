using System.Buffers;
using System.Text.Json;
using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.AotTest;

/// <summary>A model's recorded prompts, on the real engine.</summary>
internal static class RecordedPrompts
{
    public static async Task<(int Right, int Wrong)> ReplayAsync(string modelFolder)
    {
        await using OnnxGenAIEngine engine = await OnnxGenAIEngine.LoadAsync(modelFolder);
        using JsonDocument prompts = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(modelFolder, "prompts.json")));
        int right = 0;
        int wrong = 0;
        foreach (JsonElement prompt in prompts.RootElement.EnumerateArray())
        {
            var ids = new ArrayBufferWriter<int>();
            await using TokenGeneration generation = await engine.StartAsync(new GenerationRequest(ReadIds(prompt.GetProperty("prompt_ids"))) { Sampling = SamplingOptions.Greedy });
            await generation.ReadToEndAsync(ids);
            bool isRight = ids.WrittenSpan.SequenceEqual(ReadIds(prompt.GetProperty("expected_ids")));
            (right, wrong) = isRight ? (right + 1, wrong) : (right, wrong + 1);
        }

        return (right, wrong);
    }

    private static int[] ReadIds(JsonElement ids)
    {
        var read = new int[ids.GetArrayLength()];
        for (int i = 0; i < read.Length; i++)
        {
            read[i] = ids[i].GetInt32();
        }

        return read;
    }
}
