using System.IO.Compression;
using Harmony.Engines;
using Harmony.Remote;

namespace Harmony.Runtime.Tests.Remote;

/// <summary>What answers in another way than was asked for: redirects, pages, other encodings, nothing.</summary>
public class RemoteContentTests : RemoteTests
{
    private static readonly Recording Replayed = Recording.Load("completions/return-stop-ids-stream");

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed_and_told_with_where_it_leads(int status)
    {
        await using LoopbackServer target = LoopbackServer.Replaying(Replayed.Name);
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(status, "text/html", [], $"Location: {target.Address}login\r\n"));
        await using RemoteEngine engine = await ConnectAsync(server);

        EngineException failure = await FailAsync(engine, new GenerationRequest(CreatePrompt(4)));

        Assert.Equal(EngineError.NotFound, failure.Error);
        Assert.Contains($"{server.Address} answered {status}: a redirect to {target.Address}login.", failure.Message, StringComparison.Ordinal);
        Assert.Contains("RemoteEngineOptions.Replicas", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Posts);
        Assert.Empty(target.Exchanges);
    }

    [Fact]
    public async Task A_redirect_of_the_list_of_models_is_told_with_its_whole_address()
    {
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(302, "text/html", [], "Location: /login\r\n"));

        EngineException failure = await Assert.ThrowsAsync<EngineException>(() => ConnectAsync(server, options => options with { Model = null }));

        Assert.Contains($"answered 302: a redirect to {server.Address}login.", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Exchanges);
    }

    [Fact]
    public async Task A_client_of_the_callers_that_follows_a_redirect_with_a_GET_is_told_of_it()
    {
        await using LoopbackServer target = LoopbackServer.Replaying(Replayed.Name);
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(302, "text/html", [], $"Location: {target.Address}\r\n"));
        using var client = new HttpClient();
        await using RemoteEngine engine = await RemoteEngine.ConnectAsync(
            new RemoteEngineOptions
            {
                Replicas = [server.Address],
                Model = "gpt-oss-tiny",
                ContextLength = 2048,
                HealthCheckInterval = Timeout.InfiniteTimeSpan,
            },
            client,
            Cancel);

        EngineException failure = await FailAsync(engine, new GenerationRequest(CreatePrompt(4)));

        Assert.Contains($"redirected to {target.Address} in a way that made the POST a GET", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Posts);
    }

    [Theory]
    [InlineData(true, "text/html; charset=utf-8", "with text/html where an event stream (text/event-stream) was expected: <h1>Hello</h1>")]
    [InlineData(true, "application/json", "with application/json where an event stream (text/event-stream) was expected: <h1>Hello</h1>")]
    [InlineData(false, "text/html", "with text/html where JSON was expected: <h1>Hello</h1>")]
    [InlineData(false, "text/event-stream", "with text/event-stream where JSON was expected: <h1>Hello</h1>")]
    public async Task Content_of_another_type_is_told_and_not_asked_for_again(bool isStream, string type, string words)
    {
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(200, type, "<h1>Hello</h1>"u8.ToArray()));
        await using RemoteEngine engine = await ConnectAsync(server, options => options with { Stream = isStream });

        EngineException failure = await FailAsync(engine, new GenerationRequest(CreatePrompt(4)));

        Assert.Equal(EngineError.Failed, failure.Error);
        Assert.Contains($"{server.Address} answered 200 {words}", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Posts);
    }

    [Fact]
    public async Task A_page_instead_of_the_list_of_models_is_told()
    {
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(200, "text/html", "<h1>Hello</h1>"u8.ToArray()));

        EngineException failure = await Assert.ThrowsAsync<EngineException>(() => ConnectAsync(server, options => options with { Model = null }));

        Assert.Contains("answered 200 with text/html where JSON was expected: <h1>Hello</h1>", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Content_that_is_compressed_is_told_and_not_asked_for_again(bool isStream)
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Replayed.Response, Cancel);
        }

        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(
            200, isStream ? "text/event-stream" : "application/json", compressed.ToArray(), "Content-Encoding: gzip\r\n"));
        await using RemoteEngine engine = await ConnectAsync(server, options => options with { Stream = isStream });

        EngineException failure = await FailAsync(engine, new GenerationRequest(CreatePrompt(4)));

        Assert.Contains("answered 200 with content encoded as gzip, which was not requested", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Posts);
    }

    [Theory]
    [InlineData(true, "an event stream (text/event-stream)")]
    [InlineData(false, "JSON")]
    public async Task An_answer_without_content_is_told_and_not_asked_for_again(bool isStream, string expected)
    {
        await using var server = new LoopbackServer(exchange => exchange.SendAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"));
        await using RemoteEngine engine = await ConnectAsync(server, options => options with { Stream = isStream });

        EngineException failure = await FailAsync(engine, new GenerationRequest(CreatePrompt(4)));

        Assert.Contains($"answered 204 without content where {expected} was expected", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Posts);
    }

    [Fact]
    public async Task Content_without_a_type_is_read_as_what_was_asked_for()
    {
        string head = $"HTTP/1.1 200 OK\r\nContent-Length: {Replayed.Response.Length}\r\nContent-Encoding: identity\r\nConnection: close\r\n\r\n";
        await using var server = new LoopbackServer(async exchange =>
        {
            await exchange.SendAsync(head);
            await exchange.SendRawAsync(Replayed.Response);
        });
        await using RemoteEngine engine = await ConnectAsync(server);

        Assert.Equal(Replayed.Expected.Ids, (await GenerateAsync(engine, new GenerationRequest(Replayed.Prompt))).Ids);
    }
}
