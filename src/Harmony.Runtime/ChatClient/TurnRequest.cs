using System.Globalization;
using System.Text.Json;
using Harmony.Chat;
using Harmony.Conversations;
using Harmony.Engines;
using Microsoft.Extensions.AI;

namespace Harmony.ChatClient;

/// <summary>A request of the abstractions, checked and in the runtime's own terms.</summary>
internal sealed record TurnRequest
{
    private static readonly ChatOptions NoOptions = new();

    /// <summary>What was said so far.</summary>
    public required Conversation Conversation { get; init; }

    /// <summary>How the engine is asked, apart from the prompt and the constraint.</summary>
    public required GenerationRequest Generation { get; init; }

    /// <summary>What the turn is made to be.</summary>
    public required AnswerForm Form { get; init; }

    /// <summary>What is left to do when the reasoning was ended; null without a budget.</summary>
    public AnswerForm? FormAfterReasoning { get; init; }

    /// <summary>How many ids of reasoning there may be.</summary>
    public int? ReasoningBudget { get; init; }

    /// <summary>Whether the response has the reasoning.</summary>
    public bool ShowsReasoning { get; init; }

    /// <summary>Whether a turn may have more calls than one.</summary>
    public bool AllowsSeveralCalls { get; init; }

    /// <summary>The texts that end the answer.</summary>
    public required StopSequences StopSequences { get; init; }

    /// <summary>Reads a request.</summary>
    /// <exception cref="EngineException">It asks for something that cannot be done.</exception>
    public static TurnRequest Read(IReadOnlyList<ChatMessage> messages, ChatOptions? chatOptions, HarmonyChatClient client, HarmonyChatClientOptions clientOptions, MessageHeaders headers)
    {
        ChatOptions options = chatOptions ?? NoOptions;
        EngineDescription engine = client.Engine.Description;
        RefuseUnknown(options);
        bool forbidsTools = options.ToolMode is NoneChatToolMode;
        ToolDeclarations tools = ToolDeclarations.Read(forbidsTools ? null : options.Tools);
        ResponseFormat? format = ReadFormat(options.ResponseFormat, out bool isInPrompt);
        AnswerDemand demand = ReadDemand(options.ToolMode, tools, format);
        int? budget = ReadBudget(options) ?? clientOptions.ReasoningBudget;
        GenerationRequest generation = ReadGeneration(options, client);
        AnswerForm form = AnswerForm.Of(demand, headers, engine);
        if (generation.Constraint is not null && (form != AnswerForm.Free || budget is not null))
        {
            throw new EngineException(
                EngineError.BadRequest,
                "The raw request has a Constraint of its own, for one generation, and the options ask for a form of the answer, for a call or for a budget for reasoning, which need theirs: leave one of them out.");
        }

        SystemContent system = clientOptions.System with { ReasoningEffort = ReadEffort(options.Reasoning?.Effort) ?? clientOptions.System.ReasoningEffort };
        return new TurnRequest
        {
            Conversation = new ConversationBuilder(tools, clientOptions.Rendering.KeepAnalysis).Build(system, options.Instructions, isInPrompt ? format : null, messages),
            Generation = generation,
            Form = form,
            FormAfterReasoning = budget is null ? null : AnswerForm.AfterReasoning(demand, headers, engine),
            ReasoningBudget = budget,
            ShowsReasoning = options.Reasoning?.Output is not ReasoningOutput.None,
            AllowsSeveralCalls = options.AllowMultipleToolCalls is not false,
            StopSequences = new StopSequences(options.StopSequences),
        };
    }

