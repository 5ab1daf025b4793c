using System.Text;

namespace Harmony.Chat;

/// <summary>What becomes of a member of a request.</summary>
internal enum MemberUse
{
    /// <summary>Its value is in the conversation or in the settings.</summary>
    Followed,

    /// <summary>It is skipped: it does not change what is generated.</summary>
    PassedOver,

    /// <summary>It is refused if it asks for anything.</summary>
    Refused,
}

/// <summary>A member of a request, as docs/chat-requests.md lists it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Use">What becomes of it.</param>
/// <param name="Remark">What it gives, or why it is passed over or refused.</param>
/// <param name="Neutral">The number, or 1 for true, that asks for nothing. Null, false, 0 and what is empty always do.</param>
internal sealed record ChatRequestMember(string Name, MemberUse Use, string Remark, double Neutral = 0)
{
    public byte[] Utf8Name { get; } = Encoding.ASCII.GetBytes(Name);
}

/// <summary>The members of chat requests that OpenAI, vLLM, SGLang, llama.cpp and Ollama document. Members that are not
/// listed are passed over.</summary>
internal static class ChatRequestMembers
{
    private const string NoGrammars = "the form of an answer is given by response_format";
    private const string NoSampler = "engines do not have this way to choose tokens";
    private const string NoAudio = "the model reads and writes text";
    private const string NoTemplate = "a conversation is rendered in the Harmony format";

