using System.Runtime.CompilerServices;
using Harmony.Buffers;
using Harmony.Engines;
using Harmony.Rendering;
using Microsoft.Extensions.AI;

namespace Harmony.ChatClient;

/// <summary>
/// GPT-OSS behind Microsoft.Extensions.AI: chat messages in, text, reasoning and calls of functions out, over any engine.
/// </summary>
/// <remarks>
/// <para>Analysis is <see cref="TextReasoningContent"/>, the answer and a preamble are <see cref="TextContent"/>
/// (several of them are parted by a blank line), calls are <see cref="FunctionCallContent"/>, given when they are whole. The
/// <see cref="AIContent.RawRepresentation"/> of a content that is one message of the model's is that
/// <see cref="Conversations.Message"/>, with its ids: given back unchanged, it is rendered as these. What a model writes wrongly
/// never throws: it is repaired, and arguments that are no JSON object are told by <see cref="FunctionCallContent.Exception"/>. A
/// call that a maximum cut off is left out: it must not be made.</para>
/// <para>Of <see cref="ChatOptions"/>: <see cref="ChatOptions.StopSequences"/> are looked for in the answer, not in reasoning,
/// preambles and arguments; <see cref="ChatOptions.ModelId"/> is not looked at, since an engine has one model; a
/// <see cref="GenerationRequest"/> from <see cref="ChatOptions.RawRepresentationFactory"/> gives what the options have no word
/// for (its prompt is not looked at). What cannot be done is refused with an <see cref="EngineException"/> before anything is
/// generated.</para>
/// <para>Safe to use from any number of threads. The engine stays its owner's: disposing of the client gives back only what the
/// client holds.</para>
/// </remarks>
public sealed class HarmonyChatClient : IChatClient
{
    /// <summary>The name in <see cref="ChatOptions.AdditionalProperties"/> under which a request says its own
    /// <see cref="HarmonyChatClientOptions.ReasoningBudget"/>, a whole number.</summary>
    public const string ReasoningBudgetProperty = "reasoning_budget";

    private const string ProviderName = "harmony";

    private readonly HarmonyChatClientOptions _options;
    private readonly ChatClientMetadata _metadata;
    private readonly MessageHeaders _headers;
    private readonly PromptStore _prompts;

    /// <param name="engine">The engine, which the client does not dispose of.</param>
    /// <param name="options">What is added to every request; <see cref="HarmonyChatClientOptions.Default"/> if null.</param>
    public HarmonyChatClient(ITokenEngine engine, HarmonyChatClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
        _options = options ?? HarmonyChatClientOptions.Default;
        _metadata = new ChatClientMetadata(ProviderName, AddressOf(engine.Description.Provider), engine.Description.Model);
        _headers = new MessageHeaders(_options.Rendering);
        _prompts = new PromptStore(_options.Rendering);
    }

    /// <summary>What generates.</summary>
    internal ITokenEngine Engine { get; }

    /// <inheritdoc/>
    /// <exception cref="EngineException">The request asks for something that cannot be done, or the engine failed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of the options is none that an engine can take.</exception>
    /// <exception cref="HarmonyFormatException">A message has no form in the format.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using ChatTurn turn = Begin(messages, options, streams: false);
        var message = new ChatMessage { Role = ChatRole.Assistant, MessageId = NewId(), CreatedAt = DateTimeOffset.UtcNow };
        await foreach (AIContent[] contents in turn.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (AIContent content in contents)
            {
                message.Contents.Add(content);
            }
        }

        return new ChatResponse(message)
        {
            ResponseId = NewId(),
            ModelId = Engine.Description.Model,
            CreatedAt = message.CreatedAt,
            FinishReason = turn.FinishReason,
            Usage = turn.Usage,
        };
    }

    /// <inheritdoc/>
    /// <exception cref="EngineException">The request asks for something that cannot be done, or the engine failed: what it gave
    /// before was given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of the options is none that an engine can take.</exception>
    /// <exception cref="HarmonyFormatException">A message has no form in the format.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using ChatTurn turn = Begin(messages, options, streams: true);
        string responseId = NewId();
        string messageId = NewId();
        DateTimeOffset createdAt = DateTimeOffset.UtcNow;
        await foreach (AIContent[] contents in turn.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return Update(contents);
        }

        ChatResponseUpdate last = Update([new UsageContent(turn.Usage)]);
        last.FinishReason = turn.FinishReason;
        yield return last;

        ChatResponseUpdate Update(AIContent[] contents) => new(ChatRole.Assistant, [.. contents])
        {
            ResponseId = responseId,
            MessageId = messageId,
            ModelId = Engine.Description.Model,
            CreatedAt = createdAt,
        };
    }

    /// <summary>Gives what stands behind the client.</summary>
    /// <param name="serviceType"><see cref="ChatClientMetadata"/>, <see cref="ITokenEngine"/> or a type that the engine is, or a
    /// type that the client is.</param>
    /// <param name="serviceKey">Null: there are no keyed ones.</param>
    /// <returns>The object, or null.</returns>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(Engine) ? Engine
            : null;
    }

    /// <summary>Gives back the memory of prompts. The engine goes on.</summary>
    public void Dispose() => _prompts.Dispose();

    private ChatTurn Begin(IEnumerable<ChatMessage> messages, ChatOptions? options, bool streams)
    {
        ArgumentNullException.ThrowIfNull(messages);
        TurnRequest request = TurnRequest.Read(messages as IReadOnlyList<ChatMessage> ?? [.. messages], options, this, _options, _headers);
        var prompt = new TokenBuffer();
        try
        {
            _prompts.Render(request.Conversation, prompt);
            return new ChatTurn(Engine, request, prompt, streams);
        }
        catch
        {
            prompt.Dispose();
            throw;
        }
    }

    /// <summary>A server's address. Of several, none is the one.</summary>
    private static Uri? AddressOf(string provider) =>
        !provider.Contains(", ", StringComparison.Ordinal) && Uri.TryCreate(provider, UriKind.Absolute, out Uri? address) ? address : null;

    private static string NewId() => Guid.NewGuid().ToString("N");
}
