using System.Text;
using Harmony.Engines;
using Harmony.Remote;

namespace Harmony.Runtime.Tests.Remote;

/// <summary>What a server refuses, or sends wrong, or not to its end.</summary>
public class RemoteFailureTests : RemoteTests
{
    private static readonly int[] TooGreat = [1, 201088];
    private static readonly int[] Negative = [-1];

    private const string Stream = "completions/return-stop-ids-stream";

    [Theory]
    [InlineData("errors/completions-temperature-negative", EngineError.BadRequest, "temperature must be non-negative")]
    [InlineData("errors/completions-too-long", EngineError.ContextExceeded, "maximum context length is 2048")]
    [InlineData("errors/completions-unknown-model", EngineError.NotFound, "RemoteEngineOptions.Model")]
    [InlineData("errors/completions-id-201088-stream", EngineError.BadRequest, "Token id 201088 is out of vocabulary")]
    [InlineData("errors/completions-regex-bad-stream", EngineError.BadRequest, "Grammar error")]
    [InlineData("errors/generate-id-201088-stream", EngineError.BadRequest, "Token id 201088 is out of vocabulary")]
    [InlineData("errors/generate-too-long", EngineError.ContextExceeded, "maximum model length of 2048")]
    [InlineData("errors/generate-too-long-stream", EngineError.ContextExceeded, "maximum model length of 2048")]
    [InlineData("errors/generate-unknown-model", EngineError.NotFound, "does not exist")]
    [InlineData("plain/generate", EngineError.Unsupported, "--enable-scale-out")]
    public async Task What_a_server_refuses_is_told_in_its_words_and_not_tried_again(string name, EngineError error, string words)
    {
        await using LoopbackServer server = LoopbackServer.Replaying(name);
        await using RemoteEngine engine = await ConnectAsync(server, options => options with
        {
            Protocol = Recording.Load(name).IsGenerate ? ServerProtocol.VllmGenerate : ServerProtocol.VllmCompletions,
        });

        EngineException failure = await FailAsync(engine, new GenerationRequest(CreatePrompt(4)));

        Assert.Equal(error, failure.Error);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains(server.Address.ToString(), failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Posts);
    }

    [Fact]
    public async Task An_id_that_would_take_the_server_down_is_not_sent()
    {
        // tokens-only/id-201088 is the recorded end of a server that got it.
        await using LoopbackServer server = LoopbackServer.Replaying("tokens-only/id-201088");
        await using RemoteEngine engine = await ConnectAsync(server, options => options with { Protocol = ServerProtocol.VllmGenerate });

        EngineException prompt = await FailAsync(engine, new GenerationRequest(TooGreat));
        EngineException stop = await FailAsync(engine, new GenerationRequest(CreatePrompt(2)) { StopIds = TooGreat });
        EngineException bias = await FailAsync(engine, new GenerationRequest(CreatePrompt(2)) { LogitBias = new Dictionary<int, float> { [201088] = 1 } });
        EngineException negative = await FailAsync(engine, new GenerationRequest(Negative));

        Assert.All([prompt, stop, bias, negative], failure => Assert.Equal(EngineError.BadRequest, failure.Error));
        Assert.Contains("Prompt[1]", prompt.Message, StringComparison.Ordinal);
        Assert.Empty(server.Exchanges);
    }

