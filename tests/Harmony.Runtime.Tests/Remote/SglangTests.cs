using Harmony.Engines;
using Harmony.Remote;

namespace Harmony.Runtime.Tests.Remote;

/// <summary>SGLang, in exchanges written after its documentation and source: there is no recording of it.</summary>
public class SglangTests : RemoteTests
{
    private const string Whole =
        """{"text":"","output_ids":[200005,17196,200008,13225,0,200002],"meta_info":{"id":"a","finish_reason":{"type":"stop","matched":200002},"prompt_tokens":4,"weight_version":"default","completion_tokens":6,"cached_tokens":3,"e2e_latency":0.1}}""";

    [Fact]
    public async Task A_whole_answer_gives_its_ids()
    {
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(200, Whole));
        await using RemoteEngine engine = await ConnectAsync(server, stream: false);

        Answer answer = await GenerateAsync(engine, new(CreatePrompt(4)));

        Assert.Equal([200005, 17196, 200008, 13225, 0, 200002], answer.Ids);
        Assert.Equal(FinishReason.Stop, answer.Finish);
        Assert.Equal(200002, answer.StopId);
        Assert.Equal(3, answer.Usage.CachedTokens);
    }

    [Theory]
    [InlineData("[200005]", "[200005,17196,200008]", "[200005,17196,200008,13225]")] // all so far, the default
    [InlineData("[200005]", "[17196,200008]", "[13225]")] // --incremental-streaming-output
    public async Task Both_kinds_of_streams_give_each_id_once(string first, string second, string third)
    {
        await using LoopbackServer server = Streaming(
            $$$"""{"text":"","output_ids":{{{first}}},"meta_info":{"finish_reason":null,"prompt_tokens":4,"completion_tokens":1,"cached_tokens":0}}""",
            $$$"""{"text":"","output_ids":{{{second}}},"meta_info":{"finish_reason":null,"prompt_tokens":4,"completion_tokens":3,"cached_tokens":0}}""",
            $$$"""{"text":"Hello","output_ids":{{{third}}},"meta_info":{"finish_reason":{"type":"length","length":4},"prompt_tokens":4,"completion_tokens":4,"cached_tokens":0}}""",
            "[DONE]");
        await using RemoteEngine engine = await ConnectAsync(server);

        Answer answer = await GenerateAsync(engine, new(CreatePrompt(4)) { MaxTokens = 4 });

        Assert.Equal([200005, 17196, 200008, 13225], answer.Ids);
        Assert.Equal(FinishReason.Length, answer.Finish);
        Assert.Null(answer.StopId);
        Assert.Equal(0, answer.Usage.CachedTokens);
    }

    [Fact]
    public async Task Ids_that_are_missing_are_an_error()
    {
        await using LoopbackServer server = Streaming(
            """{"output_ids":[1],"meta_info":{"finish_reason":null,"completion_tokens":1}}""",
            """{"output_ids":[4],"meta_info":{"finish_reason":null,"completion_tokens":4}}""",
            "[DONE]");
        await using RemoteEngine engine = await ConnectAsync(server);

        (int[] ids, EngineException failure) = await FailAfterAsync(engine, new(CreatePrompt(4)));

        Assert.Equal([1], ids);
        Assert.Contains("counted 4 ids, but sent 1 after 1 earlier ones", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"error":{"message":"The input (3000 tokens) is longer than the model's context length (2048 tokens)."}}""", EngineError.ContextExceeded)]
    [InlineData("""{"output_ids":[],"meta_info":{"finish_reason":{"type":"abort","message":"Input is too odd.","status_code":400,"err_type":"BadRequestError"},"completion_tokens":0}}""", EngineError.BadRequest)]
    public async Task Errors_inside_a_stream_are_errors(string text, EngineError error)
    {
        await using LoopbackServer server = Streaming(text, "[DONE]");
        await using RemoteEngine engine = await ConnectAsync(server);

        EngineException failure = await FailAsync(engine, new(CreatePrompt(4)));

        Assert.Equal(error, failure.Error);
        Assert.Contains(error == EngineError.BadRequest ? "Input is too odd" : "longer than", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Posts);
    }

    [Fact]
    public async Task An_abort_of_the_servers_before_the_first_id_is_tried_again()
    {
        int count = 0;
        await using var server = new LoopbackServer(exchange => SendAsync(exchange, Interlocked.Increment(ref count) == 1
            ? ["""{"output_ids":[],"meta_info":{"finish_reason":{"type":"abort","message":"The request queue is full.","status_code":503},"completion_tokens":0}}"""]
            : [Whole, "[DONE]"]));
        await using RemoteEngine engine = await ConnectAsync(server);

        Assert.Equal(6, (await GenerateAsync(engine, new(CreatePrompt(4)))).Ids.Length);
        Assert.Equal(2, server.Posts.Count);
    }

    [Fact]
    public async Task The_model_is_asked_for_like_vLLMs()
    {
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(
            200, """{"object":"list","data":[{"id":"openai/gpt-oss-20b","object":"model","created":1,"owned_by":"sglang","root":"openai/gpt-oss-20b","parent":null,"max_model_len":131072}]}"""));
        await using RemoteEngine engine = await ConnectAsync([server.Address], options => options with { Protocol = ServerProtocol.Sglang, Model = null, ContextLength = null });

        Assert.Equal("openai/gpt-oss-20b", engine.Description.Model);
        Assert.Equal(131072, engine.Description.ContextLength);
    }

    private static Task<RemoteEngine> ConnectAsync(LoopbackServer server, bool stream = true) =>
        ConnectAsync([server.Address], options => options with { Protocol = ServerProtocol.Sglang, Stream = stream });

    private static LoopbackServer Streaming(params string[] events) => new(exchange => SendAsync(exchange, events));

    private static async Task SendAsync(ServerExchange exchange, string[] events)
    {
        await exchange.BeginStreamAsync();
        foreach (string text in events)
        {
            await exchange.SendChunkAsync($"data: {text}\n\n");
        }

        await exchange.EndStreamAsync();
    }
}
