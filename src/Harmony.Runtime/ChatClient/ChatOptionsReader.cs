using System.Globalization;
using System.Text.Json;
using Harmony.Chat;
using Harmony.Constraints;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Turns;
using Microsoft.Extensions.AI;

namespace Harmony.ChatClient;

/// <summary>Reads a request of the abstractions into a <see cref="TurnRequest"/>.</summary>
internal sealed class ChatOptionsReader(HarmonyChatClient client, HarmonyChatClientOptions defaults)
{
    private static readonly ChatOptions NoOptions = new();

    private static readonly MemberNames Names = new()
    {
        ToolChoice = "ChatOptions.ToolMode",
        ResponseFormat = "ChatOptions.ResponseFormat",
        Stop = "ChatOptions.StopSequences",
        FrequencyPenalty = "ChatOptions.FrequencyPenalty",
        PresencePenalty = "ChatOptions.PresencePenalty",
        RepetitionPenalty = "SamplingOptions.RepetitionPenalty (set it with ChatOptions.RawRepresentationFactory)",
        ReasoningBudget = $"ChatOptions.AdditionalProperties[\"{HarmonyChatClient.ReasoningBudgetProperty}\"]",
    };

    /// <summary>Reads a request.</summary>
    /// <exception cref="EngineException">The request asks for something that is not supported.</exception>
    public TurnRequest Read(IReadOnlyList<ChatMessage> messages, ChatOptions? chatOptions)
    {
        ChatOptions options = chatOptions ?? NoOptions;
        RefuseUnsupported(options);
        ToolDeclarations tools = ToolDeclarations.Read(options.ToolMode is NoneChatToolMode ? null : options.Tools);
        ChatSettings settings = ReadSettings(options);
        SystemContent system = defaults.System with { ReasoningEffort = ReadEffort(options.Reasoning?.Effort) ?? defaults.System.ReasoningEffort };
        ResponseFormat? formatInPrompt = ReferenceEquals(settings.ResponseFormat, ChatSettings.AnyJsonObject) ? null : settings.ResponseFormat;
        Conversation conversation = new ConversationBuilder(tools, defaults.Rendering.KeepAnalysis).Build(system, options.Instructions, formatInPrompt, messages);
        return TurnRequest.Create(conversation, settings, options.RawRepresentationFactory?.Invoke(client) as GenerationRequest, Names);
    }

    /// <summary>Refuses what has no place in <see cref="ChatSettings"/>.</summary>
    private static void RefuseUnsupported(ChatOptions options)
    {
        if (options.ConversationId is not null)
        {
            throw Unsupported("ChatOptions.ConversationId", "conversations are not stored. Send all messages each time");
        }

#pragma warning disable MEAI001 // Experimental members, read only to refuse them.
        if (options.AllowBackgroundResponses is true || options.ContinuationToken is not null)
#pragma warning restore MEAI001
        {
            throw Unsupported("A response in the background", "a response is generated while the caller waits for it");
        }
    }

    private ChatSettings ReadSettings(ChatOptions options) => new()
    {
        MaxTokens = options.MaxOutputTokens,
        Temperature = options.Temperature,
        TopP = options.TopP,
        TopK = options.TopK,
        FrequencyPenalty = options.FrequencyPenalty,
        PresencePenalty = options.PresencePenalty,
        Seed = options.Seed,
        Stop = [.. options.StopSequences ?? []],
        ToolChoice = options.ToolMode switch
        {
            RequiredChatToolMode => ToolChoice.Required,
            NoneChatToolMode => ToolChoice.None,
            _ => ToolChoice.Auto,
        },
        ToolName = (options.ToolMode as RequiredChatToolMode)?.RequiredFunctionName,
        ParallelToolCalls = options.AllowMultipleToolCalls,
        ResponseFormat = ReadFormat(options.ResponseFormat),
        ReasoningBudget = ReadBudget(options) ?? defaults.ReasoningBudget,
    };

    private static ResponseFormat? ReadFormat(ChatResponseFormat? format) => format switch
    {
        null or ChatResponseFormatText => null,
        ChatResponseFormatJson { Schema: { } schema } json =>
            new ResponseFormat(json.SchemaName is { Length: > 0 } name ? name : ChatSettings.AnyJsonObject.Name, schema.GetRawText(), json.SchemaDescription),
        ChatResponseFormatJson => ChatSettings.AnyJsonObject,
        _ => throw Unsupported($"A {format.GetType().Name}", "an answer is text or JSON"),
    };

    private static ReasoningLevel? ReadEffort(ReasoningEffort? effort) => effort switch
    {
        null => null,
        ReasoningEffort.None or ReasoningEffort.Low => ReasoningLevel.Low,
        ReasoningEffort.Medium => ReasoningLevel.Medium,
        ReasoningEffort.High or ReasoningEffort.ExtraHigh => ReasoningLevel.High,
        _ => throw Unsupported($"The reasoning effort {effort}", "use None, Low, Medium, High or ExtraHigh"),
    };

    private static int? ReadBudget(ChatOptions options)
    {
        object? value = null;
        if (options.AdditionalProperties?.TryGetValue(HarmonyChatClient.ReasoningBudgetProperty, out value) is not true || value is null)
        {
            return null;
        }

        int? budget = value switch
        {
            int number => number,
            long number and >= 0 and <= int.MaxValue => (int)number,
            JsonElement { ValueKind: JsonValueKind.Number } element when element.TryGetInt32(out int number) => number,
            _ => null,
        };
        return budget >= 0
            ? budget
            : throw new EngineException(EngineError.BadRequest, string.Create(CultureInfo.InvariantCulture, $"{Names.ReasoningBudget} is {value}: give a whole number of tokens, at least 0."));
    }

    private static EngineException Unsupported(string what, string instead) => new(EngineError.Unsupported, $"{what} is not supported: {instead}.");
}