    /// <summary>What no engine behind the seam can do is refused, not passed over.</summary>
    private static void RefuseUnknown(ChatOptions options)
    {
        if (options.ConversationId is not null)
        {
            throw Unsupported("ConversationId", "no conversations are kept: give all messages each time");
        }

        if (options.FrequencyPenalty is not (null or 0) || options.PresencePenalty is not (null or 0))
        {
            throw Unsupported("FrequencyPenalty and PresencePenalty", "engines have SamplingOptions.RepetitionPenalty: give it by RawRepresentationFactory");
        }

#pragma warning disable MEAI001 // Said to be experimental: read only so as to refuse it.
        if (options.AllowBackgroundResponses is true || options.ContinuationToken is not null)
#pragma warning restore MEAI001
        {
            throw Unsupported("A response in the background", "a response is given as long as it is waited for");
        }
    }

    private static GenerationRequest ReadGeneration(ChatOptions options, HarmonyChatClient client)
    {
        object? raw = options.RawRepresentationFactory?.Invoke(client);
        GenerationRequest request = raw as GenerationRequest ?? new GenerationRequest(default);
        SamplingOptions sampling = request.Sampling;
        return request with
        {
            MaxTokens = options.MaxOutputTokens ?? request.MaxTokens,
            Sampling = sampling with
            {
                Temperature = options.Temperature ?? sampling.Temperature,
                TopP = options.TopP ?? sampling.TopP,
                TopK = options.TopK ?? sampling.TopK,

                // Engines take seeds of 31 bits.
                Seed = options.Seed is { } seed ? (int)(seed & int.MaxValue) : sampling.Seed,
            },
        };
    }

    private static AnswerDemand ReadDemand(ChatToolMode? mode, ToolDeclarations tools, ResponseFormat? format)
    {
        if (mode is not RequiredChatToolMode required)
        {
            return new AnswerDemand(RequiresCall: false, tools.Namespaces, format);
        }

        if (tools.Namespaces.Count == 0)
        {
            throw new EngineException(EngineError.BadRequest, "A call is required (ChatOptions.ToolMode), and there are no tools.");
        }

        if (required.RequiredFunctionName is not { } name)
        {
            return new AnswerDemand(RequiresCall: true, tools.Namespaces, format);
        }

        ToolNamespace tool = ToolName.Find(tools.Namespaces, name)
            ?? throw new EngineException(EngineError.BadRequest, $"A call of '{name}' is required (ChatOptions.ToolMode), and there is no tool of that name.");
        return new AnswerDemand(RequiresCall: true, [tool], format);
    }

    /// <param name="format">The form that is asked for.</param>
    /// <param name="isInPrompt">Whether the prompt says it: it says schemas. That an answer is to be JSON, it does not.</param>
    private static ResponseFormat? ReadFormat(ChatResponseFormat? format, out bool isInPrompt)
    {
        isInPrompt = format is ChatResponseFormatJson { Schema: not null };
        return format switch
        {
            null or ChatResponseFormatText => null,
            ChatResponseFormatJson { Schema: { } schema } json =>
                new ResponseFormat(json.SchemaName is { Length: > 0 } name ? name : "answer", schema.GetRawText(), json.SchemaDescription),
            ChatResponseFormatJson => new ResponseFormat("answer", """{"type":"object"}"""),
            _ => throw Unsupported($"A {format.GetType().Name}", "an answer is text or JSON"),
        };
    }

    private static ReasoningLevel? ReadEffort(ReasoningEffort? effort) => effort switch
    {
        null => null,
        ReasoningEffort.None or ReasoningEffort.Low => ReasoningLevel.Low,
        ReasoningEffort.Medium => ReasoningLevel.Medium,
        ReasoningEffort.High or ReasoningEffort.ExtraHigh => ReasoningLevel.High,
        _ => throw Unsupported($"The reasoning effort {effort}", "None, Low, Medium, High and ExtraHigh are"),
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
            : throw new EngineException(
                EngineError.BadRequest,
                string.Create(CultureInfo.InvariantCulture, $"AdditionalProperties[\"{HarmonyChatClient.ReasoningBudgetProperty}\"] is {value}: give a whole number of ids, 0 or more."));
    }

    private static EngineException Unsupported(string what, string instead) =>
        new(EngineError.Unsupported, $"{what} is not to be had: {instead}.");
}
