using System.Text;
using Harmony.Chat;
using Harmony.Conversations;
using Harmony.Rendering;
using Harmony.Tokenization;

namespace Harmony.Tests.Chat;

/// <summary>Requests and the prompts that they become.</summary>
internal static class ChatPrompt
{
    public const string DefaultSystem =
        """
        <|start|>system<|message|>You are ChatGPT, a large language model trained by OpenAI.
        Knowledge cutoff: 2024-06

        Reasoning: medium

        # Valid channels: analysis, commentary, final. Channel must be included for every message.<|end|>
        """;

    public const string DefaultSystemWithFunctions =
        """
        <|start|>system<|message|>You are ChatGPT, a large language model trained by OpenAI.
        Knowledge cutoff: 2024-06

        Reasoning: medium

        # Valid channels: analysis, commentary, final. Channel must be included for every message.
        Calls to these tools must go to the commentary channel: 'functions'.<|end|>
        """;

    public const string End = "<|start|>assistant";

    public static readonly ChatRequestOptions VllmMlx = new() { Profile = ChatProfile.VllmMlx };

    public static Conversation Read(string json, ChatRequestOptions? options = null) => ChatRequest.Read(Encoding.UTF8.GetBytes(json), options).Conversation;

    /// <summary>The conversation of a request with these messages.</summary>
    public static Conversation OfMessages(string messages, ChatRequestOptions? options = null) => Read($$"""{"model":"m","messages":[{{messages}}]}""", options);

    public static string Text(Conversation conversation) => O200kTokenizer.Decode(HarmonyRenderer.Render(conversation));

    /// <summary>What follows the default system message.</summary>
    public static string TextOfMessages(string messages, ChatRequestOptions? options = null) => AfterSystem(Text(OfMessages(messages, options)), DefaultSystem);

    /// <summary>The same of a whole request, whose system message may have the line about functions.</summary>
    public static string AfterSystem(string text, string system)
    {
        Assert.StartsWith(system, text, StringComparison.Ordinal);
        Assert.EndsWith(End, text, StringComparison.Ordinal);
        return text[system.Length..^End.Length];
    }
}
