using System.Text;
using Harmony.Engines;
using Harmony.Remote;

namespace Harmony.Runtime.Tests.Remote;

/// <summary>What a server sends that has the form of an answer, and cannot be one.</summary>
public class RemoteMalformedTests : RemoteTests
{
    private static readonly ServerProtocol[] Protocols =
        [ServerProtocol.VllmCompletions, ServerProtocol.VllmGenerate, ServerProtocol.Sglang, ServerProtocol.LlamaCpp];

    // A byte of a string that is written \xFF stands for the byte 255, which no UTF-8 has.
    [Theory]
    [InlineData(0, """{"\ud800":1}""")]
    [InlineData(1, """{"\ud800":1}""")]
    [InlineData(2, """{"\ud800":1}""")]
    [InlineData(3, """{"\ud800":1}""")]
    [InlineData(0, """{"choices":[{"finish_reason":"\xFF"}]}""")]
    [InlineData(0, """{"choices":[{"finish_reason":"\ud800"}]}""")]
    [InlineData(0, """{"error":{"message":"\xFF"}}""")]
    [InlineData(2, """{"meta_info":{"finish_reason":{"type":5}}}""")]
    [InlineData(2, """{"meta_info":{"finish_reason":{"type":"abort","message":"\ud800"}}}""")]
    [InlineData(2, """{"meta_info":{"finish_reason":{"type":"abort","message":["a"]}}}""")]
    [InlineData(3, """{"stop":true,"stop_type":5}""")]
    [InlineData(3, """{"content":"\xFF","tokens":[5],"stop":false}""")]
    public async Task What_has_a_bad_byte_or_a_bad_type_is_an_error_of_the_engines(int protocol, string data)
    {
        await using LoopbackServer server = Streaming(data);
        await using RemoteEngine engine = await ConnectAsync(server, options => options with { Protocol = Protocols[protocol] });

        EngineException failure = await FailAsync(engine, new GenerationRequest(CreatePrompt(4)));

        Assert.Equal(EngineError.Failed, failure.Error);
        Assert.Contains("sent an invalid answer", failure.Message, StringComparison.Ordinal);
        Assert.Contains(server.Address.ToString(), failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Posts);
    }

    [Theory]
    [InlineData("""{"error":{"message":"\ud800"}}""", "ud800")]
    [InlineData("""{"error":{"message":"too \xFF odd"}}""", "too � odd")]
    [InlineData("""{"\ud800":5}""", "ud800")]
    public async Task A_refusal_with_a_bad_byte_is_quoted_with_its_status(string body, string words)
    {
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(400, "application/json", GetBytes(body)));
        await using RemoteEngine engine = await ConnectAsync(server);

        EngineException failure = await FailAsync(engine, new GenerationRequest(CreatePrompt(4)));