    [Fact]
    public async Task A_servers_end_of_a_generation_comes_after_the_ids_before_it()
    {
        var recording = Recording.Load("generate/abort-stream-2");
        await using LoopbackServer server = LoopbackServer.Replaying(recording.Name);
        await using RemoteEngine engine = await ConnectAsync(server, options => options with { Protocol = ServerProtocol.VllmGenerate });

        // The recorded request ignored the ends that the model made.
        (int[] ids, EngineException failure) = await FailAfterAsync(engine, new GenerationRequest(recording.Prompt) { StopIds = default });

        Assert.Equal(recording.Expected.Ids, ids);
        Assert.Equal(EngineError.Failed, failure.Error);
        Assert.Contains("finish_reason \"abort\"", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{ids.Length} ids arrived", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_ends_anywhere_before_its_end_gives_the_ids_that_came_and_says_how_many()
    {
        var recording = Recording.Load(Stream);
        string text = Encoding.UTF8.GetString(recording.Response);
        int inTheMiddleOfAnEvent = recording.Events.Take(5).Sum(part => Encoding.UTF8.GetByteCount(part)) + 40;
        int character = recording.Response.AsSpan().IndexOf("東"u8) + 1; // in the middle of a character
        int betweenEvents = recording.Events.Take(7).Sum(part => Encoding.UTF8.GetByteCount(part));
        int lineFeed = recording.Events.Take(3).Sum(part => Encoding.UTF8.GetByteCount(part)) - 1; // between the two line feeds
        Assert.Contains("東", text, StringComparison.Ordinal);

        foreach (int length in new[] { inTheMiddleOfAnEvent, character, betweenEvents, lineFeed })
        {
            foreach (bool isChunkCut in new[] { false, true })
            {
                await using var server = new LoopbackServer(exchange => SendCutAsync(exchange, recording.Response.AsMemory(0, length), isChunkCut));
                await using RemoteEngine engine = await ConnectAsync(server);
                int whole = recording.Events.Select((_, index) => recording.Events.Take(index + 1).Sum(part => Encoding.UTF8.GetByteCount(part))).Count(end => end <= length);

                (int[] ids, EngineException failure) = await FailAfterAsync(engine, new GenerationRequest(recording.Prompt));

                Assert.Equal(recording.Expected.Ids[..whole], ids);
                Assert.Equal(EngineError.Failed, failure.Error);
                Assert.Contains("closed the connection before the end of its answer", failure.Message, StringComparison.Ordinal);
                Assert.Contains($" {whole} ids arrived", failure.Message, StringComparison.Ordinal);
                Assert.Single(server.Posts);
            }
        }
    }

    [Fact]
    public async Task An_answer_whose_usage_is_cut_off_is_complete()
    {
        var recording = Recording.Load("completions/usage-stream");
        int length = Encoding.UTF8.GetByteCount(string.Concat(recording.Events.SkipLast(2)));
        await using var server = new LoopbackServer(exchange => SendCutAsync(exchange, recording.Response.AsMemory(0, length), isChunkCut: true));
        await using RemoteEngine engine = await ConnectAsync(server);

        Answer answer = await GenerateAsync(engine, new GenerationRequest(recording.Prompt));

        Assert.Equal(recording.Expected.Ids, answer.Ids);
        Assert.Equal(FinishReason.Stop, answer.Finish);
        Assert.Null(answer.Usage.CachedTokens);
    }

    [Theory]
    [InlineData("data: {\"choices\": [{\"token_ids\": [1, 2}]}\n\n")]
    [InlineData("data: {\"choices\": [{\"token_ids\": \"1\"}]}\n\n")]
    [InlineData("data: {\"choices\": [{\"token_ids\": [1.5]}]}\n\n")]
    [InlineData("data: {\"choices\": [{\"token_ids\": [-1]}]}\n\n")]
    [InlineData("data: {\"choices\": [{\"token_ids\": [99999999999]}]}\n\n")]
    [InlineData("data: {\"choices\": [{\"finish_reason\": 5}]}\n\n")]
    [InlineData("data: {\"choices\": {}}\n\n")]
    [InlineData("data: [1]\n\n")]
    [InlineData("data: <html>\n\n")]
    [InlineData("data: {\"choices\": [{\"token_ids\"\n\n")]
    [InlineData("data: \n\n")]
    public async Task What_is_no_answer_is_an_error_that_says_where(string text)
    {
        await using var server = new LoopbackServer(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.SendChunkAsync("data: {\"choices\": [{\"token_ids\": [7]}]}\n\n");
            await exchange.SendChunkAsync(text);
            await exchange.EndStreamAsync();
        });
        await using RemoteEngine engine = await ConnectAsync(server);

        (int[] ids, EngineException failure) = await FailAfterAsync(engine, new GenerationRequest(CreatePrompt(4)));

        Assert.Equal([7], ids);
        Assert.Equal(EngineError.Failed, failure.Error);
        Assert.Contains("an invalid answer", failure.Message, StringComparison.Ordinal);
        Assert.Contains("yte", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_answer_that_is_cut_is_asked_for_again()
    {
        var recording = Recording.Load("completions/call-stop-ids");
        int count = 0;
        await using var server = new LoopbackServer(exchange => Interlocked.Increment(ref count) == 1
            ? exchange.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {recording.Response.Length}\r\n\r\n" + Encoding.UTF8.GetString(recording.Response)[..200])
            : exchange.ReplayAsync(recording));
        await using RemoteEngine engine = await ConnectAsync(server, options => options with { Stream = false });

        Answer answer = await GenerateAsync(engine, new GenerationRequest(recording.Prompt));

        Assert.Equal(recording.Expected.Ids, answer.Ids);
        Assert.Equal(2, server.Posts.Count);
    }

    [Fact]
    public async Task A_page_of_a_proxy_is_quoted()
    {
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(401, "text/html", "<h1>Who are you?</h1>"u8.ToArray()));
        await using RemoteEngine engine = await ConnectAsync(server);

        EngineException failure = await FailAsync(engine, new GenerationRequest(CreatePrompt(4)));

        Assert.Contains("Who are you?", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ApiKey", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_can_be_read_after_a_failure()
    {
        await using LoopbackServer server = LoopbackServer.Replaying("errors/completions-too-long");
        await using RemoteEngine engine = await ConnectAsync(server);
        await using TokenGeneration generation = await engine.StartAsync(new GenerationRequest(CreatePrompt(4)), Cancel);

        EngineException first = await Assert.ThrowsAsync<EngineException>(async () => await generation.ReadAsync(new int[1], Cancel));
        EngineException second = await Assert.ThrowsAsync<EngineException>(async () => await generation.ReadAsync(new int[1], Cancel));

        Assert.Equal(first.Message, second.Message);
        Assert.Null(generation.FinishReason);
    }

    private static async Task SendCutAsync(ServerExchange exchange, ReadOnlyMemory<byte> bytes, bool isChunkCut)
    {
        await exchange.BeginStreamAsync();
        if (isChunkCut)
        {
            // A chunk that is announced longer than what comes.
            await exchange.SendAsync("fffff\r\n");
            await exchange.SendRawAsync(bytes);
            return;
        }

        await exchange.SendChunkAsync(bytes);
        await exchange.EndStreamAsync();
    }
}
