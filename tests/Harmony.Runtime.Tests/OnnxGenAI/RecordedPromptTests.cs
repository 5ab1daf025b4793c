using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>All prompts that came with the model give the ids that came with it, however they are read.</summary>
public class RecordedPromptTests
{
    [Theory]
    [InlineData(512)]
    [InlineData(7)]
    public async Task All_recorded_prompts_give_their_ids_whatever_is_kept_and_however_they_are_cut(int prefillChunk)
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 2048, PrefillChunk = prefillChunk });
        Assert.Equal(49, TinyModel.Prompts.Length);
        foreach (TinyPrompt prompt in TinyModel.Prompts)
        {
            Answer answer = await engine.GenerateAsync(prompt.ToRequest());
            Assert.Equal(prompt.ExpectedIds, answer.Ids);
            Assert.Equal(FinishReason.Stop, answer.FinishReason);
            Assert.Equal(prompt.ExpectedIds[^1], answer.StopId);
            Assert.Equal(prompt.PromptTokens.Length, answer.Usage.PromptTokens);
            Assert.Equal(prompt.ExpectedIds.Length, answer.Usage.GeneratedTokens);
            Assert.True(answer.Usage.TimeToFirstToken > TimeSpan.Zero && answer.Usage.TimeToFirstToken <= answer.Usage.Duration);
        }
    }

    [Fact]
    public async Task A_maximum_ends_a_generation_and_it_can_be_gone_on_from()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        TinyPrompt prompt = TinyModel.Prompts[0];
        Answer first = await engine.GenerateAsync(prompt.ToRequest() with { MaxTokens = 3 });
        Assert.Equal(prompt.ExpectedIds[..3], first.Ids);
        Assert.Equal(FinishReason.Length, first.FinishReason);
        Assert.Null(first.StopId);

        // The last id was given out and not read by the model: it is read now, and the logits are as if it had been all along.
        int[] longer = [.. prompt.PromptTokens, .. first.Ids];
        Answer rest = await engine.GenerateAsync(new(longer) { Sampling = SamplingOptions.Greedy });
        Assert.Equal(prompt.ExpectedIds[3..], rest.Ids);
        Assert.Equal(longer.Length - 1, rest.Usage.CachedTokens);

        // Where ids are chosen from the logits, each is read as soon as it was chosen.
        Answer sampled = await engine.GenerateAsync(prompt.ToRequest() with { MaxTokens = 3, LogitBias = TinyModel.NoEnd });
        Assert.Equal(first.Ids, sampled.Ids);
    }

    [Fact]
    public async Task A_stop_id_of_the_request_ends_a_generation_and_is_its_last_id()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        TinyPrompt prompt = TinyModel.Prompts[0];
        Answer answer = await engine.GenerateAsync(prompt.ToRequest() with { StopIds = new[] { Vocabulary.SpecialTokens.End } });
        Assert.Equal(prompt.ExpectedIds[..(Array.IndexOf(prompt.ExpectedIds, Vocabulary.SpecialTokens.End) + 1)], answer.Ids);
        Assert.Equal(Vocabulary.SpecialTokens.End, answer.StopId);
    }

    [Fact]
    public async Task The_context_ends_a_generation()
    {
        TinyPrompt prompt = TinyModel.Prompts[0];
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = prompt.PromptTokens.Length + 4 });
        Answer answer = await engine.GenerateAsync(prompt.ToRequest());
        Assert.Equal(prompt.ExpectedIds[..4], answer.Ids);
        Assert.Equal(FinishReason.Length, answer.FinishReason);
        EngineException exception = await Assert.ThrowsAsync<EngineException>(() => engine.GenerateAsync(new(TinyModel.LongIds(prompt.PromptTokens.Length + 4))));
        Assert.Equal(EngineError.ContextExceeded, exception.Error);
    }

    [Fact]
    public async Task A_long_prompt_is_read_in_parts_and_holds_nobody_up()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 2048, PrefillChunk = 16 });
        Task<Answer> longer = engine.GenerateAsync(new(TinyModel.LongIds(2000)) { Sampling = SamplingOptions.Greedy, MaxTokens = 1 });
        Answer shorter = await engine.GenerateAsync(TinyModel.ShortestPrompt.ToRequest() with { MaxTokens = 2 });

        // They take turns: the short one is over before the long one has been read, though that began first.
        Assert.True(shorter.Usage.Duration < (await longer).Usage.TimeToFirstToken, $"{shorter.Usage.Duration} and {(await longer).Usage.TimeToFirstToken}");
    }

    [Fact]
    public void GenAI_is_given_the_length_that_its_cache_is_made_for()
    {
        EngineLibraries.SkipWithout();
        using LoadedModel model = LoadedModel.Load(TinyModel.Folder, new OnnxGenAIOptions(), GeneratorPolicy.Default);
        using var generator = new Generator(model, settings: null, maxLength: 16);
        Assert.Throws<EngineException>(() => generator.Append(TinyModel.LongIds(17)));
    }

    [Fact]
    public async Task A_prompt_that_ends_in_padding_is_refused_and_one_with_padding_within_is_read()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 512, PrefillChunk = 2 });
        int pad = Vocabulary.SpecialTokens.EndOfText;
        EngineException exception = await Assert.ThrowsAsync<EngineException>(() => engine.GenerateAsync(new(new[] { 5, pad })));
        Assert.Equal(EngineError.BadRequest, exception.Error);

        // Cut after every second id, the parts would end in padding: they are made longer.
        int[] ids = [200006, pad, pad, pad, .. TinyModel.Prompts[0].PromptTokens];
        Answer cut = await engine.GenerateAsync(new(ids) { Sampling = SamplingOptions.Greedy, MaxTokens = 8 });
        await using OnnxGenAIEngine whole = await TinyModel.LoadAsync(new() { ContextLength = 512 });
        Assert.Equal((await whole.GenerateAsync(new(ids) { Sampling = SamplingOptions.Greedy, MaxTokens = 8 })).Ids, cut.Ids);
    }

    [Fact]
    public async Task The_engine_says_what_it_is()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        Assert.StartsWith("ONNX Runtime GenAI (ONNX Runtime 1.", engine.Description.Name, StringComparison.Ordinal);
        Assert.Equal("tiny-gpt-oss", engine.Description.Model);
        Assert.Equal("cpu", engine.Description.Provider);
        Assert.Equal(2048, engine.Description.ContextLength);
        Assert.Equal(201088, engine.Description.VocabularySize);
        Assert.True(engine.Description.Features.HasFlag(EngineFeatures.PrefixReuse | EngineFeatures.NextIds | EngineFeatures.MinP));
        Assert.False(engine.Description.Features.HasFlag(EngineFeatures.Lark));
    }
}
