using System.Text.Json;
using Harmony.Chat;
using Harmony.Constraints;
using Harmony.Conversations;

namespace Harmony.Cli.Generation;

/// <summary>The settings of a chat request, besides its conversation.</summary>
internal sealed class RequestSettings
{
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly JsonElement _request;
    private readonly string _name;
    private readonly Conversation _conversation;

    /// <param name="json">A request that was read as a conversation already.</param>
    /// <param name="name">Its name in errors.</param>
    /// <param name="conversation">The conversation.</param>
    public RequestSettings(byte[] json, string name, Conversation conversation)
    {
        _conversation = conversation;
        using JsonDocument document = JsonDocument.Parse(json, AnyDepth);
        _request = document.RootElement.Clone();
        _name = name;
    }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InputException">A member has the wrong form.</exception>
    public ChatSettings Read()
    {
        (ToolChoice choice, string? tool) = ReadToolChoice();
        return new ChatSettings
        {
            MaxTokens = Whole("max_completion_tokens") ?? Whole("max_tokens"),
            Temperature = Number("temperature"),
            TopP = Number("top_p"),
            TopK = Whole("top_k"),
            MinP = Number("min_p"),
            RepetitionPenalty = Number("repetition_penalty"),
            FrequencyPenalty = Number("frequency_penalty"),
            PresencePenalty = Number("presence_penalty"),
            Seed = Whole("seed"),
            Stop = Stop(),
            ToolChoice = choice,
            ToolName = tool,
            ParallelToolCalls = Member("parallel_tool_calls") is { ValueKind: JsonValueKind.False } ? false : null,
            ResponseFormat = ReadFormat(),
            Choices = Whole("n"),
            LogitBias = LogitBias(),
            LogProbs = Member("logprobs") is { ValueKind: not JsonValueKind.False },
        };
    }

    private string[] Stop() => Member("stop") switch
    {
        null => [],
        { ValueKind: JsonValueKind.String } text => [Text("stop", text.GetString)!],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? Text("stop", item.GetString)! : throw WrongForm("stop", "texts"))],
        _ => throw WrongForm("stop", "texts"),
    };

    private ResponseFormat? ReadFormat() =>
        Member("response_format") is { ValueKind: JsonValueKind.Object } format && format.TryGetProperty("type"u8, out JsonElement type) && type.ValueEquals("json_object"u8)
            ? ChatSettings.AnyJsonObject
            : _conversation.SelectMany(static message => message.Content).OfType<DeveloperContent>().Select(static content => content.ResponseFormat).FirstOrDefault(static format => format is not null);

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

    /// <summary>Whether a tool has to be called, and which, if it is one.</summary>
    private (ToolChoice Choice, string? Tool) ReadToolChoice() => Member("tool_choice") switch
    {
        null => (ToolChoice.Auto, null),
        { ValueKind: JsonValueKind.String } word => word.GetString() switch
        {
            "required" => (ToolChoice.Required, null),
            "auto" => (ToolChoice.Auto, null),
            "none" => (ToolChoice.None, null),
            _ => throw WrongForm("tool_choice", "'none', 'auto', 'required' or a function"),
        },
        { ValueKind: JsonValueKind.Object } named when named.TryGetProperty("function"u8, out JsonElement function)
            && function.ValueKind == JsonValueKind.Object && function.TryGetProperty("name"u8, out JsonElement name) && name.ValueKind == JsonValueKind.String =>
            (ToolChoice.Required, Text("tool_choice", name.GetString)),
        _ => throw WrongForm("tool_choice", "'none', 'auto', 'required' or a function"),
    };

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
