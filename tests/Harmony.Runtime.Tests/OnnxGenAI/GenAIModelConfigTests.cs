using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>What is read of a model's configuration, and what follows from it.</summary>
public sealed class GenAIModelConfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("harmony-config-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_tiny_model_is_described()
    {
        GenAIModelConfig config = GenAIModelConfig.Read(TinyModel.Folder);
        Assert.Equal(("gptoss", 2048, 201088, 199999), (config.ModelType, config.ContextLength, config.VocabularySize, config.PadId));
        Assert.Equal([200002, 199999, 200012], config.EndIds);
        Assert.False(config.IsWindowed);
        Assert.False(config.HasTokenizer);
        Assert.Equal(2 * 4 * 4 * 2 * 32, config.CacheBytes(1));
    }

    [Fact]
    public void The_cache_of_20b_takes_96_KiB_an_id()
    {
        GenAIModelConfig config = Read("""{"model":{"type":"gptoss","context_length":131072,"vocab_size":201088,"eos_token_id":200002,"decoder":{"head_size":64,"hidden_size":2880,"num_attention_heads":64,"num_key_value_heads":8,"num_hidden_layers":24}}}""");
        Assert.Equal(96 << 10, config.CacheBytes(1));
        Assert.Equal([200002], config.EndIds);
        Assert.Equal(200002, config.PadId);
    }

    [Fact]
    public void A_window_of_keys_and_values_is_recognized() => Assert.True(Read(
        """{"model":{"type":"gptoss","context_length":9,"vocab_size":9,"eos_token_id":[2],"pad_token_id":1,"decoder":{"hidden_size":64,"num_attention_heads":4,"num_hidden_layers":2,"sliding_window":{"window_size":128,"layers":[0]}}}}""").IsWindowed);

    [Theory]
    [InlineData("\"num_attention_heads\":4", "\"num_attention_heads\":0", "num_attention_heads is 0")]
    [InlineData("\"num_attention_heads\":4", "\"num_attention_heads\":65", "hidden_size is 64. It must be at least num_attention_heads, 65")]
    [InlineData("\"vocab_size\":9", "\"vocab_size\":-5", "vocab_size is -5")]
    [InlineData("\"vocab_size\":9", "\"vocab_size\":2147483647", "vocab_size is 2147483647")]
    [InlineData("\"context_length\":9", "\"context_length\":1", "context_length is 1")]
    [InlineData("\"hidden_size\":64", "\"hidden_size\":-64", "hidden_size is -64")]
    [InlineData("\"hidden_size\":64", "\"head_size\":0,\"hidden_size\":64", "head_size is 0")]
    [InlineData("\"hidden_size\":64", "\"num_key_value_heads\":0,\"hidden_size\":64", "num_key_value_heads is 0")]
    [InlineData("\"num_hidden_layers\":2", "\"num_hidden_layers\":1.5", "num_hidden_layers is 1.5")]
    [InlineData("\"num_hidden_layers\":2", "\"num_hidden_layers\":\"x\"", "num_hidden_layers is \"x\"")]
    [InlineData("\"num_hidden_layers\":2", "\"layers\":2", "it has no num_hidden_layers")]
    public void A_number_that_no_model_has_is_said_with_its_file_and_name(string right, string wrong, string reason)
    {
        const string Right = """{"model":{"type":"gptoss","context_length":9,"vocab_size":9,"eos_token_id":2,"decoder":{"hidden_size":64,"num_attention_heads":4,"num_hidden_layers":2}}}""";
        Assert.Equal(16, Read(Right).HeadSize);
        EngineException exception = Assert.Throws<EngineException>(() => Read(Right.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.Equal(EngineError.NotFound, exception.Error);
        Assert.StartsWith(Path.Combine(_folder, GenAIModelConfig.FileName), exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_gone_on_with_is_used_once_and_GenAI_chooses()
    {
        var warnings = new List<string>();
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 2048, Warn = warnings.Add }, new UsedOncePolicy());
        Assert.False(engine.Description.Features.HasFlag(EngineFeatures.PrefixReuse));
        Assert.False(engine.Description.Features.HasFlag(EngineFeatures.NextIds));
        foreach (TinyPrompt prompt in TinyModel.Prompts.Take(10))
        {
            Answer answer = await engine.GenerateAsync(prompt.ToRequest());
            Assert.Equal(prompt.ExpectedIds, answer.Ids);
            Assert.Equal(0, answer.Usage.CachedTokens);
        }

        GenerationRequest hot = TinyModel.Prompts[0].ToRequest() with { Sampling = new() { Temperature = 20, TopK = 50, TopP = 0.9, Seed = 3 }, MaxTokens = 20 };
        Assert.Equal((await engine.GenerateAsync(hot)).Ids, (await engine.GenerateAsync(hot)).Ids);
        Assert.NotEqual((await engine.GenerateAsync(hot with { Sampling = hot.Sampling with { Seed = 4 } })).Ids, (await engine.GenerateAsync(hot)).Ids);
        Assert.Single(warnings);
        Assert.Equal(default, engine.CacheUsage);
        Assert.Equal(EngineError.Unsupported, (await Assert.ThrowsAsync<EngineException>(() => engine.GenerateAsync(hot with { LogitBias = TinyModel.NoEnd }))).Error);
    }

    private GenAIModelConfig Read(string json)
    {
        File.WriteAllText(Path.Combine(_folder, GenAIModelConfig.FileName), json);
        return GenAIModelConfig.Read(_folder);
    }
}
