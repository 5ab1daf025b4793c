using System.Globalization;
using System.Text.Json;

namespace Harmony.Chat;

/// <summary>Reads what a request says beside its conversation.</summary>
internal ref partial struct ChatRequestReader
{
    /// <summary>The most alternatives to a token that OpenAI's API gives.</summary>
    private const int MaxTopLogProbs = 20;

    private ChatSettings Settings
    {
        readonly get => _request.Settings;
        set => _request.Settings = value;
    }

    /// <summary>Reads a member that says how tokens are chosen.</summary>
    private bool ReadSamplingMember()
    {
        if (_fields.Is("temperature"u8))
        {
            Settings = Settings with { Temperature = Number(SamplingRange.Temperature) };
        }
        else if (_fields.Is("top_p"u8))
        {
            Settings = Settings with { TopP = Number(SamplingRange.Probability) };
        }
        else if (_fields.Is("top_k"u8))
        {
            // Servers read -1 and 0 as "all of them".
            Settings = Settings with { TopK = Whole(least: -1) is > 0 and { } number ? number : null };
        }
        else if (_fields.Is("min_p"u8))
        {
            Settings = Settings with { MinP = Number(SamplingRange.Probability, nothing: 0) };
        }
        else if (_fields.Is("repetition_penalty"u8))
        {
            Settings = Settings with { RepetitionPenalty = Number(SamplingRange.RepetitionPenalty) };
        }
        else if (_fields.Is("frequency_penalty"u8))
        {
            Settings = Settings with { FrequencyPenalty = Number(SamplingRange.Penalty) };
        }
        else if (_fields.Is("presence_penalty"u8))
        {
            Settings = Settings with { PresencePenalty = Number(SamplingRange.Penalty) };
        }
        else if (_fields.Is("seed"u8))
        {
            Settings = Settings with { Seed = _fields.ReadOptionalWhole(long.MinValue, long.MaxValue) };
        }
        else if (_fields.Is("logit_bias"u8))
        {
            Settings = Settings with { LogitBias = LogitBias() };
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Reads a member that says what the answer is like, and how it is given.</summary>
    private bool ReadAnswerMember()
    {
        if (_fields.Is("model"u8))
        {
            Settings = Settings with { Model = _fields.ReadOptionalString() };
        }
        else if (_fields.Is("stream"u8))
        {
            Settings = Settings with { Stream = _fields.ReadOptionalBoolean() ?? false };
        }
        else if (_fields.Is("stream_options"u8))
        {
            Settings = Settings with { IncludeUsage = IncludeUsage() };
        }
        else if (_fields.Is("max_completion_tokens"u8))
        {
            _request.MaxCompletionTokens = Whole(least: 1);
        }
        else if (_fields.Is("max_tokens"u8))
        {
            _request.MaxTokens = Whole(least: 1);
        }
        else if (_fields.Is("stop"u8))
        {
            Settings = Settings with { Stop = Stop() };
        }
        else if (_fields.Is("n"u8))
        {
            Settings = Settings with { Choices = Whole(least: 1) };
        }
        else if (_fields.Is("parallel_tool_calls"u8))
        {
            Settings = Settings with { ParallelToolCalls = _fields.ReadOptionalBoolean() };
        }
        else if (_fields.Is("logprobs"u8))
        {
            Settings = Settings with { LogProbs = _fields.ReadOptionalBoolean() ?? false };
        }
        else if (_fields.Is("top_logprobs"u8))
        {
            Settings = Settings with { TopLogProbs = (int?)_fields.ReadOptionalWhole(0, MaxTopLogProbs) };
        }
        else if (_fields.Is("prompt_cache_key"u8))
        {
            Settings = Settings with { PromptCacheKey = _fields.ReadOptionalString() };
        }
        else
        {
            return ReadReasoningMember();
        }

        return true;
    }

    /// <summary>Reads a member about reasoning, of which each server has its own.</summary>
    private bool ReadReasoningMember()
    {
        if (_fields.Is("reasoning"u8))
        {
            ReadReasoning();
        }
        else if (_fields.Is("include_reasoning"u8))
        {
            Settings = Settings with { IncludeReasoning = _fields.ReadOptionalBoolean() };
        }
        else if (_fields.Is("thinking_token_budget"u8))
        {
            Settings = Settings with { ReasoningBudget = Whole(least: 0) };
        }
        else if (_fields.Is("chat_template_kwargs"u8))
        {
            if (_fields.BeginOptionalMap("a template's arguments"))
            {
                ReadNestedEffort("reasoning_effort"u8);
            }
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Reads a member of older requests or of other models.</summary>
    private bool ReadLegacyMember()
    {
        if (_fields.Is("functions"u8))
        {
            _request.Functions = Functions();
        }
        else if (_fields.Is("function_call"u8))
        {
            _request.FunctionCall = FunctionCall();
        }
        else if (_fields.Is("modalities"u8))
        {
            CheckModalities();
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Refuses a member that is known and not supported, if it asks for anything; skips all others.</summary>
    private void ReadOtherMember()
    {
        foreach (ChatRequestMember member in ChatRequestMembers.Refused)
        {
            if (_fields.Is(member.Utf8Name))
            {
                int offset = _fields.Offset;
                if (!_fields.SkipNeutral(member.Neutral))
                {
                    throw _fields.Error($"this is not supported: {member.Remark}. Remove it from the request", offset);
                }

                return;
            }
        }

        _fields.SkipMember();
    }

    private void ReadReasoning()
    {
        if (!_fields.BeginOptionalMap("reasoning options"))
        {
            return;
        }

        while (_fields.NextMember())
        {
            if (_fields.Is("effort"u8))
            {
                _request.NestedReasoningEffort = new ParsedString(_fields.ReadOptionalString(), _fields.Offset);
            }
            else if (_fields.Is("max_tokens"u8))
            {
                Settings = Settings with { ReasoningBudget = Whole(least: 0) };
            }
            else if (_fields.Is("exclude"u8))
            {
                Settings = Settings with { IncludeReasoning = !_fields.ReadOptionalBoolean() };
            }
            else
            {
                _fields.SkipMember();
            }
        }
    }

    private void ReadNestedEffort(ReadOnlySpan<byte> name)
    {
        while (_fields.NextMember())
        {
            if (_fields.Is(name))
            {
                _request.NestedReasoningEffort = new ParsedString(_fields.ReadOptionalString(), _fields.Offset);
            }
            else
            {
                _fields.SkipMember();
            }
        }
    }

    private bool IncludeUsage()
    {
        bool includesUsage = false;
        if (_fields.BeginOptionalMap("stream options"))
        {
            while (_fields.NextMember())
            {
                if (_fields.Is("include_usage"u8))
                {
                    includesUsage = _fields.ReadOptionalBoolean() ?? false;
                }
                else
                {
                    _fields.SkipMember();
                }
            }
        }

        return includesUsage;
    }

    /// <summary>Reads a text or a list of texts. OpenAI accepts four; servers of GPT-OSS accept any number.</summary>
    private List<string> Stop()
    {
        if (_fields.TokenType != JsonTokenType.StartArray)
        {
            return _fields.IsNull ? [] : [StopText()];
        }

        var texts = new List<string>();
        while (_fields.NextItem())
        {
            texts.Add(StopText());
        }

        return texts;
    }

    private readonly string StopText() => _fields.ReadString() is { Length: > 0 } text
        ? text
        : throw _fields.Error("a stop text cannot be empty", _fields.Offset);

    private Dictionary<int, float>? LogitBias()
    {
        if (!_fields.BeginOptionalMap("an object with a number for each token id"))
        {
            return null;
        }

        var biases = new Dictionary<int, float>();
        while (_fields.NextMember())
        {
            string name = _fields.Name();
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                throw _fields.Error($"'{name}' is not a token id", _fields.Offset);
            }

            _fields.Read();
            float bias = (float)(_fields.ReadOptionalNumber() ?? 0);
            biases[id] = float.IsFinite(bias) ? bias : throw _fields.Error("this number is out of range", _fields.Offset);
        }

        return biases;
    }

    private List<ParsedTool>? Functions()
    {
        if (!_fields.BeginOptionalArray("functions"))
        {
            return null;
        }

        var tools = new List<ParsedTool>();
        while (_fields.NextItem())
        {
            int offset = _fields.Offset;
            _fields.BeginMap("a function");
            tools.Add(new ParsedTool(offset, null, Function()));
        }

        return tools;
    }

    private ParsedToolChoice? FunctionCall()
    {
        int offset = _fields.Offset;
        return _fields.IsNull ? null
            : _fields.TokenType == JsonTokenType.StartObject ? new ParsedToolChoice(offset, null, null, FunctionName())
            : new ParsedToolChoice(offset, _fields.ReadString(), null, null);
    }

    private void CheckModalities()
    {
        if (_fields.BeginOptionalArray("modalities"))
        {
            while (_fields.NextItem())
            {
                if (_fields.ReadString() is not "text" and var modality)
                {
                    throw _fields.Error($"'{modality}' is not supported: the model reads and writes text", _fields.Offset);
                }
            }
        }
    }

    private readonly double? Number(SamplingRange range, double? nothing = null)
    {
        double? number = _fields.ReadOptionalNumber();
        return number is null || number == nothing ? null
            : range.Contains(number.Value) ? number
            : throw _fields.Error(string.Create(CultureInfo.InvariantCulture, $"{number} is out of range: a number {range} is expected"), _fields.Offset);
    }

    private readonly int? Whole(int least) => (int?)_fields.ReadOptionalWhole(least, int.MaxValue);
}
