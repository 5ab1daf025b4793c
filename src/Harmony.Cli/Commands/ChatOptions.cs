using System.CommandLine;
using Harmony.Chat;
using Harmony.Conversations;

namespace Harmony.Cli.Commands;

/// <summary>The options that are about chat requests, and which input is one.</summary>
internal sealed class ChatOptions
{
    private const string VllmMlx = "vllm-mlx";

    private readonly Option<string> _profile = new("--profile")
    {
        Description = "Take the input for a chat request, by these rules: 'default', or 'vllm-mlx' as that server's renderer does it. By default a request is told from a conversation by its members, and has the default rules.",
    };

    private readonly Option<string> _identity = new("--identity") { Description = "For a chat request: who the model is, in the place of the default identity." };
    private readonly Option<string> _date = new("--date") { Description = "For a chat request: the current date, as the prompt is to show it. By default it shows none." };
    private readonly Option<string> _cutoff = new("--cutoff") { Description = "For a chat request: up to when the model knows the world, in the place of the default." };

    public ChatOptions() => _profile.AcceptOnlyFromAmong("default", VllmMlx);

    public void AddTo(Command command)
    {
        command.Options.Add(_profile);
        command.Options.Add(_identity);
        command.Options.Add(_date);
        command.Options.Add(_cutoff);
    }

    /// <summary>Whether the input is a chat request.</summary>
    public bool IsRequest(byte[] json, ParseResult result) => result.GetValue(_profile) is not null || ChatRequestShape.IsChatRequest(json);

    /// <summary>Reads a conversation, or makes one of a chat request.</summary>
    /// <exception cref="InputException">An option for requests is given, and it is none.</exception>
    public Conversation Read(byte[] json, bool keepsAnalysis, ParseResult result)
    {
        if (IsRequest(json, result))
        {
            return ChatRequest.ToConversation(json, new ChatRequestOptions
            {
                Profile = result.GetValue(_profile) == VllmMlx ? ChatProfile.VllmMlx : ChatProfile.Default,
                ModelIdentity = result.GetValue(_identity),
                CurrentDate = result.GetValue(_date),
                KnowledgeCutoff = result.GetValue(_cutoff),
                KeepAnalysis = keepsAnalysis,
            });
        }

        foreach (Option<string> option in (Option<string>[])[_identity, _date, _cutoff])
        {
            if (result.GetValue(option) is not null)
            {
                throw new InputException($"{option.Name} is for chat requests, and this looks like a conversation, which says such things itself; '--profile default' takes it for a request");
            }
        }

        return Conversation.FromJson(json);
    }
}
