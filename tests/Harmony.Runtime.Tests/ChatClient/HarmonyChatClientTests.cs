using System.Collections.Concurrent;
using Harmony.ChatClient;
using Harmony.Engines;
using Harmony.Tokenization;
using Microsoft.Extensions.AI;

namespace Harmony.Runtime.Tests.ChatClient;

/// <summary>The client itself: what it says of itself, many threads, cancelling, failing, disposing.</summary>
public class HarmonyChatClientTests
{
    private const string Answer = "<|channel|>final<|message|>One two three four five<|return|>";

    [Theory]
    [InlineData("cpu", null)]
    [InlineData("http://localhost:8000/", "http://localhost:8000/")]
    [InlineData("http://a:8000/, http://b:8000/", null)]
    public void Telemetry_is_told_the_provider_the_model_and_the_address(string provider, string? address)
    {
        using var client = new ScriptedEngine { Provider = provider }.Client();
        ChatClientMetadata metadata = client.GetRequiredService<ChatClientMetadata>();
        Assert.Equal(("harmony", "script", address), (metadata.ProviderName, metadata.DefaultModelId, metadata.ProviderUri?.ToString()));
    }

    [Fact]
    public async Task A_response_says_its_id_its_model_its_time_and_what_it_took()
    {
        using var client = ScriptedEngine.Of(Answer, Answer, Answer).Client();
        ChatResponse first = await client.AskAsync();
        ChatResponse second = await client.AskAsync();
        ChatResponse streamed = (await client.StreamAsync()).ToChatResponse();
        Assert.Equal(3, new HashSet<string?> { first.ResponseId, second.ResponseId, streamed.ResponseId }.Count);
        Assert.All([first, second, streamed], response =>
        {
            Assert.NotEqual("", response.ResponseId ?? "");
            Assert.NotEqual("", Assert.Single(response.Messages).MessageId ?? "");
            Assert.Equal(("script", ChatFinishReason.Stop), (response.ModelId, response.FinishReason!.Value));
            Assert.InRange(response.CreatedAt!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
            Assert.Equal(9, response.Usage!.OutputTokenCount);
            Assert.Equal(ChatRole.Assistant, response.Messages[0].Role);
        });
        Assert.Equal(first.Usage!.InputTokenCount, streamed.Usage!.InputTokenCount);
        Assert.Equal(first.Usage.TotalTokenCount, streamed.Usage.TotalTokenCount);
    }

    [Fact]
    public void Services_are_the_client_the_engine_and_what_they_are()
    {
        var engine = new ScriptedEngine();
        using var client = engine.Client();
        Assert.Same(client, client.GetService<IChatClient>());
        Assert.Same(client, client.GetService<HarmonyChatClient>());
        Assert.Same(engine, client.GetService<ITokenEngine>());
        Assert.Same(engine, client.GetService<ScriptedEngine>());
        Assert.Same(client, new FunctionInvoker(client).GetService<HarmonyChatClient>());
        Assert.Null(client.GetService<string>());
        Assert.Null(client.GetService<ITokenEngine>("key"));
        Assert.Throws<ArgumentNullException>(() => client.GetService(null!));
    }

    [Fact]
    public async Task Many_threads_have_many_conversations_with_one_client()
    {
        // Answers with the user's last words: a prompt that is mixed up with another one is seen.
        var engine = new ScriptedEngine(request =>
        {
            string prompt = O200kTokenizer.Decode(request.Prompt.Span);
            int start = prompt.LastIndexOf("<|start|>user<|message|>", StringComparison.Ordinal) + "<|start|>user<|message|>".Length;
            return ScriptedEngine.Ids($"<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>{prompt[start..prompt.IndexOf("<|end|>", start, StringComparison.Ordinal)]}<|return|>");
        })
        { BatchSize = 3 };
        using var client = engine.Client();
        var prompts = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken }, async (number, cancellationToken) =>
        {
            List<ChatMessage> history = [];
            for (int turn = 0; turn < 6; turn++)
            {
                string text = $"Conversation {number}, turn {turn}.";
                history.Add(new(ChatRole.User, text));
                ChatResponse response = (number + turn) % 2 == 0
                    ? await client.GetResponseAsync(history, cancellationToken: cancellationToken)
                    : (await client.GetStreamingResponseAsync(history, cancellationToken: cancellationToken).ToChatResponseAsync(cancellationToken));
                Assert.Equal(text, response.Text);
                history.AddRange(response.Messages);
            }

            prompts.Add(string.Join('|', history.Where(message => message.Role == ChatRole.User).Select(message => message.Text)));
        });
        Assert.Equal(40, prompts.Distinct().Count());
        Assert.Equal((240, 240), (engine.Requests.Count, engine.Disposed));

        // Every last prompt has all that its own conversation said, and nothing of another one.
        Assert.Equal(40, engine.Requests.Select(request => O200kTokenizer.Decode(request.Prompt.Span)).Count(prompt =>
            prompts.Contains(string.Join('|', prompt.Split("<|start|>user<|message|>").Skip(1).Select(part => part[..part.IndexOf("<|end|>", StringComparison.Ordinal)])))));
    }

    [Fact]
    public async Task A_generation_that_is_waited_for_is_cancelled()
    {
        foreach (int ids in (int[])[0, 5])
        {
            var engine = new ScriptedEngine(_ => ScriptedEngine.Ids(Answer)) { WaitsAfter = ids };
            using var client = engine.Client();
            using var source = new CancellationTokenSource();
            Task<ChatResponse> response = client.GetResponseAsync([new(ChatRole.User, "Hi")], null, source.Token);
            Assert.False(response.IsCompleted);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => response);
            Assert.Equal(1, engine.Disposed);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync([new(ChatRole.User, "Hi")], null, source.Token));
            Assert.Single(engine.Requests);
        }
    }

    [Fact]
    public async Task A_stream_that_is_left_ends_its_generation()
    {
        var engine = ScriptedEngine.Of(Answer);
        using var client = engine.Client();
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync([new(ChatRole.User, "Hi")], cancellationToken: TestContext.Current.CancellationToken))
        {
            Assert.Equal("One", update.Text);
            break;
        }

        Assert.Equal(1, engine.Disposed);
    }

    [Fact]
    public async Task What_an_engine_gave_before_it_failed_was_given()
    {
        var engine = new ScriptedEngine(_ => ScriptedEngine.Ids(Answer)) { FailsAfter = 5 };
        using var client = engine.Client();
        string text = "";
        EngineException exception = await Assert.ThrowsAsync<EngineException>(async () =>
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync([new(ChatRole.User, "Hi")], cancellationToken: TestContext.Current.CancellationToken))
            {
                text += update.Text;
            }
        });
        Assert.Equal(("One two", "The script says so."), (text, exception.Message));
        await Assert.ThrowsAsync<EngineException>(() => client.AskAsync());
        Assert.Equal(2, engine.Disposed);
    }

    [Fact]
    public async Task A_client_that_was_disposed_of_says_so_and_leaves_the_engine()
    {
        var engine = ScriptedEngine.Of(Answer);
        HarmonyChatClient client = engine.Client();
        client.Dispose();
        client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.AskAsync());
        using HarmonyChatClient other = engine.Client();
        Assert.Equal("One two three four five", (await other.AskAsync()).Text);
    }

    [Fact]
    public async Task Nothing_is_no_conversation()
    {
        using var client = ScriptedEngine.Of(Answer).Client();
        await Assert.ThrowsAsync<ArgumentNullException>(() => client.AskAsync((IEnumerable<ChatMessage>)null!));
        Assert.Throws<ArgumentNullException>(() => new HarmonyChatClient(null!));
    }
}
