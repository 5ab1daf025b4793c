using System.Runtime.CompilerServices;
using Harmony.Engines;
using Harmony.Parsing;
using Harmony.Rendering;
using Harmony.Turns;
using Microsoft.Extensions.AI;

namespace Harmony.ChatClient;

/// <summary>
/// A chat client of Microsoft.Extensions.AI for GPT-OSS, over any engine: it takes chat messages and returns text, reasoning and
/// calls of functions.
/// </summary>
/// <remarks>
/// <para>It is an adapter over <see cref="TurnRunner"/>. Reasoning becomes <see cref="TextReasoningContent"/>, the answer and
/// preambles become <see cref="TextContent"/> (several are separated by a blank line), and complete calls become
/// <see cref="FunctionCallContent"/>. A content that is one message of the model has that
/// <see cref="Conversations.Message"/>, with its ids, as its <see cref="AIContent.RawRepresentation"/>: sent back unchanged, it is
/// rendered as these ids. Malformed output never throws: it is repaired, and <see cref="FunctionCallContent.Exception"/> reports
/// arguments that are not a JSON object. A call that was cut off is left out: it must not be made.</para>
/// <para><see cref="ChatOptions.StopSequences"/> are looked for in the answer, not in reasoning, preambles and arguments.
/// <see cref="ChatOptions.ModelId"/> is ignored, since an engine has one model. A <see cref="GenerationRequest"/> from
/// <see cref="ChatOptions.RawRepresentationFactory"/> sets what the options have no member for; its prompt is ignored. A request
/// that is not supported is refused with an <see cref="EngineException"/> before anything is generated.</para>
/// <para>Safe to use from any number of threads. The client does not own the engine: disposing of the client releases only the
/// client's memory.</para>
/// </remarks>
public sealed class HarmonyChatClient : IChatClient
{
    /// <summary>The key in <see cref="ChatOptions.AdditionalProperties"/> that overrides
    /// <see cref="HarmonyChatClientOptions.ReasoningBudget"/> for one request: a whole number of tokens.</summary>
    public const string ReasoningBudgetProperty = "reasoning_budget";

    private const string ProviderName = "harmony";

    private readonly ChatClientMetadata _metadata;
    private readonly ChatOptionsReader _options;
    private readonly TurnRunner _runner;

    /// <param name="engine">The engine, which the client does not dispose of.</param>
    /// <param name="options">The defaults of every request; null for <see cref="HarmonyChatClientOptions.Default"/>.</param>
    public HarmonyChatClient(ITokenEngine engine, HarmonyChatClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        options ??= HarmonyChatClientOptions.Default;
        _metadata = new ChatClientMetadata(ProviderName, AddressOf(engine.Description.Provider), engine.Description.Model);
        _options = new ChatOptionsReader(this, options);
        _runner = new TurnRunner(engine, options.Rendering);
    }

    private ITokenEngine Engine => _runner.Engine;

    /// <inheritdoc/>
    /// <exception cref="EngineException">The request is not supported, or the engine failed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number in the options is out of range.</exception>
    /// <exception cref="HarmonyFormatException">A message cannot be expressed in the format.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Turn turn = Start(messages, options);
        await using (turn.ConfigureAwait(false))
        {
            var contents = new ContentBuilder(streams: false, ShowsReasoning(options));
            while (await turn.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                AddEvents(turn, contents);
            }

            ThrowIfInterrupted(turn, cancellationToken);
            var message = new ChatMessage(ChatRole.Assistant, [.. contents.TakeContents()]) { MessageId = NewId(), CreatedAt = DateTimeOffset.UtcNow };
            return new ChatResponse(message)
            {
                ResponseId = NewId(),
                ModelId = Engine.Description.Model,
                CreatedAt = message.CreatedAt,
                FinishReason = FinishReasonOf(turn),
                Usage = UsageOf(turn),
            };
        }
    }

    /// <inheritdoc/>
    /// <exception cref="EngineException">The request is not supported, or the engine failed: all updates before were given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number in the options is out of range.</exception>
    /// <exception cref="HarmonyFormatException">A message cannot be expressed in the format.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string responseId = NewId();
        string messageId = NewId();
        DateTimeOffset createdAt = DateTimeOffset.UtcNow;
        Turn turn = Start(messages, options);
        await using (turn.ConfigureAwait(false))
        {
            var contents = new ContentBuilder(streams: true, ShowsReasoning(options));
            while (await turn.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                AddEvents(turn, contents);
                if (contents.TakeContents() is { Length: > 0 } taken)
                {
                    yield return Update(taken);
                }
            }

            ThrowIfInterrupted(turn, cancellationToken);
            ChatResponseUpdate last = Update([new UsageContent(UsageOf(turn))]);
            last.FinishReason = FinishReasonOf(turn);
            yield return last;
        }

        ChatResponseUpdate Update(AIContent[] contents) => new(ChatRole.Assistant, [.. contents])
        {
            ResponseId = responseId,
            MessageId = messageId,
            ModelId = Engine.Description.Model,
            CreatedAt = createdAt,
        };
    }

    /// <summary>Gets an object that the client provides.</summary>
    /// <param name="serviceType"><see cref="ChatClientMetadata"/>, <see cref="ITokenEngine"/> or another type of the engine, or a type
    /// of the client.</param>
    /// <param name="serviceKey">Null: the client provides no keyed services.</param>
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

    /// <summary>Releases the remembered prompts. The engine is not disposed of.</summary>
    public void Dispose() => _runner.Dispose();

    private Turn Start(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return _runner.Start(_options.Read(messages as IReadOnlyList<ChatMessage> ?? [.. messages], options));
    }

    private static bool ShowsReasoning(ChatOptions? options) => options?.Reasoning?.Output is not ReasoningOutput.None;

    private static void AddEvents(Turn turn, ContentBuilder contents)
    {
        while (turn.TryNext(out TurnEvent next))
        {
            contents.Add(next);
        }
    }

    private static void ThrowIfInterrupted(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.IsInterrupted)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private static ChatFinishReason FinishReasonOf(Turn turn) => turn.FinishReason switch
    {
        TurnFinishReason.Length => ChatFinishReason.Length,
        TurnFinishReason.ToolCalls => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };

    private static UsageDetails UsageOf(Turn turn)
    {
        TurnUsage usage = turn.Usage;
        return new UsageDetails
        {
            InputTokenCount = usage.PromptTokens,
            OutputTokenCount = usage.GeneratedTokens,
            TotalTokenCount = usage.PromptTokens + usage.GeneratedTokens,
            CachedInputTokenCount = usage.CachedTokens,
            ReasoningTokenCount = usage.ReasoningTokens,
        };
    }

    /// <summary>The server's address, or null if there is more than one replica.</summary>
    private static Uri? AddressOf(string provider) =>
        !provider.Contains(", ", StringComparison.Ordinal) && Uri.TryCreate(provider, UriKind.Absolute, out Uri? address) ? address : null;

    private static string NewId() => Guid.NewGuid().ToString("N");
}
