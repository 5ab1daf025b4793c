using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Verification;

/// <summary>A file of prompts with the ids that an engine generated for each by greedy search. It is replayed on another engine, which
/// should generate the same ids.</summary>
public sealed class RecordedPrompts(string path)
{
    /// <summary>The extension of such files.</summary>
    public const string Extension = ".json";

    /// <summary>Replays all prompts.</summary>
    /// <param name="content">The content of the file.</param>
    /// <param name="engine">The engine that is checked.</param>
    /// <param name="progress">Receives the fraction that is done, 0 to 1.</param>
    /// <exception cref="InvalidDataException">The file is not a file of recorded prompts.</exception>
    /// <exception cref="EngineException">The engine failed.</exception>
    public async Task<GoldenReport> VerifyAsync(byte[] content, ITokenEngine engine, Action<double> progress)
    {
        List<RecordedPrompt> prompts = Read(content);
        var report = new GoldenReport(path);
        for (int i = 0; i < prompts.Count; i++)
        {
            report.Add(prompts[i].Name, await CompareAsync(prompts[i], engine));
            progress((i + 1.0) / prompts.Count);
        }

        return report;
    }

    /// <summary>Replays a prompt. A prompt that the engine refuses fails, and the others are still replayed; any other error of the
    /// engine ends the check.</summary>
    private static async Task<string?> CompareAsync(RecordedPrompt prompt, ITokenEngine engine)
    {
        try
        {
            return await ReplayAsync(prompt, engine);
        }
        catch (EngineException error) when (error.Error == EngineError.ContextExceeded)
        {
            return $"the prompt has {prompt.Ids.Length} tokens, and the engine has room for {engine.Description.ContextLength}, including the answer";
        }
        catch (EngineException error) when (error.Error == EngineError.BadRequest)
        {
            return error.Message;
        }
    }

    private static async Task<string?> ReplayAsync(RecordedPrompt prompt, ITokenEngine engine)
    {
        // As many tokens as were recorded: the other engine stopped after the last of them.
        var ids = new System.Buffers.ArrayBufferWriter<int>(prompt.Expected.Length);
        var request = new GenerationRequest(prompt.Ids) { Sampling = SamplingOptions.Greedy, MaxTokens = prompt.Expected.Length };
        await using TokenGeneration generation = await engine.StartAsync(request);
        await generation.ReadToEndAsync(ids);
        return IdDifference.Explain("the answer", prompt.Expected, ids.WrittenSpan);
    }

    private List<RecordedPrompt> Read(byte[] content)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            return [.. document.RootElement.EnumerateArray().Select(static prompt => new RecordedPrompt(
                prompt.GetProperty("name").GetString()!, ReadIds(prompt.GetProperty("prompt_ids")), ReadIds(prompt.GetProperty("expected_ids"))))];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path}: not a file of recorded prompts, [{{\"name\", \"prompt_ids\", \"expected_ids\"}}, …]: {error.Message}", error);
        }
    }

    private static int[] ReadIds(JsonElement ids)
    {
        int[] read = [.. ids.EnumerateArray().Select(static id => id.GetInt32())];
        return read.Length > 0 ? read : throw new FormatException("a prompt, or its answer, has no ids");
    }

    private sealed record RecordedPrompt(string Name, int[] Ids, int[] Expected);
}
