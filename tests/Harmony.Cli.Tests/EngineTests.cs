using System.Text.Json;

namespace Harmony.Cli.Tests;

/// <summary>What the tests of commands with an engine have in common.</summary>
public abstract class EngineTests
{
    /// <summary>The recording of an answer: "Hello!", with what stands around it.</summary>
    protected const string Greeting = "completions/return-stop-ids-stream";

    protected const string Tools =
        """[{"type":"function","function":{"name":"get_time","description":"Gets the current time in the location.","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}}}]""";

    /// <summary>A server of recorded answers: each request to generate is answered by the next of them, the last one again and again.</summary>
    private protected static LoopbackServer Serve(params string[] recordings)
    {
        int next = 0;
        return new LoopbackServer(exchange => exchange switch
        {
            { Method: "POST" } => exchange.ReplayAsync(Recording.Load(recordings[Math.Min(Interlocked.Increment(ref next), recordings.Length) - 1])),
            { Path: "/v1/models" } => exchange.ReplayAsync(Recording.Load("server/models")),
            _ => exchange.RespondAsync(200, "text/plain", []),
        });
    }

    /// <summary>A server whose answer says hello and has no end: then it does what is said here.</summary>
    private protected static LoopbackServer ServeGreeting(Func<ServerExchange, Task> then) => new(async exchange =>
    {
        if (exchange.Method != "POST")
        {
            await exchange.ReplayAsync(Recording.Load("server/models"));
            return;
        }

        await exchange.BeginStreamAsync();
        foreach (string text in Recording.Load(Greeting).Events.Take(17))
        {
            await exchange.SendChunkAsync(text);
        }

        await then(exchange);
    });

    /// <summary>What was sent to the server.</summary>
    private protected static JsonElement BodyOf(ServerExchange exchange) => JsonDocument.Parse(exchange.Body).RootElement;

    private protected static int[] PromptOf(ServerExchange exchange) => [.. BodyOf(exchange).GetProperty("prompt").EnumerateArray().Select(id => id.GetInt32())];

    private protected static void AssertSucceeded(CommandResult result) => Assert.True(result.ExitCode == ExitCode.Success, result.Error);

    protected static string PathOfPrompts { get; } = Path.Combine(TestFiles.Data, "tiny-gpt-oss", "prompts.json");
}
