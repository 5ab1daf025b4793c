using System.CommandLine;
using Harmony.Chat;
using Harmony.Conversations;

namespace Harmony.Cli.Commands;

/// <summary>The options for chat requests, and the reading of input that is a chat request or a conversation.</summary>
internal sealed class ChatOptions
{
    private const string Default = "default";
    private const string VllmMlx = "vllm-mlx";

    private readonly Option<string> _profile = new("--profile")
    {
        Description = $"Read the input as a chat request, by these rules: '{Default}', or '{VllmMlx}' as that server's renderer does. Without this option, a request is recognized by its members and read by the default rules.",
    };

    private readonly Option<string> _identity = new("--identity") { Description = "For a chat request: the model's identity, in place of the default." };
    private readonly Option<string> _date = new("--date") { Description = "For a chat request: the current date in the prompt. By default there is none." };
    private readonly Option<string> _cutoff = new("--cutoff") { Description = "For a chat request: the model's knowledge cutoff, in place of the default." };

    public ChatOptions() => _profile.AcceptOnlyFromAmong(Default, VllmMlx);

    public void AddTo(Command command)
    {
        command.Options.Add(_profile);
        command.Options.Add(_identity);
        command.Options.Add(_date);
        command.Options.Add(_cutoff);
    }

    /// <summary>Reads a conversation, or a chat request with its settings. A conversation has the default settings.</summary>
    /// <exception cref="InputException">An option for requests is given, and the input is a conversation.</exception>
    public (Conversation Conversation, ChatSettings Settings) Read(byte[] json, bool keepsAnalysis, ParseResult result)
    {
        if (result.GetValue(_profile) is not null || ChatRequest.IsRequest(json))
        {
            var request = ChatRequest.Read(json, new ChatRequestOptions
            {
                Profile = result.GetValue(_profile) == VllmMlx ? ChatProfile.VllmMlx : ChatProfile.Default,
                ModelIdentity = result.GetValue(_identity),
                CurrentDate = result.GetValue(_date),
                KnowledgeCutoff = result.GetValue(_cutoff),
                KeepAnalysis = keepsAnalysis,
            });
            return (request.Conversation, request.Settings);
        }

        foreach (Option<string> option in (Option<string>[])[_identity, _date, _cutoff])
        {
            if (result.GetValue(option) is not null)
            {
                throw new InputException($"{option.Name} is for chat requests, and this looks like a conversation, whose system message says such things itself: add '--profile {Default}' to read it as a request");
            }
        }

        return (Conversation.FromJson(json), ChatSettings.Default);
    }
}
