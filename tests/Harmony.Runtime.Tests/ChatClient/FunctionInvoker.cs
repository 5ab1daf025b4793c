using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Harmony.Runtime.Tests.ChatClient;

/// <summary>Calls the functions that the model calls, and asks it again with their results, until it answers: what
/// FunctionInvokingChatClient does, in little.</summary>
internal sealed class FunctionInvoker(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> history = [.. messages];
        List<ChatMessage> all = [];
        while (true)
        {
            ChatResponse response = await base.GetResponseAsync(history, options, cancellationToken);
            all.AddRange(response.Messages);
            history.AddRange(response.Messages);
            if (await InvokeAsync(response.Messages, options, cancellationToken) is not { } results)
            {
                response.Messages = all;
                return response;
            }

            all.Add(results);
            history.Add(results);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> history = [.. messages];
        while (true)
        {
            List<ChatResponseUpdate> updates = [];
            await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(history, options, cancellationToken))
            {
                updates.Add(update);
                yield return update;
            }

            ChatResponse response = updates.ToChatResponse();
            history.AddRange(response.Messages);
            if (await InvokeAsync(response.Messages, options, cancellationToken) is not { } results)
            {
                yield break;
            }

            history.Add(results);
            yield return new ChatResponseUpdate(ChatRole.Tool, results.Contents) { MessageId = Guid.NewGuid().ToString("N") };
        }
    }

    private static async Task<ChatMessage?> InvokeAsync(IList<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        List<AIContent> results = [];
        foreach (FunctionCallContent call in messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>())
        {
            var function = (AIFunction)options!.Tools!.Single(tool => tool.Name == call.Name);
            results.Add(new FunctionResultContent(call.CallId, await function.InvokeAsync(new(call.Arguments), cancellationToken)));
        }

        return results.Count == 0 ? null : new ChatMessage(ChatRole.Tool, results);
    }
}
