using Harmony.Engines;
using Harmony.Remote;

namespace Harmony.Runtime.Tests.Remote;

/// <summary>What a vLLM server sent, replayed byte for byte, against what a plain reader of JSON finds in it.</summary>
public class VllmReplayTests : RemoteTests
{
    [Theory]
    [InlineData("completions/call-stop-ids", 200012)]
    [InlineData("completions/call-stop-ids-stream", 200012)]
    [InlineData("completions/call-stop-ids-only-return-stream", 200012)]
    [InlineData("completions/return-stop-ids", 200002)]
    [InlineData("completions/return-stop-ids-stream", 200002)]
    [InlineData("completions/return-stop-ids-ignore-eos-stream", 200002)]
    [InlineData("completions/usage-stream", 200002)]
    [InlineData("completions/usage-continuous-stream", 200002)]
    [InlineData("completions/interval-5-stream", 200002)]
    [InlineData("completions/endoftext", 199999)] // the model's own end, which the request does not name
    [InlineData("completions/endoftext-stream", 199999)]
    [InlineData("completions/length-24", null)]
    [InlineData("completions/length-24-stream", null)]
    [InlineData("completions/structured-json", 200002)]
    [InlineData("completions/structured-json-stream", 200002)]
    [InlineData("completions/structured-grammar-stream", 200002)]
    [InlineData("completions/logit-bias", null)]
    [InlineData("completions/say-preamble", 200012)]
    [InlineData("completions/say-two-calls", 200012)]
    [InlineData("cache/completions-2", null)]
    [InlineData("cache/completions-3-usage-stream", null)]
    [InlineData("cache/generate-2", null)]
    [InlineData("plain/completions-usage-stream", null)]
    [InlineData("generate/call-stop-ids", 200012)]
    [InlineData("generate/call-stop-ids-stream", 200012)]
    [InlineData("generate/return-stop-ids", 200002)]
    [InlineData("generate/return-stop-ids-stream", 200002)]
    [InlineData("generate/usage-stream", 200002)]
    [InlineData("generate/length-24", null)]
    [InlineData("generate/length-24-stream", null)]
    [InlineData("generate/logit-bias", null)]
    [InlineData("generate/structured-regex", 200002)]
    [InlineData("tokens-only/call-stream", 200012)]
    [InlineData("tokens-only/return", 200002)]
    public async Task A_recorded_answer_gives_its_ids_and_how_it_ended(string name, int? stopId)
    {
        var recording = Recording.Load(name);
        (int[] ids, string? finish, int? cached) = recording.Expected;
        await using LoopbackServer server = LoopbackServer.Replaying(name);
        await using RemoteEngine engine = await ConnectAsync(server, options => For(options, recording));

        Answer answer = await GenerateAsync(engine, new GenerationRequest(recording.Prompt));

        Assert.Equal(ids, answer.Ids);
        Assert.Equal(finish == "stop" ? FinishReason.Stop : FinishReason.Length, answer.Finish);
        Assert.Equal(stopId, answer.StopId);
        Assert.Equal(recording.Prompt.Length, answer.Usage.PromptTokens);
        Assert.Equal(ids.Length, answer.Usage.GeneratedTokens);
        Assert.Equal(cached, answer.Usage.CachedTokens);
        Assert.NotNull(answer.Usage.TimeToFirstToken);
        Assert.Equal(recording.Target, Assert.Single(server.Posts).Path);
    }

    [Fact]
    public async Task A_cached_prefix_is_told()
    {
        await using LoopbackServer server = LoopbackServer.Replaying("cache/completions-2");
        await using RemoteEngine engine = await ConnectAsync(server, options => options with { Stream = false });

        Answer answer = await GenerateAsync(engine, new GenerationRequest(Recording.Load("cache/completions-2").Prompt));

        Assert.Equal(512, answer.Usage.CachedTokens);
        Assert.Equal(answer.Usage.PromptTokens - 512, answer.Usage.PrefilledTokens);
    }

    [Theory]
    [InlineData("server/models", null)]
    [InlineData("server/models", "gpt-oss-tiny")]
    [InlineData("tokens-only/models", null)]
    public async Task The_model_and_its_context_are_asked_for(string name, string? model)
    {
        await using var server = new LoopbackServer(exchange => exchange.ReplayAsync(Recording.Load(name)));

        await using RemoteEngine engine = await ConnectAsync(server, options => options with { Model = model, ContextLength = null });

        Assert.Equal("gpt-oss-tiny", engine.Description.Model);
        Assert.Equal(2048, engine.Description.ContextLength);
        Assert.Equal("/v1/models", Assert.Single(server.Exchanges).Path);
    }

    [Fact]
    public async Task A_model_that_the_server_does_not_have_is_refused_by_name()
    {
        await using var server = new LoopbackServer(exchange => exchange.ReplayAsync(Recording.Load("server/models")));

        EngineException failure = await Assert.ThrowsAsync<EngineException>(
            () => ConnectAsync(server, options => options with { Model = "gpt-oss-20b", ContextLength = null }));

        Assert.Equal(EngineError.NotFound, failure.Error);
        Assert.Contains("gpt-oss-20b", failure.Message, StringComparison.Ordinal);
        Assert.Contains("gpt-oss-tiny", failure.Message, StringComparison.Ordinal);
    }

    private static RemoteEngineOptions For(RemoteEngineOptions options, Recording recording) => options with
    {
        Stream = recording.IsStream,
        Protocol = recording.IsGenerate ? ServerProtocol.VllmGenerate : ServerProtocol.VllmCompletions,
    };
}
