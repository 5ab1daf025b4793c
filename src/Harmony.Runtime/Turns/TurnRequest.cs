using Harmony.Chat;
using Harmony.Constraints;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Parsing;

namespace Harmony.Turns;

/// <summary>A request for one turn of the assistant.</summary>
public sealed record TurnRequest
{
    /// <param name="conversation">The conversation so far.</param>
    public TurnRequest(Conversation conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        Conversation = conversation;
    }

    /// <summary>The conversation that the turn continues.</summary>
    public Conversation Conversation { get; }

    /// <summary>The request to the engine: sampling, the maximum number of tokens, biases, the session key, and a constraint of the
    /// caller's own. Its prompt is ignored.</summary>
    public GenerationRequest Generation { get; init; } = new(default);

    /// <summary>The tools that the model may call. <see cref="Create"/> takes them from the conversation.</summary>
    public IReadOnlyList<ToolNamespace> Tools { get; init => field = value ?? throw new ArgumentNullException(nameof(Tools)); } = [];

    /// <summary>Whether one of <see cref="Tools"/> has to be called.</summary>
    public bool RequiresCall { get; init; }

    /// <summary>The form of the answer; null for free text.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>The texts that end the answer.</summary>
    public StopSequences StopSequences { get; init => field = value ?? throw new ArgumentNullException(nameof(StopSequences)); } = StopSequences.None;

    /// <summary>The maximum number of reasoning tokens, or null for no maximum. Reasoning that would exceed it is ended, and the model
    /// is made to answer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int? ReasoningBudget
    {
        get;
        init => field = value is < 0 ? throw new ArgumentOutOfRangeException(nameof(ReasoningBudget), value, "A budget has to be at least 0.") : value;
    }

    /// <summary>Whether the turn may have more than one call.</summary>
    public bool AllowsSeveralCalls { get; init; } = true;

    /// <summary>The names of members in errors.</summary>
    public MemberNames Names { get; init; } = MemberNames.ChatCompletions;

    /// <summary>Creates the request for a chat request's conversation and settings.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="settings">The settings. Members that do not concern one turn (the model, streaming) are ignored.</param>
    /// <param name="generation">Values for members that the settings do not set, or null.</param>
    /// <param name="names">The names of members in errors; by default those of chat completions.</param>
    /// <exception cref="EngineException">No engine supports a setting, or the settings contradict each other: the message names the
    /// member.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public static TurnRequest Create(Conversation conversation, ChatSettings settings, GenerationRequest? generation = null, MemberNames? names = null)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        ArgumentNullException.ThrowIfNull(settings);
        names ??= MemberNames.ChatCompletions;
        RefuseUnsupported(settings, names);
        IReadOnlyList<ToolNamespace> declared = ToolsOf(conversation);
        bool requiresCall = settings.ToolChoice == ToolChoice.Required;
        return new TurnRequest(conversation)
        {
            Generation = ReadGeneration(settings, generation ?? new GenerationRequest(default)),
            Tools = requiresCall ? RequiredTools(declared, settings.ToolName, names) : settings.ToolChoice == ToolChoice.None ? [] : declared,
            RequiresCall = requiresCall,
            ResponseFormat = settings.ResponseFormat,
            StopSequences = ReadStop(settings.Stop, names),
            ReasoningBudget = settings.ReasoningBudget,
            AllowsSeveralCalls = settings.ParallelToolCalls is not false,
            Names = names,
        };
    }

    private static void RefuseUnsupported(ChatSettings settings, MemberNames names)
    {
        string penalty = $"engines support {names.RepetitionPenalty}";
        RefuseIf(settings.FrequencyPenalty is not (null or 0), names.FrequencyPenalty, penalty);
        RefuseIf(settings.PresencePenalty is not (null or 0), names.PresencePenalty, penalty);
        RefuseIf(settings.Choices is not (null or 1), names.Choices, "a turn is one answer");
        RefuseIf(settings.LogProbs || settings.TopLogProbs is > 0, names.LogProbs, "engines return token ids only");
    }

    private static void RefuseIf(bool isAsked, string member, string instead)
    {
        if (isAsked)
        {
            throw new EngineException(EngineError.Unsupported, $"{member} is not supported: {instead}. Remove it from the request.");
        }
    }

    private static GenerationRequest ReadGeneration(ChatSettings settings, GenerationRequest generation)
    {
        SamplingOptions sampling = generation.Sampling;
        return generation with
        {
            MaxTokens = settings.MaxTokens ?? generation.MaxTokens,
            LogitBias = settings.LogitBias ?? generation.LogitBias,
            SessionKey = settings.PromptCacheKey ?? generation.SessionKey,
            Sampling = sampling with
            {
                Temperature = settings.Temperature ?? sampling.Temperature,
                TopP = settings.TopP ?? sampling.TopP,
                TopK = settings.TopK ?? sampling.TopK,
                MinP = settings.MinP ?? sampling.MinP,
                RepetitionPenalty = settings.RepetitionPenalty ?? sampling.RepetitionPenalty,

                // Engines accept seeds of 31 bits.
                Seed = settings.Seed is { } seed ? (int)(seed & int.MaxValue) : sampling.Seed,
            },
        };
    }

    private static IReadOnlyList<ToolNamespace> RequiredTools(IReadOnlyList<ToolNamespace> declared, string? name, MemberNames names)
    {
        if (declared.Count == 0)
        {
            throw new EngineException(EngineError.BadRequest, $"{names.ToolChoice}: a call is required, but there are no tools.");
        }

        return name is null ? declared
            : ToolName.Find(declared, name) is { } found ? [found]
            : throw new EngineException(EngineError.BadRequest, $"{names.ToolChoice}: a call of '{name}' is required, but there is no tool of that name.");
    }

    private static StopSequences ReadStop(IReadOnlyList<string?> stop, MemberNames names)
    {
        for (int i = 0; i < stop.Count; i++)
        {
            if (stop[i] is null)
            {
                throw new EngineException(EngineError.BadRequest, $"{names.Stop}[{i}] is null: give a text, or remove it.");
            }
        }

        return stop.Count == 0 ? StopSequences.None : new StopSequences(stop!);
    }

    private static List<ToolNamespace> ToolsOf(Conversation conversation)
    {
        var tools = new List<ToolNamespace>();
        foreach (Message message in conversation)
        {
            foreach (MessageContent content in message.Content)
            {
                if (content is DeveloperContent developer)
                {
                    tools.AddRange(developer.Tools);
                }
            }
        }

        return tools;
    }
}
