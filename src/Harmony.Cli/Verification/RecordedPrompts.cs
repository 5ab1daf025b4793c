using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Cli.Verification;

/// <summary>A file of prompts, each with the ids that an engine gave to it, always taking the most probable: whether another
/// engine gives them, too.</summary>
internal sealed class RecordedPrompts(string path)
{
    public const string Extension = ".json";

    /// <summary>Replays all prompts.</summary>
    /// <param name="engine">What is checked.</param>
    /// <param name="terminal">For reading.</param>
    /// <param name="progress">Told the share that is done, 0 to 1, now and then.</param>
    /// <exception cref="InputException">The file cannot be read, or is no such file.</exception>
    /// <exception cref="EngineException">The engine failed.</exception>
    public async Task<GoldenReport> VerifyAsync(ITokenEngine engine, Terminal terminal, Action<double> progress)
    {
        List<RecordedPrompt> prompts = Read(terminal);
        var report = new GoldenReport(path);
        for (int i = 0; i < prompts.Count; i++)
        {
            report.Add(prompts[i].Name, await CompareAsync(prompts[i], engine));
            progress((i + 1.0) / prompts.Count);
        }

        return report;
    }

    /// <summary>As many ids as were recorded: the last of them is where the other engine stopped. A prompt that the engine does not
    /// take fails, and the others are replayed; an engine that fails ends it all.</summary>
    private static async Task<string?> CompareAsync(RecordedPrompt prompt, ITokenEngine engine)
    {
        try
        {
            return await ReplayAsync(prompt, engine);
        }
        catch (EngineException error) when (error.Error == EngineError.ContextExceeded)
        {
            return $"the prompt has {prompt.Ids.Length} ids, and the engine has room for {engine.Description.ContextLength}, answer included";
        }
        catch (EngineException error) when (error.Error == EngineError.BadRequest)
        {
            return error.Message;
        }
    }

    private static async Task<string?> ReplayAsync(RecordedPrompt prompt, ITokenEngine engine)
    {
        var ids = new System.Buffers.ArrayBufferWriter<int>(prompt.Expected.Length);
        var request = new GenerationRequest(prompt.Ids) { Sampling = SamplingOptions.Greedy, MaxTokens = prompt.Expected.Length };
        await using TokenGeneration generation = await engine.StartAsync(request);
        await generation.ReadToEndAsync(ids);
        return IdDifference.Explain("the answer", prompt.Expected, ids.WrittenSpan);
    }

    private List<RecordedPrompt> Read(Terminal terminal)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(InputFile.ReadText(path, terminal));
            return [.. document.RootElement.EnumerateArray().Select(static prompt => new RecordedPrompt(
                prompt.GetProperty("name").GetString()!, ReadIds(prompt.GetProperty("prompt_ids")), ReadIds(prompt.GetProperty("expected_ids"))))];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InputException($"{path}: this is no file of recorded prompts, [{{\"name\", \"prompt_ids\", \"expected_ids\"}}, …]: {error.Message}", error);
        }
    }

    private static int[] ReadIds(JsonElement ids)
    {
        int[] read = [.. ids.EnumerateArray().Select(static id => id.GetInt32())];
        return read.Length > 0 ? read : throw new FormatException("a prompt, or its answer, has no ids");
    }

    private sealed record RecordedPrompt(string Name, int[] Ids, int[] Expected);
}
