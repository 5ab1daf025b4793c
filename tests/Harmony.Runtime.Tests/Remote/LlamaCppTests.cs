using System.Text.Json;
using Harmony.Engines;
using Harmony.Remote;
using Harmony.Tokenization;

namespace Harmony.Runtime.Tests.Remote;

/// <summary>llama.cpp, in exchanges written after its documentation and source: there is no recording of it.</summary>
public class LlamaCppTests : RemoteTests
{
    private static readonly int[] EndOnly = [200007];
    private static readonly int[] PastTheEnd = [13225, 0, 200007, 200006, 173781];

    private const string Timings = """ "timings":{"cache_n":128,"prompt_n":72,"predicted_n":6}""";

    [Fact]
    public async Task A_whole_answer_gives_its_ids()
    {
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(
            200, """{"index":0,"content":"Hello!","tokens":[200005,17196,200008,13225,0,200002],"id_slot":0,"stop":true,"model":"m","tokens_predicted":6,"tokens_evaluated":200,"generation_settings":{"n_predict":64},"prompt":"x","has_new_line":false,"truncated":false,"stop_type":"eos","stopping_word":"","tokens_cached":205,""" + Timings + "}"));
        await using RemoteEngine engine = await ConnectAsync(server, stream: false);

        Answer answer = await GenerateAsync(engine, new(CreatePrompt(200)));