        Assert.Equal(EngineError.BadRequest, failure.Error);
        Assert.Contains("answered 400", failure.Message, StringComparison.Ordinal);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"data":[{"id":5}]}""")]
    [InlineData("""{"data":[{"id":"\xFF"}]}""")]
    [InlineData("""{"data":[{"\ud800":"a"}]}""")]
    public async Task A_list_of_models_that_is_none_is_an_error_of_the_engines(string body)
    {
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(200, "application/json", GetBytes(body)));

        EngineException failure = await Assert.ThrowsAsync<EngineException>(() => ConnectAsync(server, options => options with { Model = null }));

        Assert.Contains($"{server.Address} sent an invalid answer", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("0")]
    public async Task A_context_without_room_is_not_believed(string length)
    {
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(200, $$"""{"data":[{"id":"a","max_model_len":{{length}}}]}"""));

        EngineException failure = await Assert.ThrowsAsync<EngineException>(
            () => ConnectAsync(server, options => options with { Model = null, ContextLength = null }));
        await using RemoteEngine told = await ConnectAsync(server, options => options with { Model = null, ContextLength = 100 });

        Assert.Contains($"{server.Address} reports a context length of {length} for a", failure.Message, StringComparison.Ordinal);
        Assert.Contains("RemoteEngineOptions.ContextLength", failure.Message, StringComparison.Ordinal);
        Assert.Equal(100, told.Description.ContextLength);
    }

    [Theory]
    [InlineData(0, """{"choices":[{"token_ids":[5,201088]}]}""")]
    [InlineData(1, """{"choices":[{"token_ids":[5,201088]}]}""")]
    [InlineData(2, """{"output_ids":[5,201088],"meta_info":{"completion_tokens":2}}""")]
    [InlineData(3, """{"content":"a","tokens":[201088],"stop":false}""")]
    public async Task An_id_that_the_model_does_not_have_is_an_error_that_names_it(int protocol, string data)
    {
        await using LoopbackServer server = Streaming(data);
        await using RemoteEngine engine = await ConnectAsync(server, options => options with { Protocol = Protocols[protocol] });

        EngineException failure = await FailAsync(engine, new GenerationRequest(CreatePrompt(4)));

        Assert.Equal(EngineError.Failed, failure.Error);
        Assert.Contains("The id 201088 at byte", failure.Message, StringComparison.Ordinal);
        Assert.Contains("0 to 201087", failure.Message, StringComparison.Ordinal);
        Assert.Contains(server.Address.ToString(), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_greatest_id_of_the_model_is_one()
    {
        await using LoopbackServer server = Streaming("""{"choices":[{"token_ids":[201087],"finish_reason":"length"}]}""");
        await using RemoteEngine engine = await ConnectAsync(server);

        Answer answer = await GenerateAsync(engine, new GenerationRequest(CreatePrompt(4)));

        Assert.Equal([201087], answer.Ids);
    }

    [Theory]
    [InlineData(9, 4)]
    [InlineData(4, 4)]
    [InlineData(3, 3)]
    [InlineData(-1, 0)]
    public async Task No_more_ids_are_cached_than_the_prompt_has(int told, int cached)
    {
        await using LoopbackServer server = Streaming(
            """{"choices":[{"token_ids":[7],"finish_reason":"length"}]}""",
            $$$$"""{"choices":[],"usage":{"prompt_tokens_details":{"cached_tokens":{{{{told}}}}}}}""");
        await using RemoteEngine engine = await ConnectAsync(server);

        Answer answer = await GenerateAsync(engine, new GenerationRequest(CreatePrompt(4)));

        Assert.Equal(cached, answer.Usage.CachedTokens);
        Assert.Equal(4 - cached, answer.Usage.PrefilledTokens);
    }

    [Theory]
    [InlineData("""{"index":1,"token_ids":[9,9],"finish_reason":"stop"}""")]
    [InlineData("""{"token_ids":[9,9],"finish_reason":"stop","index":1}""")]
    [InlineData("""{"finish_reason":"abort","logprobs":{"index":0},"index":2}""")]
    public async Task Only_the_choice_that_was_asked_for_is_read(string other)
    {
        await using LoopbackServer server = Streaming(
            $$"""{"choices":[{{other}},{"index":0,"token_ids":[7]}]}""",
            $$"""{"choices":[{{other}}]}""",
            $$"""{"choices":[{"token_ids":[8],"finish_reason":"length","index":0},{{other}}]}""");
        await using RemoteEngine engine = await ConnectAsync(server);

        Answer answer = await GenerateAsync(engine, new GenerationRequest(CreatePrompt(4)));

        Assert.Equal([7, 8], answer.Ids);
        Assert.Equal(FinishReason.Length, answer.Finish);
    }

    [Fact]
    public async Task Disposing_frees_everything_whatever_the_beginning_of_the_request_failed_with()
    {
        using var client = new HttpClient(new FailingHandler());
        await using RemoteEngine engine = await ConnectAsync(client);
        TokenGeneration generation = await engine.StartAsync(new GenerationRequest(CreatePrompt(4)), Cancel);

        await generation.DisposeAsync();

        Assert.Equal(0, engine.GetReplicas()[0].Requests);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await generation.ReadAsync(new int[1], Cancel));
    }

    [Fact]
    public async Task Disposing_after_a_refusal_with_a_bad_byte_frees_everything()
    {
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(400, """{"error":{"message":"\ud800"}}"""));
        await using RemoteEngine engine = await ConnectAsync(server);
        TokenGeneration generation = await engine.StartAsync(new GenerationRequest(CreatePrompt(4)), Cancel);
        await WaitUntilAsync(() => engine.GetReplicas()[0].Requests == 0);

        await generation.DisposeAsync();

        await server.Posts[0].ClientLeft.WaitAsync(Patience, Cancel);
    }

    [Fact]
    public async Task Disposing_ends_a_request_whose_stream_fails_in_a_way_of_its_own()
    {
        using var client = new HttpClient(new FailingStreamHandler());
        await using RemoteEngine engine = await ConnectAsync(client);
        TokenGeneration generation = await engine.StartAsync(new GenerationRequest(CreatePrompt(4)), Cancel);

        await generation.DisposeAsync();

        Assert.Equal(0, engine.GetReplicas()[0].Requests);
    }

    private static Task<RemoteEngine> ConnectAsync(HttpClient client)
    {
        var options = new RemoteEngineOptions
        {
            Replicas = [LoopbackServer.GetDeadAddress()],
            Model = "gpt-oss-tiny",
            ContextLength = 2048,
            HealthCheckInterval = Timeout.InfiniteTimeSpan,
        };
        return RemoteEngine.ConnectAsync(options, client, Cancel);
    }

    private static LoopbackServer Streaming(params string[] events) => new(async exchange =>
    {
        await exchange.BeginStreamAsync();
        foreach (string data in events)
        {
            await exchange.SendChunkAsync(GetBytes($"data: {data}\n\n"));
        }

        await exchange.SendChunkAsync("data: [DONE]\n\n");
        await exchange.EndStreamAsync();
    });

    private static byte[] GetBytes(string text) =>
        Encoding.Latin1.GetBytes(text.Replace("\\xFF", "\u00FF", StringComparison.Ordinal));

    private sealed class FailingHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new NotSupportedException("It knows no such request."));
    }

    private sealed class FailingStreamHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new FailingStream()) });
    }

    /// <summary>As one that decompresses what is not compressed.</summary>
    private sealed class FailingStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(new InvalidDataException("The archive entry was compressed using an unsupported method."));
    }
}