    public static ChatRequestMember[] All { get; } =
    [
        new("messages", MemberUse.Followed, "the conversation"),
        new("tools", MemberUse.Followed, "the namespace `functions` of the developer message; names must differ"),
        new("tool_choice", MemberUse.Followed, "`none`: no tools are in the prompt; `auto`; `required`; a function. `allowed_tools` and `custom` are refused"),
        new("functions", MemberUse.Followed, "as `tools`, if there are none"),
        new("function_call", MemberUse.Followed, "as `tool_choice`, if there is none"),
        new("parallel_tool_calls", MemberUse.Followed, "`false`: one call ends the turn"),
        new("response_format", MemberUse.Followed, "`text`, `json_object`, `json_schema`; the prompt shows a schema"),
        new("reasoning_effort", MemberUse.Followed, "the system message's effort: `none` and `minimal` are low"),
        new("reasoning", MemberUse.Followed, "`effort`; `max_tokens`, a budget; `exclude`, which leaves reasoning out of the answer"),
        new("include_reasoning", MemberUse.Followed, "`false` leaves reasoning out of the answer"),
        new("thinking_token_budget", MemberUse.Followed, "the maximum number of reasoning tokens"),
        new("chat_template_kwargs", MemberUse.Followed, "`reasoning_effort`; other arguments are passed over"),
        new("model", MemberUse.Followed, "a name for whoever serves several models"),
        new("max_completion_tokens", MemberUse.Followed, "the maximum number of tokens, at least 1"),
        new("max_tokens", MemberUse.Followed, "the same, if `max_completion_tokens` is absent"),
        new("stop", MemberUse.Followed, "a text or any number of texts, none empty, that end the answer"),
        new("n", MemberUse.Followed, "the number of answers, at least 1"),
        new("temperature", MemberUse.Followed, $"a number {SamplingRange.Temperature}"),
        new("top_p", MemberUse.Followed, $"a number {SamplingRange.Probability}"),
        new("top_k", MemberUse.Followed, "a whole number; 0 and -1 are all tokens"),
        new("min_p", MemberUse.Followed, $"a number {SamplingRange.Probability}; 0 is none"),
        new("repetition_penalty", MemberUse.Followed, $"a number {SamplingRange.RepetitionPenalty}"),
        new("frequency_penalty", MemberUse.Followed, $"a number {SamplingRange.Penalty}"),
        new("presence_penalty", MemberUse.Followed, $"a number {SamplingRange.Penalty}"),
        new("seed", MemberUse.Followed, "a whole number of 64 bits, of which engines take 31"),
        new("logit_bias", MemberUse.Followed, "an object with a number for each token id"),
        new("logprobs", MemberUse.Followed, "`true` or `false`"),
        new("top_logprobs", MemberUse.Followed, "a whole number from 0 to 20"),
        new("stream", MemberUse.Followed, "`true` or `false`"),
        new("stream_options", MemberUse.Followed, "`include_usage`; without effect unless the answer is streamed"),
        new("prompt_cache_key", MemberUse.Followed, "the key by which a replica is chosen"),
        new("modalities", MemberUse.Followed, "`text` alone; others are refused"),

        new("user", MemberUse.PassedOver, "an identifier"),
        new("safety_identifier", MemberUse.PassedOver, "an identifier"),
        new("metadata", MemberUse.PassedOver, "the client's own data"),
        new("store", MemberUse.PassedOver, "nothing is stored"),
        new("service_tier", MemberUse.PassedOver, "there is one tier"),
        new("prediction", MemberUse.PassedOver, "a hint for speed"),
        new("prompt_cache_retention", MemberUse.PassedOver, "a hint for caches"),
        new("verbosity", MemberUse.PassedOver, "the format has no word for it"),
        new("priority", MemberUse.PassedOver, "a hint for the order of requests"),
        new("request_id", MemberUse.PassedOver, "an identifier"),
        new("rid", MemberUse.PassedOver, "an identifier"),
        new("cache_salt", MemberUse.PassedOver, "a hint for caches"),
        new("cache_prompt", MemberUse.PassedOver, "a hint for caches"),
        new("keep_alive", MemberUse.PassedOver, "a hint for loading models"),
        new("skip_special_tokens", MemberUse.PassedOver, "an answer never has special tokens"),
        new("separate_reasoning", MemberUse.PassedOver, "reasoning is always separate"),
        new("reasoning_format", MemberUse.PassedOver, "reasoning is always separate"),
        new("timings_per_token", MemberUse.PassedOver, "figures alone"),

        new("audio", MemberUse.Refused, NoAudio),
        new("web_search_options", MemberUse.Refused, "there is no web search; declare a tool"),
        new("grammar", MemberUse.Refused, NoGrammars),
        new("json_schema", MemberUse.Refused, NoGrammars),
        new("regex", MemberUse.Refused, NoGrammars),
        new("ebnf", MemberUse.Refused, NoGrammars),
        new("structured_outputs", MemberUse.Refused, NoGrammars),
        new("guided_json", MemberUse.Refused, NoGrammars),
        new("guided_regex", MemberUse.Refused, NoGrammars),
        new("guided_choice", MemberUse.Refused, NoGrammars),
        new("guided_grammar", MemberUse.Refused, NoGrammars),
        new("stop_token_ids", MemberUse.Refused, "the format's own tokens end a turn; stop has texts"),
        new("stop_regex", MemberUse.Refused, "stop has texts"),
        new("ignore_eos", MemberUse.Refused, "the format's own tokens end a turn"),
        new("min_tokens", MemberUse.Refused, "the model ends its turn"),
        new("bad_words", MemberUse.Refused, "logit_bias has token ids"),
        new("allowed_token_ids", MemberUse.Refused, "logit_bias has token ids"),
        new("use_beam_search", MemberUse.Refused, NoSampler),
        new("length_penalty", MemberUse.Refused, NoSampler, 1),
        new("typical_p", MemberUse.Refused, NoSampler, 1),
        new("repeat_penalty", MemberUse.Refused, "engines have repetition_penalty", 1),
        new("mirostat", MemberUse.Refused, NoSampler),
        new("dynatemp_range", MemberUse.Refused, NoSampler),
        new("dry_multiplier", MemberUse.Refused, NoSampler),
        new("xtc_probability", MemberUse.Refused, NoSampler),
        new("prompt_logprobs", MemberUse.Refused, "a prompt has no logarithms of probabilities"),
        new("echo", MemberUse.Refused, "an answer does not repeat the prompt"),
        new("add_generation_prompt", MemberUse.Refused, "a prompt ends with the beginning of the answer", 1),
        new("continue_final_message", MemberUse.Refused, "an answer is a message of its own"),
        new("chat_template", MemberUse.Refused, NoTemplate),
        new("documents", MemberUse.Refused, NoTemplate),
    ];

    /// <summary>The members that are refused.</summary>
    public static ChatRequestMember[] Refused { get; } = Array.FindAll(All, static member => member.Use == MemberUse.Refused);

    /// <summary>The members that a request is known by: those that are followed, but for the messages, which a conversation has
    /// as well.</summary>
    public static ChatRequestMember[] Signs { get; } = Array.FindAll(All, static member => member is { Use: MemberUse.Followed, Name: not "messages" });
}
