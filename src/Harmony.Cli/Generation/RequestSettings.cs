using System.Text.Json;
using Harmony.Constraints;
using Harmony.Conversations;
using Harmony.Engines;

namespace Harmony.Cli.Generation;

/// <summary>What a chat request says of the generation, beside the conversation. What cannot be done is refused.</summary>
internal sealed class RequestSettings
{
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly JsonElement _request;
    private readonly string _name;

    /// <param name="json">A request that was read as a conversation already.</param>
    /// <param name="name">What it is called in errors.</param>
    public RequestSettings(byte[] json, string name)
    {
        using JsonDocument document = JsonDocument.Parse(json, AnyDepth);
        _request = document.RootElement.Clone();
        _name = name;
    }

    /// <summary>Puts it into a request to an engine.</summary>
    /// <exception cref="InputException">A member is of another form, or asks for what cannot be done.</exception>
    /// <exception cref="EngineException">The engine cannot keep to a form that is asked for.</exception>
    public GenerationRequest ApplyTo(GenerationRequest generation, Conversation conversation, EngineDescription engine)
    {
        RefuseOthers();
        try
        {
            return generation with
            {
                MaxTokens = Whole("max_completion_tokens") ?? Whole("max_tokens"),
                LogitBias = LogitBias(),
                Constraint = Constraint(conversation, engine),
                Sampling = generation.Sampling with
                {
                    Temperature = Number("temperature") ?? generation.Sampling.Temperature,
                    TopP = Number("top_p"),
                    TopK = Whole("top_k"),
                    MinP = Number("min_p"),
                    RepetitionPenalty = Number("repetition_penalty"),
                    Seed = Whole("seed"),
                },
            };
        }
        catch (ArgumentOutOfRangeException error)
        {
            // Without what .NET adds for programmers.
            throw new InputException($"{_name}: {error.Message.Split(" (Parameter")[0]}", error);
        }
    }

    private void RefuseOthers()
    {
        foreach (string member in (string[])["frequency_penalty", "presence_penalty"])
        {
            Refuse(member, Number(member) is not (null or 0), "engines have repetition_penalty");
        }

        Refuse("n", Whole("n") is not (null or 1), "one answer is generated");
        Refuse("stop", Member("stop") is { } stop && !(stop.ValueKind == JsonValueKind.Array && stop.GetArrayLength() == 0), "an answer ends where the model ends it");
        Refuse("logprobs", Member("logprobs") is { ValueKind: not JsonValueKind.False }, "engines give ids alone");
    }

    private void Refuse(string member, bool isAsked, string instead)
    {
        if (isAsked)
        {
            throw new InputException($"{_name}: {member} cannot be had here: {instead}. Leave it out.");
        }
    }

    private Dictionary<int, float>? LogitBias()
    {
        if (Member("logit_bias") is not { } biases)
        {
            return null;
        }

        var read = new Dictionary<int, float>();
        foreach (JsonProperty bias in biases.ValueKind == JsonValueKind.Object ? biases.EnumerateObject() : throw WrongForm("logit_bias", "an object"))
        {
            read[int.TryParse(Text("logit_bias", () => bias.Name), out int id) ? id : throw WrongForm("logit_bias", "an object whose names are ids")] =
                bias.Value.ValueKind == JsonValueKind.Number ? bias.Value.GetSingle() : throw WrongForm("logit_bias", "an object of numbers");
        }

        return read;
    }

    private GrammarConstraint? Constraint(Conversation conversation, EngineDescription engine)
    {
        (bool isRequired, string? function) = ToolChoice();
        bool hasSchema = conversation.Any(static message => message.Content.Any(static content => content is DeveloperContent { ResponseFormat: not null }));
        bool isJson = Member("response_format") is { ValueKind: JsonValueKind.Object } format && format.TryGetProperty("type"u8, out JsonElement type) && type.ValueEquals("json_object"u8);
        if (!isRequired && !hasSchema && !isJson)
        {
            return null;
        }

        if (isRequired && !ToolsOf(conversation).Any())
        {
            throw new InputException($"{_name}: tool_choice: a call is required, but there are no tools");
        }

        ToolChoice choice = isRequired ? Constraints.ToolChoice.Required : Constraints.ToolChoice.Auto;
        EngineGrammar grammar = function is not null ? new EngineGrammar([FindTool(conversation, function)], toolChoice: choice)
            : isJson && !isRequired ? new EngineGrammar([.. ToolsOf(conversation)], new ResponseFormat("answer", """{"type":"object"}"""), choice)
            : EngineGrammar.For(conversation, choice);
        return GrammarConstraint.For(grammar, engine);
    }

    /// <summary>Whether a tool has to be called, and which, if it is one.</summary>
    private (bool IsRequired, string? Function) ToolChoice() => Member("tool_choice") switch
    {
        null => (false, null),
        { ValueKind: JsonValueKind.String } word => word.GetString() switch
        {
            "required" => (true, null),
            "auto" or "none" => (false, null),
            _ => throw WrongForm("tool_choice", "'none', 'auto', 'required' or a function"),
        },
        { ValueKind: JsonValueKind.Object } named when named.TryGetProperty("function"u8, out JsonElement function)
            && function.ValueKind == JsonValueKind.Object && function.TryGetProperty("name"u8, out JsonElement name) && name.ValueKind == JsonValueKind.String =>
            (true, Text("tool_choice", name.GetString)),
        _ => throw WrongForm("tool_choice", "'none', 'auto', 'required' or a function"),
    };

    private ToolNamespace FindTool(Conversation conversation, string name)
    {
        foreach (ToolNamespace tools in ToolsOf(conversation))
        {
            if (tools.Tools.FirstOrDefault(tool => tool.Name == name) is { } found)
            {
                return tools with { Tools = [found] };
            }
        }

        throw new InputException($"{_name}: tool_choice: there is no tool named '{name}'");
    }

    private static IEnumerable<ToolNamespace> ToolsOf(Conversation conversation) =>
        conversation.SelectMany(static message => message.Content).OfType<DeveloperContent>().SelectMany(static content => content.Tools);

    /// <summary>JSON may escape half of a surrogate pair, which is no text.</summary>
    private string? Text(string member, Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw WrongForm(member, "text: half of a surrogate pair is none");
        }
    }

    private double? Number(string member) => Member(member) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        _ => throw WrongForm(member, "a number"),
    };

    private int? Whole(string member) => Member(member) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out int whole) => whole,
        _ => throw WrongForm(member, "a whole number"),
    };

    /// <summary>Null is as good as absent.</summary>
    private JsonElement? Member(string name) => _request.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null ? member : null;

    private InputException WrongForm(string member, string form) => new($"{_name}: {member} has to be {form}");
}
