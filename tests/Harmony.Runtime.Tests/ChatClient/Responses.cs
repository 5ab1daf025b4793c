using Harmony.ChatClient;
using Microsoft.Extensions.AI;

namespace Harmony.Runtime.Tests.ChatClient;

/// <summary>Short ways to ask and to look at what was answered.</summary>
internal static class Responses
{
    public static readonly AIFunctionDeclaration Weather = AIFunctionFactory.CreateDeclaration(
        "get_current_weather",
        "Gets the current weather in the provided location.",
        System.Text.Json.JsonElement.Parse("""{"type":"object","properties":{"location":{"type":"string","description":"The city and state, e.g. San Francisco, CA"},"format":{"type":"string","enum":["celsius","fahrenheit"],"default":"celsius"}},"required":["location"]}"""));

    public static readonly AIFunctionDeclaration Time = AIFunctionFactory.CreateDeclaration(
        "get_time",
        "Gets the current time in a city.",
        System.Text.Json.JsonElement.Parse("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""));

    public static Task<ChatResponse> AskAsync(this IChatClient client, string text = "Hi", ChatOptions? options = null) =>
        client.GetResponseAsync([new ChatMessage(ChatRole.User, text)], options, TestContext.Current.CancellationToken);

    public static Task<ChatResponse> AskAsync(this IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options = null) =>
        client.GetResponseAsync(messages, options, TestContext.Current.CancellationToken);

    public static async Task<List<ChatResponseUpdate>> StreamAsync(this IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions? options = null)
    {
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(messages, options, TestContext.Current.CancellationToken))
        {
            updates.Add(update);
        }

        return updates;
    }

    public static Task<List<ChatResponseUpdate>> StreamAsync(this IChatClient client, string text = "Hi", ChatOptions? options = null) =>
        client.StreamAsync([new ChatMessage(ChatRole.User, text)], options);

    /// <summary>The contents in one line each, without the ids of calls: <c>reasoning: …</c>, <c>text: …</c>, <c>call: …</c>.</summary>
    public static string[] Lines(this ChatResponse response) => [.. response.Messages.SelectMany(message => message.Contents).Select(Line)];

    public static string Line(AIContent content) => content switch
    {
        TextReasoningContent reasoning => $"reasoning: {reasoning.Text}",
        TextContent text => $"text: {text.Text}",
        FunctionCallContent call => $"call: {call.Name}({string.Join(", ", (call.Arguments ?? new Dictionary<string, object?>()).Select(argument => $"{argument.Key}={argument.Value ?? "null"}"))}){(call.Exception is null ? "" : " wrong")}",
        FunctionResultContent result => $"result: {result.Result}",
        _ => content.GetType().Name,
    };

    public static HarmonyChatClient Client(this Harmony.Engines.ITokenEngine engine, HarmonyChatClientOptions? options = null) => new(engine, options);
}