        Assert.Equal([200005, 17196, 200008, 13225, 0, 200002], answer.Ids);
        Assert.Equal(FinishReason.Stop, answer.Finish);
        Assert.Equal(200002, answer.StopId);
        Assert.Equal(128, answer.Usage.CachedTokens);
    }

    [Fact]
    public async Task A_stream_gives_its_ids_and_ends_without_a_mark()
    {
        await using LoopbackServer server = Streaming(
            Event("", 200005), Event("final", 17196), Event("", 200008), Event("Hello", 13225), Event("!", 0), Event("", 200002), End("eos"));
        await using RemoteEngine engine = await ConnectAsync(server);

        Answer answer = await GenerateAsync(engine, new(CreatePrompt(200)));

        Assert.Equal([200005, 17196, 200008, 13225, 0, 200002], answer.Ids);
        Assert.Equal(200002, answer.StopId);
        Assert.Equal(128, answer.Usage.CachedTokens);
    }

    [Fact]
    public async Task The_limit_is_a_length()
    {
        await using LoopbackServer server = Streaming(Event("Hello", 13225), Event("!", 0), End("limit"));
        await using RemoteEngine engine = await ConnectAsync(server);

        Answer answer = await GenerateAsync(engine, new(CreatePrompt(200)) { MaxTokens = 2 });

        Assert.Equal([13225, 0], answer.Ids);
        Assert.Equal(FinishReason.Length, answer.Finish);
    }

    [Theory]
    [InlineData("Hello! 👋🏽 Grüße aus 東京.")]
    [InlineData("𓀀𝕏🏴‍☠️ ꙮ ᚠ 🦄🧬 ཀྵ")]
    [InlineData("plain text, and nothing cut")]
    public async Task Ids_that_a_stream_leaves_out_inside_a_character_are_put_back(string text)
    {
        int[] ids = O200kTokenizer.Encode(text);
        await using LoopbackServer server = Streaming([.. StreamAsLlamaCppDoes(ids), Event("", 200002), End("eos")]);
        await using RemoteEngine engine = await ConnectAsync(server);

        Answer answer = await GenerateAsync(engine, new(CreatePrompt(200)));

        Assert.Equal([.. ids, 200002], answer.Ids);
    }

    [Fact]
    public void The_text_of_the_tests_has_characters_of_several_ids()
    {
        int[] ids = O200kTokenizer.Encode("Hello! 👋🏽 Grüße aus 東京.");
        Assert.True(StreamAsLlamaCppDoes(ids).Length < ids.Length);
    }

    [Fact]
    public async Task Ids_that_cannot_be_put_back_are_an_error_that_says_what_to_do()
    {
        await using LoopbackServer server = Streaming(Event("Hello", 13225), Event("Hello you", 0), End("eos"));
        await using RemoteEngine engine = await ConnectAsync(server);

        (int[] ids, EngineException failure) = await FailAfterAsync(engine, new(CreatePrompt(200)));

        Assert.Equal([13225], ids);
        Assert.Contains("RemoteEngineOptions.Stream", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_whose_id_was_left_out_is_an_error()
    {
        // A character that was never finished, and then <|return|>: neither was sent.
        await using LoopbackServer server = Streaming(Event("Hello", 13225), End("eos"));
        await using RemoteEngine engine = await ConnectAsync(server);

        (int[] ids, EngineException failure) = await FailAfterAsync(engine, new(CreatePrompt(200)));

        Assert.Equal([13225], ids);
        Assert.Contains("RemoteEngineOptions.Stream", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_ids_of_the_requests_are_minded_here_and_the_server_is_stopped()
    {
        await using var server = new LoopbackServer(async exchange =>
        {
            await exchange.BeginStreamAsync();
            foreach (int id in PastTheEnd)
            {
                await exchange.SendChunkAsync(Event(id >= 199998 ? "" : O200kTokenizer.Decode([id]), id));
            }

            await exchange.ClientLeft;
        });
        await using RemoteEngine engine = await ConnectAsync(server);

        Answer answer = await GenerateAsync(engine, new(CreatePrompt(200)) { StopIds = EndOnly });

        Assert.Equal([13225, 0, 200007], answer.Ids);
        Assert.Equal(FinishReason.Stop, answer.Finish);
        Assert.Equal(200007, answer.StopId);
        Assert.Equal(3, answer.Usage.GeneratedTokens);
        await server.Posts[0].ClientLeft.WaitAsync(Patience, Cancel);
    }

    [Theory]
    [InlineData("""{"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error","n_prompt_tokens":3000,"n_ctx":2048}}""", 400, EngineError.ContextExceeded)]
    [InlineData("""{"error":{"code":400,"message":"Failed to parse grammar","type":"invalid_request_error"}}""", 400, EngineError.BadRequest)]
    [InlineData("""{"error":{"code":501,"message":"This feature is not supported by multimodal","type":"not_supported_error"}}""", 501, EngineError.Unsupported)]
    public async Task Errors_are_errors_whole_and_inside_a_stream(string body, int status, EngineError error)
    {
        foreach (bool isInside in new[] { false, true })
        {
            await using LoopbackServer server = isInside ? Streaming($"data: {body}\n\n") : new(exchange => exchange.RespondAsync(status, body));
            await using RemoteEngine engine = await ConnectAsync(server, options => options with { MaximumAttempts = 1 });

            Assert.Equal(error, (await FailAsync(engine, new(CreatePrompt(200)))).Error);
        }
    }

    [Fact]
    public async Task The_context_is_the_one_that_the_server_was_started_with()
    {
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(
            200, """{"default_generation_settings":{"id":0,"n_ctx":8192,"params":{"n_predict":-1}},"total_slots":1,"model_path":"/models/gpt-oss-20b.gguf","chat_template":"…"}"""));
        await using RemoteEngine engine = await ConnectAsync(server, options => options with { Model = null, ContextLength = null });

        Assert.Equal("gpt-oss-20b.gguf", engine.Description.Model);
        Assert.Equal(8192, engine.Description.ContextLength);
        Assert.Equal("/props", Assert.Single(server.Exchanges).Path);
    }

    private static Task<RemoteEngine> ConnectAsync(LoopbackServer server, bool stream = true) =>
        ConnectAsync(server, options => options with { Stream = stream });

    private static new Task<RemoteEngine> ConnectAsync(LoopbackServer server, Func<RemoteEngineOptions, RemoteEngineOptions> configure) =>
        ConnectAsync([server.Address], options => configure(options with { Protocol = ServerProtocol.LlamaCpp }));

    private static LoopbackServer Streaming(params string[] events) => new(async exchange =>
    {
        await exchange.BeginStreamAsync();
        foreach (string text in events)
        {
            await exchange.SendChunkAsync(text);
        }

        await exchange.EndStreamAsync();
    });

    /// <summary>As the server's process_token does: nothing while the text ends inside a character, then its whole text and the
    /// last id.</summary>
    private static string[] StreamAsLlamaCppDoes(int[] ids)
    {
        List<string> events = [];
        int sent = 0;
        for (int count = 1; count <= ids.Length; count++)
        {
            string text = O200kTokenizer.Decode(ids.AsSpan(sent, count - sent));
            if (!text.EndsWith('\uFFFD'))
            {
                events.Add(Event(text, ids[count - 1]));
                sent = count;
            }
        }

        return [.. events];
    }

    private static string Event(string content, int id) =>
        $$"""data: {"index":0,"content":{{JsonSerializer.Serialize(content)}},"tokens":[{{id}}],"stop":false,"id_slot":0,"tokens_predicted":1,"tokens_evaluated":200}""" + "\n\n";

    private static string End(string stopType) =>
        $$"""data: {"index":0,"content":"","tokens":[],"id_slot":0,"stop":true,"tokens_predicted":6,"tokens_evaluated":200,"truncated":false,"stop_type":"{{stopType}}","stopping_word":"","tokens_cached":205,""" + Timings + "}\n\n";
}
